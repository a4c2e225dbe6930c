import { hollowSegment, marginSegment } from '@specola/commands';
import { combineMasks, marginMask } from '@specola/kernels';
import { becoming } from '../edit/change-segment.ts';
import { editStep } from '../edit/edit-step.ts';
import { workBoxAround } from '../edit/work-box.ts';

export const runMarginSegment = editStep(
  marginSegment,
  async (job, { marginMm }) => {
    const work = workBoxAround(job, job.target.voxels, Math.abs(marginMm));
    const grown = work.hold(await marginMask(work.maskOf(job.target.voxels), marginMm, work.spacingMm, job.crew));
    // The surface no longer runs where the grey values say.
    return becoming(job.target, work.bricksOf(grown), marginMm === 0 ? undefined : null);
  },
  { needsVoxelsTo: 'grow or shrink', reachMm: ({ marginMm }) => Math.abs(marginMm) },
);

export const runHollowSegment = editStep(
  hollowSegment,
  async (job, { wallMm, segmentIs }) => {
    const [growMm, shrinkMm] = { inside: [wallMm, 0], outside: [0, wallMm], medial: [wallMm / 2, wallMm / 2] }[
      segmentIs
    ] as [number, number];
    const work = workBoxAround(job, job.target.voxels, wallMm);
    const own = work.maskOf(job.target.voxels);
    const outer = growMm > 0 ? work.hold(await marginMask(own, growMm, work.spacingMm, job.crew)) : own;
    const inner = shrinkMm > 0 ? work.hold(await marginMask(own, -shrinkMm, work.spacingMm, job.crew)) : own;
    const shell = work.hold(await combineMasks('andNot', outer, inner, job.crew));
    return becoming(job.target, work.bricksOf(shell), null);
  },
  { needsVoxelsTo: 'hollow', reachMm: ({ wallMm }) => wallMm },
);
