import { chmod, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotWriteError, isRunning } from './output-folder.ts';
import { openEntry, type VaultEntry } from './vault-entry.ts';
import { CaseTakenError, NoVaultEntryError } from './vault-errors.ts';

/** Lies beside an entry until its working files are in place: an import that was killed in between may be done again. */
const markOf = (folder: string, caseCode: string): string => join(folder, `.${caseCode}.unfinished`);
const fileOf = (folder: string, caseCode: string): string => join(folder, `${caseCode}.vault`);

/** An entry that is written, and whose working files are not in place yet. */
export interface WrittenEntry {
  /** The working files are in place. */
  finish(): Promise<void>;
  takeBack(): Promise<void>;
}

/**
 * What a killed import left under a code, sealed; null when the vault does not know the code.
 *
 * @throws CaseTakenError when it knows it, and the import came to its end
 */
export async function unfinishedEntry(
  folder: string,
  caseCode: string,
): Promise<(WrittenEntry & { readonly sealed: Uint8Array }) | null> {
  const sealed = await readFile(fileOf(folder, caseCode)).catch(() => null);
  if (!sealed) return null;
  const mark = markOf(folder, caseCode);
  if (!(await stat(mark).catch(() => null))) throw new CaseTakenError();
  return { sealed, finish: () => rm(mark, { force: true }), takeBack: async () => undefined };
}

/** A killed import leaves its sealed draft: the next one of the case takes it away, if its process is gone. */
async function removeDrafts(folder: string, caseCode: string): Promise<void> {
  const start = `.${caseCode}.`;
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(start) ? Number(name.slice(start.length)) : Number.NaN;
    if (Number.isInteger(pid) && pid > 0 && !isRunning(pid)) await rm(join(folder, name), { force: true });
  }
}

/** Writes an entry whole or not at all; two imports that race for one code: one of them is refused. */
export async function writeEntry(folder: string, caseCode: string, sealed: Uint8Array): Promise<WrittenEntry> {
  const target = fileOf(folder, caseCode);
  const staging = join(folder, `.${caseCode}.${process.pid}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeDrafts(folder, caseCode);
    await writeFile(staging, sealed, { mode: 0o600, flag: 'wx', flush: true });
    await chmod(staging, 0o400);
    await writeFile(markOf(folder, caseCode), '', { mode: 0o600, flush: true });
    // A link fails where the name is taken; a rename would replace it.
    await link(staging, target);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST') throw new CaseTakenError();
    throw new CannotWriteError(code, { cause: thrown });
  } finally {
    await rm(staging, { force: true });
  }
  const finish = () => rm(markOf(folder, caseCode), { force: true });
  return {
    finish,
    takeBack: async () => {
      await rm(target, { force: true });
      await finish();
    },
  };
}

/** @throws NoVaultEntryError, VaultLockedError */
export async function readEntry(folder: string, caseCode: string, key: Uint8Array): Promise<VaultEntry> {
  const sealed = await readFile(fileOf(folder, caseCode)).catch(() => {
    throw new NoVaultEntryError();
  });
  return openEntry(sealed, caseCode, key);
}
