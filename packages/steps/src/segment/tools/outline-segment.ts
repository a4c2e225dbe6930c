import { drawSegment, traceLevel } from '@specola/commands';
import { bricksFromRuns, type VoxelRun } from '@specola/kernels';
import { type Triple, valueOfStored } from '@specola/space';
import { editStep } from '../edit/edit-step.ts';
import { placeOnGrid, voxelsAt } from '../edit/points-on-grid.ts';
import { acrossOf, axisOf, type Corner, insideRuns, onGrid } from './slice-planes.ts';

export const runDrawSegment = editStep(
  drawSegment,
  ({ volume }, { sliceAxis, outlines, erase }) => {
    const axis = axisOf(sliceAxis);
    const [u, v] = acrossOf(axis);
    const place = placeOnGrid(volume);
    const bySlice = new Map<number, Corner[][]>();
    for (const outline of outlines) {
      const points = outline.map((point) => place(point));
      const slice = Math.round(points.reduce((sum, point) => sum + point[axis], 0) / points.length);
      const list = bySlice.get(slice) ?? [];
      list.push(points.map((point) => [point[u], point[v]]));
      bySlice.set(slice, list);
    }
    function* runs(): Generator<VoxelRun> {
      for (const [slice, list] of bySlice) for (const run of insideRuns(list)) yield* onGrid(axis, slice, run);
    }
    const drawn = bricksFromRuns(volume.dimensions, runs());
    return erase ? { remove: drawn } : { add: drawn, isoHu: null };
  },
  { byHand: true },
);

/**
 * The line of equal value runs around the voxels of the slice that are at least as bright as the point and hang together
 * with it; what it encloses is theirs, and the holes in them.
 *
 * @throws OutsideVolumeError
 */
export const runTraceLevel = editStep(traceLevel, ({ volume }, { sliceAxis, atLpsMm }) => {
  const axis = axisOf(sliceAxis);
  const [u, v] = acrossOf(axis);
  const [seed] = voxelsAt(volume, [atLpsMm]) as [Triple];
  const [nu, nv] = [volume.dimensions[u], volume.dimensions[v]];
  const step = [1, volume.dimensions[0], volume.dimensions[0] * volume.dimensions[1]] as const;
  const start = seed[axis] * step[axis];
  const at = (n: number) => start + (n % nu) * step[u] + Math.floor(n / nu) * step[v];
  const level = volume.values[at(seed[u] + nu * seed[v])]!;
  const bright = reached([seed[u] + nu * seed[v]], nu, nv, (n) => volume.values[at(n)]! >= level);
  // What the outside reaches around them, from the rim of the slice, is not enclosed.
  const rim: number[] = [];
  for (let a = 0; a < nu; a++) rim.push(a, a + nu * (nv - 1));
  for (let b = 0; b < nv; b++) rim.push(nu * b, nu - 1 + nu * b);
  const outside = reached(rim, nu, nv, (n) => bright[n] === 0);
  function* runs(): Generator<VoxelRun> {
    for (let b = 0; b < nv; b++)
      for (let a = 0; a < nu; a++) if (outside[a + nu * b] === 0) yield* onGrid(axis, seed[axis], [a, a, b]);
  }
  return { add: bricksFromRuns(volume.dimensions, runs()), isoHu: valueOfStored(volume.valueScale, level) };
});

/** What the places of a slice that a rule allows reach from the start, by shared sides: 1 for each. */
function reached(start: readonly number[], nu: number, nv: number, allowed: (n: number) => boolean): Uint8Array {
  const met = new Uint8Array(nu * nv);
  const open = start.filter((n) => allowed(n));
  for (const n of open) met[n] = 1;
  for (let n = open.pop(); n !== undefined; n = open.pop()) {
    const [a, b] = [n % nu, Math.floor(n / nu)];
    for (const [da, db] of [
      [-1, 0],
      [1, 0],
      [0, -1],
      [0, 1],
    ] as const) {
      const m = n + da + nu * db;
      if (a + da < 0 || a + da >= nu || b + db < 0 || b + db >= nv || met[m] === 1 || !allowed(m)) continue;
      met[m] = 1;
      open.push(m);
    }
  }
  return met;
}
