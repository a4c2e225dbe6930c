import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const unblurSurface = declareCommand({
  name: 'surface.unblur',
  does: 'Moves curved surfaces back to where they were before the scan blurred them',
  takes: { volume: 'volume', surface: 'surface' },
  params: z.strictObject({
    // A ball of three voxels across moves by 0.5 to 0.85 of the blur, a sharp edge by 0.6.
    unblurMm: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .describe(
        'No vertex moves further than this when the blur of curved surfaces is taken back, mm; 0 switches it off; if not given, 0.9 of the blur that the image itself shows, 0.5 mm at most',
      ),
  }),
  gives: { surface: 'surface' },
});
