import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { demandOnce, EDIT_TAKES, SegmentId } from './editing.ts';

export const chooseSegment = declareCommand({
  name: 'segment.choose',
  does: 'Hands segments to the making of a model, and decides whether grey values or voxels say where the surface runs',
  takes: EDIT_TAKES,
  params: z.strictObject({
    segments: z
      .array(SegmentId)
      .min(1)
      .check(demandOnce((id) => id))
      .nullable()
      .default(null)
      .describe('Segments that become one model; if not given, all of them'),
    surfaceFrom: z
      .enum(['auto', 'grey', 'mask'])
      .default('auto')
      .describe(
        'Where the surface runs: through one grey value at the border of the segment, or through its voxels, smoothed by less than half a voxel. "auto" takes the grey values where they follow the border',
      ),
    followedPercent: z
      .number()
      .min(0)
      .max(100)
      .default(80)
      .describe('"auto" takes the grey values where one of them parts at least this share of the border, %'),
  }),
  gives: { segment: 'segment' },
});
