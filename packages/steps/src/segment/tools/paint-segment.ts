import { eraseSegment, paintSegment } from '@specola/commands';
import { bricksFromRuns, type VoxelRun } from '@specola/kernels';
import { type BrickMask, spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';
import { type EditJob, editStep } from '../edit/edit-step.ts';
import { placeOnGrid } from '../edit/points-on-grid.ts';

interface Brush {
  readonly brush: 'sphere' | 'disc';
  readonly radiusMm: number;
  readonly sliceAxis: 'i' | 'j' | 'k';
  readonly strokes: readonly (readonly Triple[])[];
}

/** Centers along a stroke lie this share of the radius apart at most, so that a ball leaves ripples below 2 % of it. */
const STEP_SHARE = 0.4;

export const runPaintSegment = editStep(paintSegment, (job, params) => ({ add: touched(job, params) }), {
  byHand: true,
});

export const runEraseSegment = editStep(eraseSegment, (job, params) => ({ remove: touched(job, params) }), {
  byHand: true,
});

/**
 * The voxels whose centers a brush touches on its way. Strokes may leave the volume: what lies outside is not there to
 * be touched.
 */
const touched = ({ volume }: EditJob, brush: Brush): BrickMask =>
  bricksFromRuns(volume.dimensions, brushRuns(volume, brush));

/** What a brush touches, as runs. */
export function* brushRuns(volume: Volume, { brush, radiusMm, sliceAxis, strokes }: Brush): Generator<VoxelRun> {
  const spacing = spacingMmOf(volume.ijkToLps);
  const place = placeOnGrid(volume);
  const flat = brush === 'disc' ? ['i', 'j', 'k'].indexOf(sliceAxis) : -1;
  for (const stroke of strokes)
    for (const center of centersAlong(stroke, STEP_SHARE * radiusMm))
      yield* ballRuns(place(center), { radiusMm, spacing, flat });
}

/** Points along a stroke, never further apart than a step; the corners of the way are among them. */
function* centersAlong(stroke: readonly Triple[], stepMm: number): Generator<Triple> {
  yield stroke[0]!;
  for (let n = 1; n < stroke.length; n++) {
    const [from, to] = [stroke[n - 1]!, stroke[n]!];
    const lengthMm = Math.sqrt(from.reduce((sum, c, axis) => sum + (to[axis]! - c) ** 2, 0));
    const pieces = Math.max(1, Math.ceil(lengthMm / stepMm));
    for (let p = 1; p <= pieces; p++) yield tripleOf(from.map((c, axis) => c + ((to[axis]! - c) * p) / pieces));
  }
}

/** Runs of the voxels whose centers lie within a ball; or, flat along an axis, within a disc in the nearest slice. */
export function* ballRuns(
  [ci, cj, ck]: Triple,
  { radiusMm, spacing: [dx, dy, dz], flat }: { radiusMm: number; spacing: Triple; flat: number },
): Generator<VoxelRun> {
  const reach = (center: number, stepMm: number, axis: number): [number, number] =>
    axis === flat
      ? [Math.round(center), Math.round(center)]
      : [Math.ceil(center - radiusMm / stepMm), Math.floor(center + radiusMm / stepMm)];
  const offMm2 = (index: number, center: number, stepMm: number, axis: number) =>
    axis === flat ? 0 : ((index - center) * stepMm) ** 2;
  const [fromK, toK] = reach(ck, dz, 2);
  const [fromJ, toJ] = reach(cj, dy, 1);
  for (let k = fromK; k <= toK; k++)
    for (let j = fromJ; j <= toJ; j++) {
      const leftMm2 = radiusMm ** 2 - offMm2(k, ck, dz, 2) - offMm2(j, cj, dy, 1);
      if (leftMm2 < 0) continue;
      const half = Math.sqrt(leftMm2) / dx;
      if (flat === 0) yield [Math.round(ci), Math.round(ci), j, k];
      else yield [Math.ceil(ci - half), Math.floor(ci + half), j, k];
    }
}
