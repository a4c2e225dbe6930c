import { combineSegments } from '@specola/commands';
import { combineBricks, invertBricks } from '@specola/kernels';
import { type BrickMask, emptyBrickMask } from '@specola/space';
import { becoming, segmentOf } from '../edit/change-segment.ts';
import { OtherSegmentMissingError } from '../edit/edit-errors.ts';
import { editStep } from '../edit/edit-step.ts';
import { everyVoxelOf } from '../edit/work-box.ts';

/** @throws OtherSegmentMissingError when an operation on two segments is given one */
export const runCombineSegments = editStep(combineSegments, ({ segmentation, target }, { operation, with: id }) => {
  const other = (): BrickMask => {
    if (id === null) throw new OtherSegmentMissingError(operation);
    return segmentOf(segmentation, id).voxels;
  };
  const { voxels } = target;
  switch (operation) {
    case 'copy':
      return becoming(target, other(), segmentOf(segmentation, id!).isoHu);
    case 'add':
      return { add: other() };
    case 'subtract':
      return { remove: other() };
    case 'intersect':
      return { remove: combineBricks('andNot', voxels, other()) };
    case 'invert':
      return becoming(target, invertBricks(voxels));
    case 'clear':
      return becoming(target, emptyBrickMask(segmentation.dimensions), null);
    case 'fill':
      return becoming(target, everyVoxelOf(segmentation.dimensions), null);
  }
});
