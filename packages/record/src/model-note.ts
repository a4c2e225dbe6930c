import { z } from 'zod';

/** What one command did to one component, in numbers: how far it moved the surface, what it left out, what it weighs now. */
export const ModelNote = z.strictObject({
  command: z.string(),
  component: z.string(),
  measures: z.record(z.string(), z.number()).describe('By name, with the unit at its end (largestMoveMm, volumeMm3)'),
});
export type ModelNote = z.infer<typeof ModelNote>;
