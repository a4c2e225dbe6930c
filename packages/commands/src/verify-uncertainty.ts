import { HAND_EDIT_FLOOR_MM } from '@specola/facts';
import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const verifyUncertainty = declareCommand({
  name: 'verify.uncertainty',
  does: 'Says how far the surface would lie elsewhere had the threshold been a little different',
  takes: { volume: 'volume', surface: 'surface', measures: 'measures' },
  params: z.strictObject({
    doubtLimitMm: z
      .number()
      .min(0.5)
      .max(20)
      .default(3)
      .describe('How far moves of the surface by another threshold are sought, mm'),
    errorFloorMm: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .describe(
        'No error budget takes less than this for segmentation, mm; if not given, that of the site, else that of the dated table',
      ),
    handFloorMm: z
      .number()
      .min(0)
      .default(HAND_EDIT_FLOOR_MM.value)
      .describe('Where a hand edited the surface, or another program drew it, no less than this is taken, mm'),
  }),
  gives: { uncertainty: 'uncertainty' },
});
