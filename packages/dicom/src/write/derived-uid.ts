/**
 * A UID made from what it names: the first 128 bits of a SHA-256, marked as a UUID of version 8 (RFC 9562 5.8), written
 * under 2.25 (DICOM PS3.5 B.2). The same content gives the same UID on every machine and day.
 */
export function derivedUid(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `2.25.${value}`;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export const sha256OfText = (text: string): Promise<Uint8Array> => sha256(new TextEncoder().encode(text));
