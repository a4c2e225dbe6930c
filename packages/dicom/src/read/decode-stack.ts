import type { Modality } from '@specola/space';
import { plural } from '../errors.ts';
import type { ReadFinding, ReadPace } from '../finding.ts';
import { frameBytes, pixelStreamOf } from './frame-bytes.ts';
import type { ImageObject, PixelFormat, Rescale } from './read-object.ts';
import { AIR_HU, CLIPPED, PADDED, type Storage, type ValueTable, valueTable } from './value-table.ts';
import type { VoxelPlan } from './voxel-plan.ts';

/**
 * Reads the pixels of a stack in its order, one file at a time, and says what was noticed in them.
 *
 * @param values  rows · columns · frames, filled frame after frame as the plan stores them
 * @throws TruncatedPixelsError, BrokenRleError, CompressedNotReadError; the signal's reason when aborted
 */
export async function decodeStack(
  { frames, objects, rescales, rows, columns, modality, storage }: VoxelPlan,
  values: Int16Array,
  { report, signal }: ReadPace = {},
): Promise<ReadFinding[]> {
  const tables = tableShelf(storage);
  const tally: Tally = { padded: 0, clipped: 0, paddingKept: false };
  let openObject: ImageObject | null = null;
  let stream: Uint8Array = new Uint8Array(0);
  for (const [k, { frameInObject }] of frames.entries()) {
    signal?.throwIfAborted();
    const object = objects[k]!;
    if (openObject !== object) {
      stream = pixelStreamOf(object, await object.file.read());
      openObject = object;
    }
    const raw = frameBytes(object, stream, frameInObject);
    const table = tables(object.format, rescales[k] ?? { slope: 1, intercept: 0 });
    const slice = values.subarray(k * rows * columns, (k + 1) * rows * columns);
    copySlice(wordsOf(raw, object), table, slice, tally);
    report?.((k + 1) / frames.length);
  }
  return findingsOf(tally, values.length, modality, rescales);
}

interface Tally {
  padded: number;
  clipped: number;
  paddingKept: boolean;
}

function copySlice(words: Uint16Array | Uint8Array, table: ValueTable, out: Int16Array, tally: Tally): void {
  const { entries } = table;
  let padded = 0;
  let clipped = 0;
  for (let v = 0; v < out.length; v++) {
    const entry = entries[words[v]!]!;
    out[v] = entry;
    padded += entry & PADDED;
    clipped += entry & CLIPPED;
  }
  tally.padded += padded / PADDED;
  tally.clipped += clipped / CLIPPED;
  tally.paddingKept ||= table.paddingKept;
}

/** Little-endian words over the file's own bytes where they are aligned, over a copy where not or where bytes swap. */
function wordsOf(raw: Uint8Array, { format, transferSyntax }: ImageObject): Uint16Array | Uint8Array {
  if (format.bitsAllocated === 8) return raw;
  const swap = transferSyntax.bigEndian;
  const bytes = swap || raw.byteOffset % 2 ? raw.slice() : raw;
  if (swap)
    for (let b = 0; b < bytes.length; b += 2) {
      const low = bytes[b]!;
      bytes[b] = bytes[b + 1]!;
      bytes[b + 1] = low;
    }
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
}

/** Slices mostly share one table; a series with a scale for each slice makes as many. */
function tableShelf(storage: Storage): (format: PixelFormat, rescale: Rescale) => ValueTable {
  const shelf = new Map<string, ValueTable>();
  return (format, rescale) => {
    const { bitsAllocated, bitsStored, highBit, signed, padding } = format;
    const key = JSON.stringify([bitsAllocated, bitsStored, highBit, signed, padding, rescale]);
    let table = shelf.get(key);
    if (!table) {
      table = valueTable(format, rescale, storage);
      if (shelf.size >= 8) shelf.clear();
      shelf.set(key, table);
    }
    return table;
  };
}

function findingsOf(
  { padded, clipped, paddingKept }: Tally,
  voxels: number,
  modality: Modality,
  rescales: readonly (Rescale | null)[],
): ReadFinding[] {
  const findings: ReadFinding[] = [];
  const add = (code: string, severity: 'info' | 'warning', what: string, why: string, mend: string) =>
    findings.push({ code, severity, what, why, mend });
  if (padded > 0)
    add(
      'dicom/padding',
      'info',
      `${plural(padded, 'voxel')} (${((100 * padded) / voxels).toFixed(1)} %) hold padding and were set to air (${AIR_HU} HU).`,
      'They lie outside the scanner’s field of view; their stored value is no measurement.',
      'Nothing needs to be done, unless the anatomy reaches the rim of the field.',
    );
  if (paddingKept)
    add(
      'dicom/padding-kept',
      'warning',
      'The stated padding value lies among the values of tissue and was not treated as padding.',
      'Taking it for air would cut holes into the anatomy.',
      'Check the rim of the field of view in the report.',
    );
  if (clipped > 0)
    add(
      'dicom/clipped',
      'warning',
      `${plural(clipped, 'voxel')} lie outside −32768 to 32767 and were clipped.`,
      'Values are kept in 16 bits.',
      'Nothing needs to be done for bone; metal looks less dense than it is.',
    );
  if (modality === 'CT' && rescales.some((rescale) => rescale === null))
    add(
      'dicom/no-rescale',
      'warning',
      'Some slices state no rescale intercept; their values were taken for HU as they stand.',
      'A CT whose zero is not water is segmented at the wrong threshold.',
      'Check the threshold in the report against known tissue.',
    );
  return findings;
}
