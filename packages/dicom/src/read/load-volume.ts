import { type Modality, spacingMmOf, type Triple, type Volume } from '@specola/space';
import { decodersHere } from '../decode/decoder-worker.ts';
import { FrameDamage } from '../decode/frame-damage.ts';
import type { FrameDecoders } from '../decode/frame-job.ts';
import { DuplicateSlicesError } from '../errors.ts';
import type { ReadFinding, ReadPace } from '../finding.ts';
import { affineOfStack } from './affine-of-stack.ts';
import type { ChosenSeries } from './choose-series.ts';
import { decodeStack } from './decode-stack.ts';
import { gridPlanOf } from './grid-plan.ts';
import { refusalOf } from './refuse-stack.ts';
import { gridDimensionsOf, resampleStack } from './resample-stack.ts';
import { AIR_HU } from './value-table.ts';
import { type VoxelPlan, voxelPlanOf } from './voxel-plan.ts';
import { wideRangeOf } from './wide-range.ts';

/** How slices that lean or lie unevenly were laid on a regular grid. */
export interface Resampling {
  /** Within the slices' planes, and between them. */
  readonly method: 'cubic in the plane, linear between slices';
  readonly largestShiftMm: number;
  readonly largestStepMm: number;
  readonly interpolatedSlices: number;
}

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
  readonly resampling: Resampling | null;
}

export interface LoadedVolume {
  readonly volume: Volume;
  readonly source: SourceFacts;
  readonly findings: readonly ReadFinding[];
}

/** Whoever has threads, or the WebAssembly of the codecs, gives `decoders`; without, JPEG and RLE alone are unpacked. */
export interface LoadOptions extends ReadPace {
  readonly decoders?: FrameDecoders;
}

const noWasm = (): Promise<never> => Promise.reject(new FrameDamage('its decoder was not given'));

/** Memory for the voxels: the caller lends it once, when the size is known. */
export type LendInt16 = (length: number) => Int16Array;

/**
 * Reads the pixels of a chosen stack, one file at a time, into Int16 that the caller lends: HU for CT; for the others
 * their values with a scale. A stack that leans or lies unevenly is laid on a regular grid; the same stack always gives
 * the same grid and the same values.
 *
 * @throws what `refusalOf` says of a stack that makes no volume; DuplicateSlicesError where two different slices claim
 *   one place; ColorImagesError, PixelFormatError, CompressedNotReadError, TruncatedPixelsError,
 *   BrokenCompressedError, ImpossibleSizeError; the signal's reason when aborted
 */
export async function loadVolume(
  chosen: ChosenSeries,
  lend: LendInt16,
  { decoders = decodersHere(noWasm), ...pace }: LoadOptions = {},
): Promise<LoadedVolume> {
  const { series, stack } = chosen;
  const refusal = refusalOf(stack);
  if (refusal) throw refusal;
  const plan = voxelPlanOf(chosen, await wideRangeOf(chosen, pace.signal));
  const { rows, columns, modality, valueScale, objects } = plan;
  const grid = gridPlanOf(stack);
  const dimensions = grid ? gridDimensionsOf(grid, plan) : ([columns, rows, stack.frames.length] as const);
  const values = lend(dimensions[0] * dimensions[1] * dimensions[2]);
  const decoded = grid ? new Int16Array(new SharedArrayBuffer(2 * rows * columns * stack.frames.length)) : values;
  const findings = await decodeStack(plan, decoded, { ...pace, decoders });
  await refuseUnlikeDoubles(chosen, plan, decoded, { ...pace, decoders });
  if (grid) resampleStack(decoded, grid, { rows, columns, outside: outsideOf(modality, decoded) }, values);
  const ijkToLps = grid?.ijkToLps ?? affineOfStack(stack);
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
      resampling: grid && {
        method: 'cubic in the plane, linear between slices',
        largestShiftMm: grid.largestShiftMm,
        largestStepMm: grid.largestStepMm,
        interpolatedSlices: grid.interpolatedSlices,
      },
    },
    findings,
  };
}

/** Where no pixel was scanned stands air; for images without a scale their lowest value. */
function outsideOf(modality: Modality, decoded: Int16Array): number {
  if (modality === 'CT') return AIR_HU;
  let lowest = 32767;
  for (let v = 0; v < decoded.length; v++) if (decoded[v]! < lowest) lowest = decoded[v]!;
  return lowest;
}

/** A second slice at one place may be left out only if it shows the same. */
async function refuseUnlikeDoubles(
  { series, stack }: ChosenSeries,
  plan: VoxelPlan,
  decoded: Int16Array,
  { decoders, signal }: ReadPace & { readonly decoders: FrameDecoders },
): Promise<void> {
  if (!stack.doubles?.length) return;
  const perSlice = plan.rows * plan.columns;
  const values = new Int16Array(new SharedArrayBuffer(2 * perSlice));
  for (const { of, frame } of stack.doubles ?? []) {
    const object = series.objects[frame.object]!;
    const rescale = object.frames[frame.frameInObject]!.rescale;
    // Kept as the stack is: what is stored can only be compared in one scale.
    const alone = { ...plan, frames: [frame], objects: [object], rescales: [rescale] };
    await decodeStack(alone, values, { decoders, ...(signal ? { signal } : {}) });
    const kept = decoded.subarray(of * perSlice, (of + 1) * perSlice);
    if (!values.every((value, v) => value === kept[v]))
      throw new DuplicateSlicesError(
        new Set(stack.doubles?.map((double) => double.of)).size,
        stack.frames.length + (stack.doubles?.length ?? 0),
      );
  }
}
