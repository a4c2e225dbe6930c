import type { ImageFrame, Modality, Volume } from '@specola/space';
import { PixelFormatError } from '../errors.ts';
import type { ImageObject, PixelFormat, Rescale } from './read-object.ts';
import { formatRefusal } from './refuse-format.ts';
import { refuseSize } from './refuse-size.ts';
import type { SeriesSummary } from './scan-study.ts';
import type { Storage } from './value-table.ts';

/** Which frame of which object of a series. */
export type FrameRef = Pick<ImageFrame, 'object' | 'frameInObject'>;

/** What the pixels of a stack become, known from the headers alone. Frames stand in the order of the stack. */
export interface VoxelPlan {
  readonly frames: readonly FrameRef[];
  /** The object of each frame. */
  readonly objects: readonly ImageObject[];
  /** The scale of each frame; null where its header states none. */
  readonly rescales: readonly (Rescale | null)[];
  readonly rows: number;
  readonly columns: number;
  readonly modality: Modality;
  readonly storage: Storage;
  readonly valueScale: Volume['valueScale'];
  /** Steps that values were rounded to because 16 bits have no more; 0 where every value is kept. */
  readonly roundedTo: number;
}

type Kept = Pick<VoxelPlan, 'storage' | 'valueScale' | 'roundedTo'>;

const HU_AS_STORED: Storage = { offset: 0, scale: 1, hu: true };

/** The lowest and highest value that frames hold, where their headers do not say. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Frames of a series, whatever is known of where they lie. */
export interface SomeStack {
  readonly series: Pick<SeriesSummary, 'modality' | 'objects'>;
  readonly stack: { readonly frames: readonly FrameRef[] };
}

/**
 * The object of each frame and its scale, all of a format that is read and of a size that their files can hold.
 *
 * @throws ColorImagesError, PixelFormatError, CompressedNotReadError, TruncatedPixelsError, ImpossibleSizeError
 */
export function voxelObjectsOf({ series, stack: { frames } }: SomeStack): Pick<VoxelPlan, 'objects' | 'rescales'> {
  const objects = frames.map(({ object }) => series.objects[object]!);
  for (const { format } of objects) {
    const unread = formatRefusal(format);
    if (unread) throw unread;
  }
  refuseSize(objects);
  const rescales = frames.map(({ object, frameInObject }) => series.objects[object]!.frames[frameInObject]!.rescale);
  return { objects, rescales };
}

/**
 * How the frames of a stack are kept as Int16: HU for CT; for the others their values with a scale. Says nothing about
 * where they lie.
 *
 * @param range  for values of 32 bits and floating ones that are no HU: what wideRangeOf found
 * @throws ColorImagesError, PixelFormatError, CompressedNotReadError, TruncatedPixelsError, ImpossibleSizeError
 */
export function voxelPlanOf({ series, stack }: SomeStack, range: ValueRange | null = null): VoxelPlan {
  const { frames } = stack;
  const { objects, rescales } = voxelObjectsOf({ series, stack });
  const wide = objects.find(({ format }) => isWide(format));
  if (wide && series.modality !== 'CT' && !range)
    throw new PixelFormatError(`The pixels have ${wide.format.bitsStored} bits, and no value among them is a number.`);
  const { rows, columns } = objects[0]!.format;
  const modality: Modality = series.modality === 'CT' ? 'CT' : series.modality === 'MR' ? 'MR' : 'other';
  const kept = range ? storageWithin(range, objects, rescales) : storageFor(modality, objects, rescales);
  return { frames, objects, rescales, rows, columns, modality, ...kept };
}

/** More values than a table or Int16 has room for: where they lie among them their headers do not say. */
export const isWide = ({ bitsAllocated, bitsStored, floating }: PixelFormat): boolean =>
  floating || (bitsAllocated === 32 && bitsStored > 16);

/** As they are where they are whole steps and few enough, spread over Int16 where not. */
function storageWithin(
  { low, high }: ValueRange,
  objects: readonly ImageObject[],
  rescales: readonly (Rescale | null)[],
): Kept {
  const { slope, intercept } = rescales[0] ?? { slope: 1, intercept: 0 };
  const steps = Math.abs(slope);
  const whole =
    objects.every(({ format }) => !format.floating) &&
    rescales.every((rescale) => (rescale?.slope ?? 1) === slope && (rescale?.intercept ?? 0) === intercept);
  if (whole && high - low <= 65535 * steps)
    return { ...of({ offset: low + 32768 * steps, scale: steps }), roundedTo: 0 };
  const scale = (high - low) / 65535 || 1;
  return { ...of({ offset: low + 32768 * scale, scale }), roundedTo: scale };
}

/** HU as they are; other values as raw where every slice has one scale and Int16 holds them, spread over Int16 where not. */
function storageFor(modality: Modality, objects: readonly ImageObject[], rescales: readonly (Rescale | null)[]): Kept {
  if (modality === 'CT')
    return { storage: HU_AS_STORED, valueScale: { slope: 1, intercept: 0, unit: 'HU' }, roundedTo: 0 };
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
  if (asRaw && (high - intercept) / slope <= 32767) return { ...of({ offset: intercept, scale: slope }), roundedTo: 0 };
  if (asRaw) return { ...of({ offset: intercept + 32768 * slope, scale: slope }), roundedTo: 0 };
  const scale = (high - low) / 65535;
  return { ...of({ offset: low + 32768 * scale, scale }), roundedTo: 0 };
}

const of = ({ offset, scale }: { offset: number; scale: number }): Pick<Kept, 'storage' | 'valueScale'> => ({
  storage: { offset, scale, hu: false },
  valueScale: { slope: scale, intercept: offset, unit: 'arbitrary' },
});
