import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { MODEL_GIVES, MODEL_TAKES, TARGETS } from './targets.ts';

export const shellComponents = declareCommand({
  name: 'model.shells',
  does: 'Keeps or drops the pieces of components that hang together, each with the hollows inside it',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    operation: z
      .enum(['keep-largest', 'keep-selected', 'drop-selected', 'drop-small', 'fill-hollows'])
      .describe('What to do with the pieces; "fill-hollows" leaves out closed hollows instead'),
    count: z.int().min(1).max(1000).default(1).describe('How many of the largest are kept (keep-largest)'),
    atLpsMm: z
      .array(PointLpsMm)
      .max(1000)
      .default([])
      .describe('Points on or near the pieces meant, LPS mm: the nearest piece to each is selected'),
    smallestMm3: z
      .number()
      .min(0)
      .default(100)
      .describe('Pieces or hollows smaller than this go, mm³ (drop-small, fill-hollows)'),
  }),
  gives: MODEL_GIVES,
});
