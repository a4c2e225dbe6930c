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
}

const HU_AS_STORED: Storage = { offset: 0, scale: 1, hu: true };

/**
 * How the frames of a stack are kept as Int16: HU for CT; for the others their values with a scale. Says nothing about
 * where they lie.
 *
 * @throws ColorImagesError, PixelFormatError, CompressedNotReadError, TruncatedPixelsError, ImpossibleSizeError
 */
export function voxelPlanOf({
  series,
  stack: { frames },
}: {
  readonly series: Pick<SeriesSummary, 'modality' | 'objects'>;
  readonly stack: { readonly frames: readonly FrameRef[] };
}): VoxelPlan {
  const objects = frames.map(({ object }) => series.objects[object]!);
  for (const { format } of objects) {
    const unread = formatRefusal(format);
    if (unread) throw unread;
    refuseWide(format, series.modality);
  }
  refuseSize(objects);
  const { rows, columns } = objects[0]!.format;
  const modality: Modality = series.modality === 'CT' ? 'CT' : series.modality === 'MR' ? 'MR' : 'other';
  const rescales = frames.map(({ object, frameInObject }) => series.objects[object]!.frames[frameInObject]!.rescale);
  return { frames, objects, rescales, rows, columns, modality, ...storageFor(modality, objects, rescales) };
}

/** HU of 32 bits fit into 16 when rounded; where other numbers lie among 2^32 their headers do not say. */
function refuseWide({ bitsAllocated, bitsStored }: PixelFormat, modality: string): void {
  if (bitsAllocated === 32 && bitsStored > 16 && modality !== 'CT')
    throw new PixelFormatError(`The pixels have ${bitsStored} bits, and no scale that is known.`);
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
