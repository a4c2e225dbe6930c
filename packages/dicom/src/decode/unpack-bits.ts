/** Values that follow each other bit by bit, the first in the lowest bits of the first byte. */
export function unpackBits(
  bytes: Uint8Array,
  first: number,
  { count, bits }: { count: number; bits: 1 | 12 },
): Uint16Array {
  const words = new Uint16Array(count);
  if (bits === 1) for (let v = 0, at = first; v < count; v++, at++) words[v] = (bytes[at >> 3]! >> (at & 7)) & 1;
  else
    for (let v = 0, at = 12 * first; v < count; v++, at += 12) {
      const pair = bytes[at >> 3]! | ((bytes[(at >> 3) + 1] ?? 0) << 8);
      words[v] = (pair >> (at & 7)) & 0xfff;
    }
  return words;
}
