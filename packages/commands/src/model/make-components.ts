import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { SegmentId } from '../segment/editing.ts';
import { MODEL_GIVES, MODEL_TAKES } from './targets.ts';

export const makeComponents = declareCommand({
  name: 'model.components',
  does: 'Makes a component of each segment; where two touch they share the very same surface, without gap or overlap',
  takes: { volume: 'volume', segments: 'segments', ...MODEL_TAKES },
  params: z.strictObject({
    segments: z
      .union([z.literal('all'), z.array(SegmentId).min(1).max(200)])
      .default('all')
      .describe('Segments by their ids; where two hold one voxel the later one has it. "all": every one with voxels'),
    smoothMm: z
      .number()
      .min(0)
      .default(0.2)
      .describe('No vertex moves further than this when smoothed, mm; 0 switches it off'),
    smoothIterations: z.int().min(0).max(100).default(10).describe('Passes of non-shrinking smoothing'),
    simplifyMm: z
      .number()
      .min(0)
      .default(0.05)
      .describe(
        'No point moves further than this when simplified, what two share once for both, mm; 0 switches it off',
      ),
  }),
  gives: MODEL_GIVES,
});
