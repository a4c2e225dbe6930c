import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const extractSurface = declareCommand({
  name: 'surface.extract',
  does: 'Draws the grey-value surface around the segment, finer than a voxel',
  takes: { volume: 'volume', segment: 'segment' },
  params: z.strictObject({}),
  gives: { surface: 'surface' },
});
