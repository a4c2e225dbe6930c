import { createHash } from 'node:crypto';

/** sha256 in lower-case hex; hashed piece by piece, since one view of shared memory may be larger than the hash takes. */
export function sha256Of(data: ArrayBufferView): string {
  const hash = createHash('sha256');
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const PIECE = 1 << 26;
  for (let from = 0; from < bytes.length; from += PIECE) hash.update(bytes.subarray(from, from + PIECE));
  return hash.digest('hex');
}
