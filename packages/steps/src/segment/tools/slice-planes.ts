import type { VoxelRun } from '@specola/kernels';
import type { Triple } from '@specola/space';

export type GridAxis = 0 | 1 | 2;
export const axisOf = (name: 'i' | 'j' | 'k'): GridAxis => ['i', 'j', 'k'].indexOf(name) as GridAxis;

/** The two axes within a slice across an axis. */
export const acrossOf = (axis: GridAxis): readonly [GridAxis, GridAxis] =>
  axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];

/** A corner of an outline on the grid of a slice. */
export type Corner = readonly [u: number, v: number];

/**
 * The voxel centers of a slice inside closed outlines, even-odd, as runs along its first axis.
 *
 * @source the crossing-number rule, a half-open edge at a time (Franklin, PNPOLY)
 */
export function* insideRuns(
  outlines: readonly (readonly Corner[])[],
): Generator<readonly [u0: number, u1: number, v: number]> {
  const corners = outlines.flat();
  const from = Math.ceil(Math.min(...extremes(corners, Math.min)));
  const to = Math.floor(Math.max(...extremes(corners, Math.max)));
  for (let v = from; v <= to; v++) {
    const crossings: number[] = [];
    for (const outline of outlines)
      for (let n = 0; n < outline.length; n++) {
        const [u1, v1] = outline[n]!;
        const [u2, v2] = outline[(n + 1) % outline.length]!;
        if (v1 <= v !== v2 <= v) crossings.push(u1 + ((v - v1) / (v2 - v1)) * (u2 - u1));
      }
    crossings.sort((a, b) => a - b);
    for (let n = 0; n + 1 < crossings.length; n += 2) {
      const [u0, u1] = [Math.ceil(crossings[n]!), Math.ceil(crossings[n + 1]!) - 1];
      if (u0 <= u1) yield [u0, u1, v];
    }
  }
}

function extremes(corners: readonly Corner[], choose: (a: number, b: number) => number): number[] {
  return [corners.reduce((most, [, v]) => choose(most, v), choose === Math.min ? Infinity : -Infinity)];
}

/** A run within a slice, as runs along i of the grid. */
export function* onGrid(
  axis: GridAxis,
  slice: number,
  [u0, u1, v]: readonly [number, number, number],
): Generator<VoxelRun> {
  if (axis === 2) yield [u0, u1, v, slice];
  else if (axis === 1) yield [u0, u1, slice, v];
  else for (let u = u0; u <= u1; u++) yield [slice, slice, u, v];
}

export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const less = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export function unit(a: Triple): Triple | null {
  const length = Math.sqrt(dot(a, a));
  return length > 1e-9 ? [a[0] / length, a[1] / length, a[2] / length] : null;
}
