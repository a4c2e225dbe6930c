/** Items of encapsulated pixel data (DICOM PS3.5 A.4): the offset table, then every fragment, then the delimiter. */
export function encapsulatedFrames(
  frames: readonly (readonly Uint8Array[])[],
  { offsetTable }: { readonly offsetTable: boolean },
): { value: Uint8Array; offsets: readonly number[]; lengths: readonly number[] } {
  const parts: Uint8Array[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const fragments of frames) {
    offsets.push(at);
    for (const fragment of fragments) {
      const item = itemOf(fragment);
      parts.push(item);
      at += item.length;
    }
  }
  const table = new Uint8Array(offsetTable ? 4 * offsets.length : 0);
  if (offsetTable)
    for (const [n, offset] of offsets.entries()) new DataView(table.buffer).setUint32(4 * n, offset, true);
  const delimiter = new Uint8Array(8);
  new DataView(delimiter.buffer).setUint32(0, 0xe0ddfffe, true);
  const all = [itemOf(table), ...parts, delimiter];
  const value = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of all) {
    value.set(part, filled);
    filled += part.length;
  }
  const lengths = frames.map((fragments) => fragments.reduce((sum, { length }) => sum + length, 0));
  return { value, offsets, lengths };
}

function itemOf(bytes: Uint8Array): Uint8Array {
  const item = new Uint8Array(8 + bytes.length + (bytes.length % 2));
  const view = new DataView(item.buffer);
  view.setUint32(0, 0xe000fffe, true);
  view.setUint32(4, item.length - 8, true);
  item.set(bytes, 8);
  return item;
}
