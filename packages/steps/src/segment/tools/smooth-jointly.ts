import type { Masking } from '@specola/commands';
import { boxOfBricks, combineBricks, countBricks, gaussianShare, takeLargerShare } from '@specola/kernels';
import { type BrickMask, emptyBrickMask, type Segmentation, voxelCountOf } from '@specola/space';
import { changeSegment } from '../edit/change-segment.ts';
import type { EditJob } from '../edit/edit-step.ts';
import { workBoxAround } from '../edit/work-box.ts';

const GAUSS_REACH = 4;

/**
 * Smooths all visible segments that are not locked at once: each is blurred, so is what lies around them, and every voxel
 * goes to the one with the largest share. Neighbors keep touching, because what one loses another gains.
 */
export async function smoothJointly(job: EditJob, sigmaMm: number, masking: Masking): Promise<Segmentation> {
  const { segmentation, scope, crew, volume } = job;
  const taking = segmentation.segments.filter(
    ({ visible, locked, voxels }) => visible && !locked && countBricks(voxels) > 0,
  );
  const all = taking.reduce((sum, { voxels }) => combineBricks('or', sum, voxels), emptyBrickMask(volume.dimensions));
  if (!boxOfBricks(all)) return segmentation;
  const work = workBoxAround(job, all, GAUSS_REACH * sigmaMm);
  const length = voxelCountOf(work.box.dimensions);
  const best = scope.float32(length, { zeroed: true });
  const winner = scope.uint8(length, { zeroed: true });
  // What lies around them takes part as the share that is left when the others are taken from one.
  const rest = scope.float32(length).fill(1);
  for (const [n, { voxels }] of taking.entries()) {
    const share = await gaussianShare(work.maskOf(voxels), sigmaMm, work.spacingMm, crew);
    await takeLargerShare({ share, best, rest, winner, label: n + 1 }, crew);
    crew.arena.release(share);
  }
  await takeLargerShare({ share: rest, best, rest, winner, label: 0 }, crew);
  let next = segmentation;
  for (const [n, { id, voxels }] of taking.entries()) {
    const smoothed: BrickMask = await work.bricksOfLabel(winner, n + 1);
    const change = { add: smoothed, remove: combineBricks('andNot', voxels, smoothed), isoHu: null };
    next = changeSegment(next, id, change, masking, volume);
  }
  return next;
}
