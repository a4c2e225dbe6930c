import { thresholdSegment } from '@specola/commands';
import { maskToBricks, thresholdMask } from '@specola/kernels';
import { becoming } from '../edit/change-segment.ts';
import { RangeOrderError } from '../edit/edit-errors.ts';
import { editStep } from '../edit/edit-step.ts';

/** @throws RangeOrderError when the range is the wrong way round */
export const runThresholdSegment = editStep(
  thresholdSegment,
  async ({ volume, target, crew, scope }, { rangeHu: [low, high] }) => {
    if (low > high) throw new RangeOrderError(low, high);
    const mask = await thresholdMask(volume, { from: low, to: high }, crew);
    scope.hold(mask.words);
    return becoming(target, maskToBricks(mask, { like: target.voxels }), low);
  },
);
