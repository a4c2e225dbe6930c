import { marchFast } from '@specola/commands';
import { bricksFromRuns, openSeedGrowth, type VoxelRun } from '@specola/kernels';
import { signedVoxelVolumeMm3, spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';
import { editStep } from '../edit/edit-step.ts';
import { voxelsAt } from '../edit/points-on-grid.ts';
import { everyVoxelOf, openWorkBox } from '../edit/work-box.ts';

/** What a millimeter costs where the values are those at the points. */
const PER_MM = 8;
/**
 * Values far from those at the points are passed very slowly. A vessel of 300 mm costs some 3,000: at a cap of 2,000 the front
 * had left it sideways near the points before it came to its end.
 */
const MOST = 30_000;
/** Voxels around a point whose values count. */
const AROUND = 1;
const LEAST_SPREAD = 10;

/**
 * Arrival times of a front that is slow where values differ from those at the points; what is reached first is added until
 * the volume is full. Steps go from face to face, so ways along a diagonal count as long as around the corner.
 *
 * @throws OutsideVolumeError
 */
export const runMarchFast = editStep(
  marchFast,
  async ({ volume, crew, scope, pace }, { seedsLpsMm, volumeMm3, spreadHu }) => {
    const seeds = voxelsAt(volume, seedsLpsMm);
    const spacingMm = spacingMmOf(volume.ijkToLps);
    const voxelMm3 = Math.abs(signedVoxelVolumeMm3(volume.ijkToLps));
    const start = bricksFromRuns(
      volume.dimensions,
      seeds.map(([i, j, k]): VoxelRun => [i, i, j, k]),
    );
    // A front that fills the volume as a thin vessel may get far, but not as far as a voxel's width would let it.
    const reachMm = Math.min(400, volumeMm3 / (4 * voxelMm3 ** (2 / 3)));
    const work = openWorkBox(start, reachMm, { spacingMm, crew, scope });
    const { mean, spread } = valuesAround(volume, seeds);
    const values = work.valuesOf(volume);
    const wide = Math.max(LEAST_SPREAD, spreadHu ?? 2 * spread);
    for (let v = 0; v < values.length; v++) {
      const off = (values[v]! - mean) / wide;
      values[v] = Math.min(MOST, Math.round(PER_MM * off ** 4));
    }
    using growth = await openSeedGrowth(
      { values, dimensions: work.box.dimensions },
      {
        allowed: work.maskOf(everyVoxelOf(volume.dimensions)),
        cost: {
          by: 'mean',
          mostHu: MOST,
          perStep: tripleOf(spacingMm.map((mm) => Math.max(1, Math.round(PER_MM * mm)))),
        },
      },
      crew,
    );
    await growth.addSeeds([{ mask: work.maskOf(start), label: 1 }], pace);
    const reached = work.hold(await growth.maskOfNearest(Math.max(1, Math.round(volumeMm3 / voxelMm3))));
    return { add: work.bricksOf(reached), isoHu: null };
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
