import type { Triple, Volume } from '@specola/space';
import { type ModelGrid, placesOnScan } from './model-grid.ts';
import { type IntensityScale, scaled, scaledTable } from './scale-intensity.ts';

/** Planes of the scan as the network wants them: on its grid and in its intensities, one plane across axis 0 at a time. */
export interface ModelInput {
  /** @param out  Float32, voxels of axis 1 times those of axis 2, the latter fastest */
  plane(at: number, out: Float32Array): void;
}

/**
 * Resamples linearly along each axis, before or after the intensities are scaled.
 *
 * @param order  as in the manifest: MONAI resamples first, nnU-Net scales first
 */
export function modelInput(
  { dimensions, values, valueScale }: Volume,
  grid: ModelGrid,
  intensity: IntensityScale,
  { order }: { order: 'resample-first' | 'scale-first' },
): ModelInput {
  const steps = strideOf(dimensions);
  const [axis0, axis1, axis2] = grid;
  const [places0, places1, places2] = [placesOnScan(axis0), placesOnScan(axis1), placesOnScan(axis2)];
  const [stride0, stride1, stride2] = [steps[axis0.scanAxis], steps[axis1.scanAxis], steps[axis2.scanAxis]];
  const [count1, count2] = [axis1.voxels, axis2.voxels];
  // Along an axis of one voxel there is no upper neighbor.
  const [up0, up1, up2] = [axis0, axis1, axis2].map(({ scanVoxels, scanAxis }) =>
    scanVoxels > 1 ? steps[scanAxis] : 0,
  ) as [number, number, number];
  const table = order === 'scale-first' ? scaledTable(valueScale, intensity) : null;
  const read = table
    ? (v: number) => table[values[v]! + 32768]!
    : (v: number) => values[v]! * valueScale.slope + valueScale.intercept;
  return {
    plane(at, out) {
      const base0 = places0.lower[at]! * stride0;
      const share0 = places0.share[at]!;
      for (let n1 = 0, to = 0; n1 < count1; n1++) {
        const base1 = base0 + places1.lower[n1]! * stride1;
        const share1 = places1.share[n1]!;
        const [w00, w01, w10, w11] = [
          (1 - share0) * (1 - share1),
          (1 - share0) * share1,
          share0 * (1 - share1),
          share0 * share1,
        ];
        // What weighs nothing is not read: on a grid that meets the scan's nothing is interpolated at all.
        const along = (v: number) => {
          let sum = w00 * read(v);
          if (w01 > 0) sum += w01 * read(v + up1);
          if (w10 > 0) sum += w10 * read(v + up0);
          if (w11 > 0) sum += w11 * read(v + up0 + up1);
          return sum;
        };
        for (let n2 = 0; n2 < count2; n2++, to++) {
          const v = base1 + places2.lower[n2]! * stride2;
          const share2 = places2.share[n2]!;
          const value = share2 > 0 ? (1 - share2) * along(v) + share2 * along(v + up2) : along(v);
          out[to] = table ? value : scaled(value, intensity);
        }
      }
    },
  };
}

export const strideOf = ([nx, ny]: readonly number[]): Triple => [1, nx!, nx! * ny!];
