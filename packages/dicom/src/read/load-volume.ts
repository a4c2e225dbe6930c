import { type Modality, spacingMmOf, type Triple, type Volume } from '@specola/space';
import type { ReadFinding, ReadPace } from '../finding.ts';
import { affineOfStack } from './affine-of-stack.ts';
import type { ChosenSeries } from './choose-series.ts';
import { decodeStack } from './decode-stack.ts';
import { refusalOf } from './refuse-stack.ts';
import { voxelPlanOf } from './voxel-plan.ts';

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

/**
 * Reads the pixels of a chosen stack, one file at a time, into Int16 that the caller lends: HU for CT; for the others
 * their values with a scale.
 *
 * @throws what `refusalOf` says of a stack that is not regular; PixelFormatError, TruncatedPixelsError, BrokenRleError,
 *   CompressedNotReadError; the signal's reason when aborted
 */
export async function loadVolume(chosen: ChosenSeries, lend: LendInt16, pace: ReadPace = {}): Promise<LoadedVolume> {
  const { series, stack } = chosen;
  const refusal = refusalOf(stack);
  if (refusal) throw refusal;
  const plan = voxelPlanOf(chosen);
  const { rows, columns, modality, valueScale, objects } = plan;
  const dimensions = [columns, rows, stack.frames.length] as const;
  const values = lend(rows * columns * stack.frames.length);
  const findings = await decodeStack(plan, values, pace);
  const ijkToLps = affineOfStack(stack);
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
