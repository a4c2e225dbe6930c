import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { VaultLockedError } from './vault-errors.ts';

/** What the vault knows of a case: enough to say whose it is and to find its study again, and nothing of its geometry. */
export const VaultEntry = z.strictObject({
  schema: z.literal('specola/vault-entry/1'),
  caseCode: z.string(),
  /** Attributes of the patient and of the study as the header states them, by their names. */
  patient: z.record(z.string(), z.string()),
  studies: z.array(z.record(z.string(), z.string())),
  /** Every identifier met in the study, for the scan of what is given away. */
  identifiers: z.array(z.strictObject({ kind: z.string(), value: z.string() })),
  /** UIDs of the study and those that the working files carry instead. */
  uids: z.record(z.string(), z.string()),
  shiftDays: z.number().int(),
  method: z.string(),
});
export type VaultEntry = z.output<typeof VaultEntry>;

const MARK = Buffer.from('SPCVLT01', 'latin1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a key derived for this purpose; the case code is bound to it, so that no entry passes for another. */
export function sealEntry(entry: VaultEntry, key: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', subkey(key, 'vault entry'), nonce);
  cipher.setAAD(boundTo(entry.caseCode));
  const body = Buffer.concat([cipher.update(JSON.stringify(entry), 'utf8'), cipher.final()]);
  return Buffer.concat([MARK, nonce, cipher.getAuthTag(), body]);
}

/** @throws VaultLockedError  when the key is another, or a bit of the entry was changed */
export function openEntry(sealed: Uint8Array, caseCode: string, key: Uint8Array): VaultEntry {
  const bytes = Buffer.from(sealed);
  const bodyAt = MARK.length + NONCE_BYTES + TAG_BYTES;
  if (bytes.length < bodyAt || !bytes.subarray(0, MARK.length).equals(MARK)) throw new VaultLockedError();
  try {
    const nonce = bytes.subarray(MARK.length, MARK.length + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', subkey(key, 'vault entry'), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(caseCode));
    decipher.setAuthTag(bytes.subarray(MARK.length + NONCE_BYTES, bodyAt));
    const text = Buffer.concat([decipher.update(bytes.subarray(bodyAt)), decipher.final()]).toString('utf8');
    return VaultEntry.parse(JSON.parse(text));
  } catch {
    throw new VaultLockedError();
  }
}

/** One key, several uses: each has its own, so that what one use shows tells nothing of another. */
export const subkey = (key: Uint8Array, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `specola ${use}`, 32));

const boundTo = (caseCode: string): Buffer => Buffer.concat([MARK, Buffer.from(caseCode, 'latin1')]);
