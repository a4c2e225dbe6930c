import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { ComponentId, MODEL_GIVES, MODEL_TAKES } from './targets.ts';

export const combineComponents = declareCommand({
  name: 'model.combine',
  does: 'Joins a component with others, takes others out of it, or keeps what it shares with them',
  takes: MODEL_TAKES,
  params: z.strictObject({
    component: ComponentId.describe('The component that changes'),
    operation: z.enum(['union', 'subtract', 'intersect']),
    with: z.array(ComponentId).min(1).max(200).describe('The other components; they stay unless "keepOthers" is off'),
    resolutionMm: z
      .number()
      .min(0.05)
      .max(5)
      .default(0.4)
      .describe('Grid of the rebuild where a component is no solid and nothing else helps, mm'),
    keepOthers: z.boolean().default(true).describe('Whether the others stay in the model'),
  }),
  gives: MODEL_GIVES,
});
