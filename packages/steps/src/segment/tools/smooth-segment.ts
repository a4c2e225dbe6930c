import { smoothSegment } from '@specola/commands';
import { ballElement, closeMask, gaussianMask, majorityMask, openMask } from '@specola/kernels';
import type { BitMask, Triple } from '@specola/space';
import { tripleOf } from '@specola/space';
import { becoming } from '../edit/change-segment.ts';
import { editStep } from '../edit/edit-step.ts';
import { type WorkBox, workBoxAround } from '../edit/work-box.ts';
import { smoothJointly } from './smooth-jointly.ts';

/** A Gaussian is carried this many sigmas far. */
const GAUSS_REACH = 4;

export const runSmoothSegment = editStep(
  smoothSegment,
  async (job, { method, sizeMm, masking }) => {
    if (method === 'joint') return { next: await smoothJointly(job, sizeMm, masking) };
    const work = workBoxAround(job, job.target.voxels, method === 'gaussian' ? GAUSS_REACH * sizeMm : sizeMm);
    const smoothed = work.hold(await SMOOTHERS[method](work.maskOf(job.target.voxels), sizeMm, work));
    return becoming(job.target, work.bricksOf(smoothed), null);
  },
  { needsVoxelsTo: 'smooth', reachMm: ({ sizeMm }) => sizeMm },
);

const SMOOTHERS: Readonly<
  Record<'median' | 'opening' | 'closing' | 'gaussian', (mask: BitMask, mm: number, work: WorkBox) => Promise<BitMask>>
> = {
  median: (mask, mm, { spacingMm, crew }) => majorityMask(mask, boxRadius(mm, spacingMm), crew),
  opening: (mask, mm, { spacingMm, crew }) => openMask(mask, ballElement(mm / 2, spacingMm), crew),
  closing: (mask, mm, { spacingMm, crew }) => closeMask(mask, ballElement(mm / 2, spacingMm), crew),
  gaussian: (mask, mm, { spacingMm, crew }) => gaussianMask(mask, mm, spacingMm, crew),
};

/** The odd box of voxels nearest to a size, a single voxel at least. */
const boxRadius = (mm: number, spacingMm: Triple): Triple =>
  tripleOf(spacingMm.map((stepMm) => Math.max(0, Math.round((mm / stepMm - 1) / 2))));
