import { type Modality, spacingMmOf, type Triple, type Volume } from '@specola/space';
import { plural } from '../errors.ts';
import type { ReadFinding, ReadPace } from '../finding.ts';
import { affineOfStack } from './affine-of-stack.ts';
import type { ChosenSeries } from './choose-series.ts';
import { frameBytes, pixelStreamOf } from './frame-bytes.ts';
import type { ImageObject, PixelFormat, Rescale } from './read-object.ts';
import { formatRefusal } from './refuse-format.ts';
import { refusalOf } from './refuse-stack.ts';
import { AIR_HU, CLIPPED, PADDED, type Storage, type ValueTable, valueTable } from './value-table.ts';

/** What the record says of the source, less the hash of the pixels. */
export interface SourceFacts {
  readonly kind: 'dicom';
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly modality: Modality;
  readonly instances: number;
  readonly dimensions: readonly [number, number, number];
  readonly spacingMm: Triple;
  readonly affineIjkToLps: readonly number[];
}

export interface LoadedVolume {
  readonly volume: Volume;
  readonly source: SourceFacts;
  readonly findings: readonly ReadFinding[];
}

/** Memory for the voxels: the caller lends it once, when the size is known. */
export type LendInt16 = (length: number) => Int16Array;

const HU_AS_STORED: Storage = { offset: 0, scale: 1, hu: true };

/**
 * Reads the pixels of a chosen stack, one file at a time, into Int16 that the caller lends: HU for CT; for the others
 * their values with a scale.
 *
 * @throws what `refusalOf` says of a stack that is not regular; PixelFormatError, TruncatedPixelsError, BrokenRleError,
 *   CompressedNotReadError; the signal's reason when aborted
 */
export async function loadVolume(
  { series, stack }: ChosenSeries,
  lend: LendInt16,
  { report, signal }: ReadPace = {},
): Promise<LoadedVolume> {
  const refusal = refusalOf(stack);
  if (refusal) throw refusal;
  const objects = stack.frames.map(({ object }) => series.objects[object]!);
  for (const { format } of objects) {
    const unread = formatRefusal(format);
    if (unread) throw unread;
  }
  const { rows, columns } = objects[0]!.format;
  const dimensions = [columns, rows, stack.frames.length] as const;
  const modality: Modality = series.modality === 'CT' ? 'CT' : series.modality === 'MR' ? 'MR' : 'other';
  const rescales = stack.frames.map(
    ({ object, frameInObject }) => series.objects[object]!.frames[frameInObject]!.rescale,
  );
  const { storage, valueScale } = storageFor(modality, objects, rescales);

  const tables = tableShelf(storage);
  const values = lend(rows * columns * stack.frames.length);
  const tally: Tally = { padded: 0, clipped: 0, paddingKept: false };
  let openObject: ImageObject | null = null;
  let stream: Uint8Array = new Uint8Array(0);
  for (const [k, { frameInObject }] of stack.frames.entries()) {
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
    report?.((k + 1) / stack.frames.length);
  }

  const ijkToLps = affineOfStack(stack);
  const findings = findingsOf(tally, values.length, modality, rescales);
  return {
    volume: { dimensions, values, valueScale, ijkToLps, modality },
    source: {
      kind: 'dicom',
      seriesUid: series.uid,
      frameOfReferenceUid: series.frameOfReferenceUid,
      modality,
      instances: new Set(objects).size,
      dimensions,
      spacingMm: spacingMmOf(ijkToLps),
      affineIjkToLps: ijkToLps,
    },
    findings,
  };
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

/** HU as they are; other values as raw where every slice has one scale and Int16 holds them, spread over Int16 where not. */
function storageFor(
  modality: Modality,
  objects: readonly ImageObject[],
  rescales: readonly (Rescale | null)[],
): { storage: Storage; valueScale: Volume['valueScale'] } {
  if (modality === 'CT') return { storage: HU_AS_STORED, valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
  const { slope, intercept } = rescales[0] ?? { slope: 1, intercept: 0 };
  const ranges = objects.map(({ format }, k) => {
    const low = format.signed ? -(2 ** (format.bitsStored - 1)) : 0;
    const rescale = rescales[k] ?? { slope: 1, intercept: 0 };
    const ends = [low, low + 2 ** format.bitsStored - 1].map((raw) => rescale.slope * raw + rescale.intercept);
    return {
      low: Math.min(...ends),
      high: Math.max(...ends),
      same: rescale.slope === slope && rescale.intercept === intercept,
    };
  });
  const low = Math.min(...ranges.map((range) => range.low));
  const high = Math.max(...ranges.map((range) => range.high));
  const asRaw = slope > 0 && ranges.every(({ same }) => same);
  if (asRaw && (high - intercept) / slope <= 32767) return of({ offset: intercept, scale: slope });
  if (asRaw) return of({ offset: intercept + 32768 * slope, scale: slope });
  const scale = (high - low) / 65535;
  return of({ offset: low + 32768 * scale, scale });
}

const of = ({
  offset,
  scale,
}: {
  offset: number;
  scale: number;
}): { storage: Storage; valueScale: Volume['valueScale'] } => ({
  storage: { offset, scale, hu: false },
  valueScale: { slope: scale, intercept: offset, unit: 'arbitrary' },
});

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
