import { marchFast } from '@specola/commands';
import { fastMarch } from '@specola/kernels';
import { signedVoxelVolumeMm3, spacingMmOf, type Triple, type Volume } from '@specola/space';
import { editStep } from '../edit/edit-step.ts';
import { voxelsAt } from '../edit/points-on-grid.ts';

/**
 * Values far from those at the points are passed this many times as slowly at most. At a cap of 250 the front had left a
 * vessel of 300 mm sideways near the points before it came to its end.
 */
const SLOWEST = 3750;
/** Voxels to each side of a point whose values count. */
const AROUND = 1;
const LEAST_SPREAD = 10;

/**
 * Arrival times of a front that is slow where values differ from those at the points; what is reached first is added until
 * the volume is full.
 *
 * @throws OutsideVolumeError
 */
export const runMarchFast = editStep(
  marchFast,
  async ({ volume, crew, scope, pace }, { seedsLpsMm, volumeMm3, spreadHu }) => {
    const starts = voxelsAt(volume, seedsLpsMm);
    const voxelMm3 = Math.abs(signedVoxelVolumeMm3(volume.ijkToLps));
    const { mean, spread } = valuesAround(volume, starts);
    const wideHu = Math.max(
      LEAST_SPREAD,
      spreadHu === null ? 2 * spread : spreadHu / Math.abs(volume.valueScale.slope),
    );
    const shared = crew.arena.holds(volume.values) ? volume.values : scope.int16(volume.values.length);
    if (shared !== volume.values) shared.set(volume.values);
    const { reached } = await fastMarch(
      { values: shared, dimensions: volume.dimensions },
      {
        starts,
        spacingMm: spacingMmOf(volume.ijkToLps),
        slownessPerMm(value) {
          const square = ((value - mean) / wideHu) * ((value - mean) / wideHu);
          return Math.min(SLOWEST, 1 + square * square);
        },
        mostVoxels: Math.max(1, Math.round(volumeMm3 / voxelMm3)),
      },
      crew,
      pace,
    );
    return { add: reached, isoHu: null };
  },
);

function valuesAround(
  { values, dimensions: [nx, ny, nz] }: Volume,
  seeds: readonly Triple[],
): { mean: number; spread: number } {
  const met: number[] = [];
  for (const [i, j, k] of seeds)
    for (let kk = Math.max(0, k - AROUND); kk <= Math.min(nz - 1, k + AROUND); kk++)
      for (let jj = Math.max(0, j - AROUND); jj <= Math.min(ny - 1, j + AROUND); jj++)
        for (let ii = Math.max(0, i - AROUND); ii <= Math.min(nx - 1, i + AROUND); ii++)
          met.push(values[ii + nx * (jj + ny * kk)]!);
  const mean = met.reduce((sum, value) => sum + value, 0) / met.length;
  return { mean, spread: Math.sqrt(met.reduce((sum, value) => sum + (value - mean) ** 2, 0) / met.length) };
}
