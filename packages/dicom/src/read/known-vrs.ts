/** OV, SV and UV hold 64-bit numbers, from 2019 on; dicom-parser takes their length for 16 bits, and reads on in the middle of the value. */
const FIRST_LETTERS = 'OSU';
const V = 'V'.charCodeAt(0);
const HEAD_BYTES = 12;

/**
 * The bytes of an explicit little-endian data set with those VRs called OB, whose length takes 32 bits as theirs does. A
 * copy where any was met: the file stays as it is. What looks like one and is none (in pixels) is not read from this copy.
 */
export function withKnownVrs<Bytes extends Uint8Array>(bytes: Bytes): Bytes | Uint8Array<ArrayBuffer> {
  let copy: Uint8Array<ArrayBuffer> | null = null;
  for (let at = bytes.indexOf(V, 5); at >= 0; at = bytes.indexOf(V, at + 1)) {
    if (!headsElement(bytes, at - 5)) continue;
    copy ??= Uint8Array.from(bytes);
    copy[at - 1] = 'O'.charCodeAt(0);
    copy[at] = 'B'.charCodeAt(0);
  }
  return copy ?? bytes;
}

/** Two letters, two zeros, and a length in whole 64-bit numbers that the bytes can hold. */
function headsElement(bytes: Uint8Array, at: number): boolean {
  if (at + HEAD_BYTES > bytes.length || bytes[at + 6] !== 0 || bytes[at + 7] !== 0) return false;
  if (!FIRST_LETTERS.includes(String.fromCharCode(bytes[at + 4]!))) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset + at + 8, 4).getUint32(0, true);
  return length > 0 && length % 8 === 0 && at + HEAD_BYTES + length <= bytes.length;
}
