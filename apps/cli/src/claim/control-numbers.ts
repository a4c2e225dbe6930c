import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { BadBillingFileError } from '../case/bad-billing-file-error.ts';
import { CaseInUseError } from '../case/case-errors.ts';
import { CannotWriteError } from '../output-folder.ts';

/** The control numbers of a site’s claim files: each is used once, and leads an acknowledgement back to its claim. */
const ControlNumbers = z.strictObject({
  schema: z.literal('specola/control-numbers/1'),
  issued: z.array(z.strictObject({ number: z.int().min(1).max(999_999_999), claim: z.string().min(1) })),
});
type ControlNumbers = z.infer<typeof ControlNumbers>;

/** @throws BadBillingFileError */
export async function readControlNumbers(path: string): Promise<ControlNumbers> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return null;
    throw new BadBillingFileError('the control numbers cannot be read.');
  });
  if (text === null) return { schema: 'specola/control-numbers/1', issued: [] };
  try {
    return ControlNumbers.parse(JSON.parse(text));
  } catch {
    throw new BadBillingFileError('the file of control numbers is none of ours, or was changed by hand.');
  }
}

/**
 * Takes the next number for a claim, under a lock and kept before it is used: a number is never given twice, and one whose
 * claim did not leave stays unused.
 */
export async function nextControlNumber(path: string, claim: string): Promise<number> {
  const lock = await open(`${path}.lock`, 'wx', 0o600).catch((thrown: NodeJS.ErrnoException) => {
    throw thrown.code === 'EEXIST'
      ? new CaseInUseError()
      : new CannotWriteError(thrown.code ?? 'unknown', { cause: thrown });
  });
  try {
    const { issued } = await readControlNumbers(path);
    const number = issued.reduce((highest, one) => Math.max(highest, one.number), 0) + 1;
    const staging = `${path}.${process.pid}`;
    const handle = await open(staging, 'w', 0o600);
    const kept: ControlNumbers = { schema: 'specola/control-numbers/1', issued: [...issued, { number, claim }] };
    await handle.writeFile(`${JSON.stringify(kept, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    await rename(staging, path);
    return number;
  } catch (thrown) {
    if (thrown instanceof BadBillingFileError) throw thrown;
    throw new CannotWriteError((thrown as NodeJS.ErrnoException).code ?? 'unknown', { cause: thrown });
  } finally {
    await lock.close();
    await rm(`${path}.lock`, { force: true });
  }
}
