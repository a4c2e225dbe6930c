/** Where the fragments of encapsulated pixel data lie. Source: DICOM PS3.5 A.4. */
interface Fragment {
  readonly at: number;
  readonly length: number;
}

/** Encapsulated pixel data, ready to hand out one frame at a time. */
export interface FrameFragments {
  /** The packed bytes of a frame; null where the items do not tell, or were cut off. */
  frame(n: number): Uint8Array | null;
  /** An item reaches past the end of the file: how many bytes are missing. */
  readonly missingBytes: number;
}

/**
 * Sorts the items of encapsulated pixel data into frames: by one item for each frame, by the offset table, or by where a
 * codestream begins; a single frame is all items together.
 *
 * @param offset       where the value of the pixel data begins
 * @param longOffsets  the Extended Offset Table (7FE0,0001), which counts in 64 bits
 */
export function frameFragments(
  stream: Uint8Array,
  { offset, frames, longOffsets }: { offset: number; frames: number; longOffsets: readonly number[] },
): FrameFragments {
  const { items, missingBytes } = itemsFrom(stream, offset);
  const [table, ...fragments] = items;
  const base = fragments[0] ? fragments[0].at - 8 : 0;
  const offsets = longOffsets.length === frames ? longOffsets : table ? offsetsIn(stream, table) : [];
  const groups = grouped(stream, fragments, { frames, starts: offsets.map((from) => base + from) });
  return {
    missingBytes,
    frame: (n) => {
      const group = groups[n];
      return group && group.length > 0 ? joined(stream, group) : null;
    },
  };
}

function itemsFrom(stream: Uint8Array, offset: number): { items: Fragment[]; missingBytes: number } {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const items: Fragment[] = [];
  let at = offset;
  while (at + 8 <= stream.length && view.getUint32(at, true) === 0xe000fffe) {
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > stream.length) return { items, missingBytes: at + 8 + length - stream.length };
    items.push({ at: at + 8, length });
    at += 8 + length;
  }
  return { items, missingBytes: 0 };
}

function offsetsIn(stream: Uint8Array, { at, length }: Fragment): number[] {
  const view = new DataView(stream.buffer, stream.byteOffset + at, length);
  return Array.from({ length: length >> 2 }, (_, n) => view.getUint32(4 * n, true));
}

function grouped(
  stream: Uint8Array,
  fragments: readonly Fragment[],
  { frames, starts }: { frames: number; starts: readonly number[] },
): readonly Fragment[][] {
  if (frames === 1) return [[...fragments]];
  if (fragments.length === frames) return fragments.map((one) => [one]);
  const known = new Set(fragments.map(({ at }) => at - 8));
  const byTable = starts.length === frames && starts.every((start) => known.has(start));
  const begins = byTable
    ? new Set(starts)
    : new Set(fragments.filter(({ at }) => beginsCodestream(stream, at)).map(({ at }) => at - 8));
  const groups: Fragment[][] = [];
  for (const one of fragments) {
    if (begins.has(one.at - 8)) groups.push([]);
    groups.at(-1)?.push(one);
  }
  return groups.length === frames ? groups : [];
}

/** SOI with a marker behind it (JPEG, JPEG-LS), or SOC with SIZ (JPEG 2000). */
const beginsCodestream = (stream: Uint8Array, at: number): boolean =>
  stream[at] === 0xff &&
  ((stream[at + 1] === 0xd8 && stream[at + 2] === 0xff) ||
    (stream[at + 1] === 0x4f && stream[at + 2] === 0xff && stream[at + 3] === 0x51));

function joined(stream: Uint8Array, group: readonly Fragment[]): Uint8Array {
  const whole = new Uint8Array(group.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const { at, length } of group) {
    whole.set(stream.subarray(at, at + length), filled);
    filled += length;
  }
  return whole;
}
