import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CaseFile, type Draft, type Entry, planAct } from '@specola/casework';
import { PRINT_MATERIALS } from '@specola/facts';
import { parseCaseCode } from '@specola/record';
import { CannotWriteError } from '../output-folder.ts';
import { UsageError } from '../usage-error.ts';
import { ActRefusedError, CaseInUseError, NotACaseError } from './case-errors.ts';

const FILE = 'case.json';

/** @throws NotACaseError */
export async function readCase(folder: string): Promise<CaseFile> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => {
    throw new NotACaseError('case.json is not there or cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotACaseError('case.json is not JSON.');
  }
  const parsed = CaseFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new NotACaseError(`${issue.path.join('.') || 'case.json'}: ${issue.message}.`);
  }
  if (parseCaseCode(parsed.data.caseCode) === null)
    throw new NotACaseError('its case code does not fit its check letter.');
  const gap = parsed.data.entries.findIndex(({ number }, at) => number !== at + 1);
  if (gap >= 0) throw new NotACaseError(`entry ${gap + 1} is missing or out of place.`);
  return parsed.data;
}

/** Makes the folder and an empty case in it; never over one that is there. */
export async function createCase(folder: string, file: CaseFile): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(folder, file, 'new');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError('The folder holds a case already.', 'Name a new folder.');
    throw thrown instanceof Error && 'exitCode' in thrown
      ? thrown
      : new CannotWriteError((thrown as NodeJS.ErrnoException).code ?? 'unknown', { cause: thrown });
  }
}

/**
 * Enters an act into a case, if nothing stands against it: under a lock, written beside and renamed, so that the file is
 * whole at every moment.
 *
 * @throws ActRefusedError, CaseInUseError, NotACaseError
 */
export async function appendAct(folder: string, draft: Draft): Promise<{ file: CaseFile; entry: Entry }> {
  const { file, entries } = await appendActs(folder, [draft]);
  return { file, entry: entries[0]! };
}

/** Several acts that belong together: all are entered, or none. */
export async function appendActs(
  folder: string,
  drafts: readonly Draft[],
): Promise<{ file: CaseFile; entries: Entry[] }> {
  const lock = await open(join(folder, 'case.lock'), 'wx').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'EEXIST') throw new CaseInUseError();
    throw thrown.code === 'ENOENT'
      ? new NotACaseError('the folder is not there.')
      : new CannotWriteError(thrown.code ?? 'unknown', { cause: thrown });
  });
  try {
    const planned = planActs(await readCase(folder), drafts);
    await writeWhole(folder, planned.file, 'replace');
    return planned;
  } finally {
    await lock.close();
    await rm(join(folder, 'case.lock'), { force: true });
  }
}

/**
 * The case as it would be with these acts in it.
 *
 * @throws ActRefusedError
 */
export function planActs(before: CaseFile, drafts: readonly Draft[]): { file: CaseFile; entries: Entry[] } {
  let file = before;
  const entries: Entry[] = [];
  for (const draft of drafts) {
    const plan = planAct(file, draft, PRINT_MATERIALS);
    if (plan.kind === 'refuse') throw new ActRefusedError(plan.problems);
    entries.push(plan.entry);
    file = { ...file, entries: [...file.entries, plan.entry] };
  }
  return { file, entries };
}

async function writeWhole(folder: string, file: CaseFile, how: 'new' | 'replace'): Promise<void> {
  const target = join(folder, FILE);
  if (how === 'new') {
    const handle = await open(target, 'wx', 0o600);
    await handle.writeFile(textOf(file));
    await handle.sync();
    await handle.close();
    return;
  }
  const staging = `${target}.${process.pid}`;
  try {
    const handle = await open(staging, 'w', 0o600);
    await handle.writeFile(textOf(file));
    await handle.sync();
    await handle.close();
    await rename(staging, target);
  } catch (thrown) {
    await rm(staging, { force: true });
    throw new CannotWriteError((thrown as NodeJS.ErrnoException).code ?? 'unknown', { cause: thrown });
  }
}

const textOf = (file: CaseFile): string => `${JSON.stringify(file, null, 2)}\n`;
