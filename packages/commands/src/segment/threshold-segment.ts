import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING } from './editing.ts';

export const thresholdSegment = declareCommand({
  name: 'segment.threshold',
  does: 'Makes a segment of the voxels within a range of values',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    rangeHu: z
      .tuple([z.number(), z.number()])
      .describe('Lowest and highest value to keep, HU (the unit of the image for MR)'),
  }),
  gives: EDIT_GIVES,
});
