import { fillBetweenSlices } from '@specola/commands';
import { boxOfBricks, bricksFromRuns, distanceField, type VoxelRun } from '@specola/kernels';
import { type BitMask, brickMaskHas, type IndexBox, spacingMmOf, type Triple } from '@specola/space';
import { OneSliceError } from '../edit/edit-errors.ts';
import { type EditJob, editStep } from '../edit/edit-step.ts';
import { sliceMask } from './slice-mask.ts';
import { acrossOf, axisOf, type GridAxis, onGrid } from './slice-planes.ts';

/**
 * Between two painted slices the distance from the outline (below 0 inside) changes evenly from the one to the other, and
 * what is not above 0 is filled.
 *
 * @throws OneSliceError when there are not two painted slices with others between them
 * @source Raya and Udupa, Shape-based interpolation of multidimensional objects, IEEE Trans. Med. Imaging 9 (1990) 32
 */
export const runFillBetweenSlices = editStep(
  fillBetweenSlices,
  async (job, { sliceAxis }) => {
    const { target, volume } = job;
    const box = boxOfBricks(target.voxels)!;
    const axes = sliceAxis === 'auto' ? ([0, 1, 2] as const) : [axisOf(sliceAxis)];
    const paintedBy = axes.map((axis) => ({ axis, slices: paintedSlices(job, box, axis) }));
    const gaps = ({ slices }: { slices: readonly number[] }) => slices.at(-1)! - slices[0]! + 1 - slices.length;
    const { axis, slices } = paintedBy.reduce((best, one) => (gaps(one) > gaps(best) ? one : best));
    if (gaps({ slices }) === 0) throw new OneSliceError();
    const runs: VoxelRun[] = [];
    for (let n = 0; n + 1 < slices.length; n++)
      if (slices[n + 1]! - slices[n]! > 1)
        // Too many to be the arguments of one call.
        for (const run of await between(job, box, axis, slices[n]!, slices[n + 1]!)) runs.push(run);
    return { add: bricksFromRuns(volume.dimensions, runs), isoHu: null };
  },
  { needsVoxelsTo: 'fill between', byHand: true },
);

function paintedSlices({ target }: EditJob, { from, to }: IndexBox, axis: GridAxis): number[] {
  const [u, v] = acrossOf(axis);
  const at: [number, number, number] = [0, 0, 0];
  const painted: number[] = [];
  slices: for (let s = from[axis]; s <= to[axis]; s++) {
    at[axis] = s;
    for (at[v] = from[v]; at[v] <= to[v]; at[v]++)
      for (at[u] = from[u]; at[u] <= to[u]; at[u]++)
        if (brickMaskHas(target.voxels, ...at)) {
          painted.push(s);
          continue slices;
        }
  }
  return painted;
}

async function between(job: EditJob, box: IndexBox, axis: GridAxis, first: number, last: number): Promise<VoxelRun[]> {
  const [u, v] = acrossOf(axis);
  const [low, high] = [await signedDistances(job, box, axis, first), await signedDistances(job, box, axis, last)];
  const width = box.to[u] - box.from[u] + 1;
  const runs: VoxelRun[] = [];
  for (let s = first + 1; s < last; s++) {
    const share = (s - first) / (last - first);
    for (let n = 0; n < low.length; n++)
      if (low[n]! + share * (high[n]! - low[n]!) <= 0) {
        const at = box.from[u] + (n % width);
        runs.push(...onGrid(axis, s, [at, at, box.from[v] + Math.floor(n / width)]));
      }
  }
  return runs;
}

/** Distance of the places of one slice from the outline there, mm: below 0 inside. */
async function signedDistances(job: EditJob, box: IndexBox, axis: GridAxis, slice: number): Promise<Float32Array> {
  const { crew, scope, target, volume } = job;
  const [u, v] = acrossOf(axis);
  const spacing = spacingMmOf(volume.ijkToLps);
  const mask: BitMask = sliceMask(target.voxels, { axis, slice, box }, crew.arena);
  scope.hold(mask.words);
  const flat: Triple = [spacing[u], spacing[v], 1];
  const outward = scope.hold(await distanceField(mask, flat, crew, { to: 'inside' }));
  const inward = scope.hold(await distanceField(mask, flat, crew, { to: 'outside' }));
  // The outline runs half a voxel off the centers on both sides.
  const half = Math.min(spacing[u], spacing[v]) / 2;
  return Float32Array.from(outward, (out, n) => (out > 0 ? out - half : half - inward[n]!));
}
