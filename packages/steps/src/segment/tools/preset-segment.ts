import { presetSegment } from '@specola/commands';
import { maskToBricks } from '@specola/kernels';
import { becoming } from '../edit/change-segment.ts';
import { editStep } from '../edit/edit-step.ts';
import { runSegmentAnatomy } from '../segment-anatomy.ts';

/** @throws what `runSegmentAnatomy` throws */
export const runPresetSegment = editStep(
  presetSegment,
  async ({ volume, target, crew, scope, pace }, { segment: _, masking: __, ...params }) => {
    const { segment, findings } = await runSegmentAnatomy({ volume }, params, { crew, pace });
    scope.hold(segment.mask.words);
    return {
      ...becoming(target, maskToBricks(segment.mask, { like: target.voxels }), segment.isoHu),
      findings: findings ?? [],
    };
  },
);
