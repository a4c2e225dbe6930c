import {
  type Dimensions,
  type IjkToLps,
  invertIjkToLps,
  type PointIjk,
  pointLps,
  type Triple,
  toIjk,
  tripleOf,
} from '@specola/space';
import { OutsideVolumeError } from './edit-errors.ts';

/** The grid that points are looked up on. */
interface Grid {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
}

/** Where a point of the patient lies on the grid, fractions of voxels included. */
export function placeOnGrid(grid: Grid): (atLpsMm: Triple) => PointIjk {
  const inverse = invertIjkToLps(grid.ijkToLps);
  return ([x, y, z]) => toIjk(pointLps(x, y, z), inverse);
}

/**
 * The voxel that holds a point.
 *
 * @throws OutsideVolumeError
 */
export function voxelsAt(grid: Grid, pointsLpsMm: readonly Triple[]): Triple[] {
  const place = placeOnGrid(grid);
  return pointsLpsMm.map((point) => {
    const voxel = tripleOf(place(point).map(Math.round));
    if (voxel.some((index, axis) => index < 0 || index >= grid.dimensions[axis]!)) throw new OutsideVolumeError(point);
    return voxel;
  });
}
