import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { VaultKeyError } from './vault-errors.ts';

export const KEY_VARIABLE = 'SPECOLA_VAULT_KEY';
export const KEY_FILE_VARIABLE = 'SPECOLA_VAULT_KEY_FILE';
const KEY_BYTES = 32;

/**
 * The key of the vault: from a file that nobody but its owner may read, or from the environment.
 *
 * @throws VaultKeyError  when there is none, others may read it, or it is no key
 */
export async function readVaultKey(keyFile: string | undefined): Promise<Uint8Array> {
  const path = keyFile ?? process.env[KEY_FILE_VARIABLE];
  if (path !== undefined) return keyFrom(await ownFile(path));
  const told = process.env[KEY_VARIABLE];
  if (told !== undefined && told !== '') return keyFrom(told);
  throw new VaultKeyError(
    'There is no key for the vault.',
    `Name a key file with --key-file or in ${KEY_FILE_VARIABLE}, or put the key into ${KEY_VARIABLE}. "specola vault new-key FILE" makes one.`,
  );
}

export const hasVaultKey = (keyFile: string | undefined): boolean =>
  (keyFile ?? process.env[KEY_FILE_VARIABLE] ?? process.env[KEY_VARIABLE] ?? '') !== '';

/** Writes a new key to a file of its own; a file that is there already is never replaced. */
export async function writeNewKey(path: string): Promise<void> {
  try {
    await writeFile(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    throw new VaultKeyError(
      `The key file cannot be written (${code === 'EEXIST' ? 'it is there already' : code}).`,
      'Name a new file. A key that is in use must never be replaced: its vault would stay shut.',
    );
  }
}

async function ownFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new VaultKeyError('The key file is not there.', 'Name the file that holds the key.');
  // Windows keeps rights elsewhere.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw new VaultKeyError('Others may read the key file.', 'Run "chmod 600" on it, and consider the key as known.');
  return readFile(path, 'utf8');
}

function keyFrom(text: string): Uint8Array {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length !== KEY_BYTES || /[^A-Za-z0-9+/=]/.test(trimmed))
    throw new VaultKeyError(
      'The key is not a key of 32 bytes.',
      'It must be 64 hexadecimal digits or 44 letters of base64: "specola vault new-key FILE" makes one.',
    );
  return key;
}
