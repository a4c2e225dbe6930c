import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const drawPreview = declareCommand({
  name: 'mesh.preview',
  does: 'Draws the model from four sides, with patient directions and a scale',
  takes: { mesh: 'mesh' },
  params: z.strictObject({
    widthPx: z.int().min(200).max(4000).default(1600).describe('Width of the picture in pixels'),
  }),
  gives: { picture: 'picture' },
});
