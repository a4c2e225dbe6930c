import type { PixelFormat, Rescale } from '../read/read-object.ts';
import { CLIPPED, PADDED, type Storage, type ValueTable, valueTable } from '../read/value-table.ts';
import type { FrameTally } from './frame-job.ts';

/** Slices mostly share one table; a series with a scale for each slice makes as many, and few are kept. */
const MOST_TABLES = 8;

/** Tables by format and scale, for one way of storing. */
export function tableShelf(storage: Storage): (format: PixelFormat, rescale: Rescale) => ValueTable {
  const shelf = new Map<string, ValueTable>();
  return (format, rescale) => {
    const { bitsAllocated, bitsStored, highBit, signed, padding } = format;
    const key = JSON.stringify([bitsAllocated, bitsStored, highBit, signed, padding, rescale]);
    let table = shelf.get(key);
    if (!table) {
      table = valueTable(format, rescale, storage);
      if (shelf.size >= MOST_TABLES) shelf.clear();
      shelf.set(key, table);
    }
    return table;
  };
}

/** Turns raw words to stored values. */
export function storeFrame(
  words: Uint16Array | Uint8Array,
  { entries, paddingKept }: ValueTable,
  out: Int16Array,
): FrameTally {
  let padded = 0;
  let clipped = 0;
  for (let v = 0; v < out.length; v++) {
    const entry = entries[words[v]!]!;
    out[v] = entry;
    padded += entry & PADDED;
    clipped += entry & CLIPPED;
  }
  return { padded: padded / PADDED, clipped: clipped / CLIPPED, paddingKept };
}
