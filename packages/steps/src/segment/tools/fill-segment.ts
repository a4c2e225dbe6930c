import { fillHoles, wrapSegment } from '@specola/commands';
import { combineMasks, enclosedCavities, keepComponents, marginMask } from '@specola/kernels';
import { type BitMask, signedVoxelVolumeMm3 } from '@specola/space';
import { type EditJob, editStep } from '../edit/edit-step.ts';
import { type WorkBox, workBoxAround } from '../edit/work-box.ts';

export const runFillHoles = editStep(
  fillHoles,
  async (job, { largestMm3 }) => {
    const work = workBoxAround(job, job.target.voxels, 0);
    return { add: work.bricksOf(await hollowsOf(work.maskOf(job.target.voxels), work, job, largestMm3 ?? Infinity)) };
  },
  { needsVoxelsTo: 'fill' },
);

/**
 * Grows by half the gap, fills what is then enclosed, and shrinks by as much: a ball of the gap's diameter rolling
 * around the segment could not get there either.
 */
export const runWrapSegment = editStep(
  wrapSegment,
  async (job, { gapMm, fillInside }) => {
    const { crew, target } = job;
    const work = workBoxAround(job, target.voxels, gapMm);
    const own = work.maskOf(target.voxels);
    const grown = work.hold(await marginMask(own, gapMm / 2, work.spacingMm, crew));
    if (fillInside) await combineMasks('or', grown, await hollowsOf(grown, work, job, Infinity), crew, { out: grown });
    const shrunk = work.hold(await marginMask(grown, -gapMm / 2, work.spacingMm, crew));
    return { add: work.bricksOf(shrunk), isoHu: null };
  },
  { needsVoxelsTo: 'wrap', reachMm: ({ gapMm }) => gapMm },
);

/** What a mask encloses, up to a size. */
async function hollowsOf(
  mask: BitMask,
  work: WorkBox,
  { volume, crew }: EditJob,
  largestMm3: number,
): Promise<BitMask> {
  const voxelMm3 = Math.abs(signedVoxelVolumeMm3(volume.ijkToLps));
  const { background, cavities } = await enclosedCavities(mask, crew);
  using _ = background;
  const chosen = new Set(cavities.filter((cavity) => background.voxels[cavity]! * voxelMm3 <= largestMm3));
  return work.hold(await keepComponents(background, (cavity) => chosen.has(cavity), crew));
}
