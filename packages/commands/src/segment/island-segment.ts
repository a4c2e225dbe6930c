import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING, PointLpsMm } from './editing.ts';

export const islandSegment = declareCommand({
  name: 'segment.islands',
  does: 'Keeps, removes or splits off the connected pieces of a segment',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    operation: z
      .enum(['keep-largest', 'keep-selected', 'remove-selected', 'add-selected', 'remove-small', 'split'])
      .describe(
        'What to do with the pieces; "add-selected" takes the piece of background at the points in; "split" gives every piece but the largest a segment of its own, named after this one',
      ),
    atLpsMm: z
      .array(PointLpsMm)
      .max(1000)
      .default([])
      .describe('Points in the pieces meant, LPS mm, for the selected ones'),
    smallestMm3: z
      .number()
      .min(0)
      .default(100)
      .describe('Pieces smaller than this are removed (remove-small) or left with the largest (split), mm³'),
    connectivity: z
      .enum(['face', 'edge'])
      .default('face')
      .describe('Voxels belong together that share a face, or also those that share an edge'),
  }),
  gives: EDIT_GIVES,
});
