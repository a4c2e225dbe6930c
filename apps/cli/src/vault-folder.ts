import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotWriteError } from './output-folder.ts';
import { openEntry, type VaultEntry } from './vault-entry.ts';
import { CaseTakenError, NoVaultEntryError } from './vault-errors.ts';

const fileOf = (folder: string, caseCode: string): string => join(folder, `${caseCode}.vault`);

/** @throws CaseTakenError  when the vault knows the code already */
export async function holdsEntry(folder: string, caseCode: string): Promise<void> {
  if (await stat(fileOf(folder, caseCode)).catch(() => null)) throw new CaseTakenError();
}

/** Writes an entry whole or not at all; two imports that race for one code: one of them is refused. */
export async function writeEntry(
  folder: string,
  caseCode: string,
  sealed: Uint8Array,
): Promise<{ takeBack(): Promise<void> }> {
  const target = fileOf(folder, caseCode);
  const staging = join(folder, `.${caseCode}.${process.pid}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(staging, sealed, { mode: 0o600, flag: 'wx', flush: true });
    await chmod(staging, 0o400);
    // A link fails where the name is taken; a rename would replace it.
    await link(staging, target);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST') throw new CaseTakenError();
    throw new CannotWriteError(code, { cause: thrown });
  } finally {
    await rm(staging, { force: true });
  }
  return { takeBack: () => rm(target, { force: true }) };
}

/** @throws NoVaultEntryError, VaultLockedError */
export async function readEntry(folder: string, caseCode: string, key: Uint8Array): Promise<VaultEntry> {
  const sealed = await readFile(fileOf(folder, caseCode)).catch(() => {
    throw new NoVaultEntryError();
  });
  return openEntry(sealed, caseCode, key);
}
