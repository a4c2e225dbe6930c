import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_TAKES } from './editing.ts';

const spacing = z.number().min(0.02).max(20);

export const resampleSegments = declareCommand({
  name: 'segment.resample',
  does: 'Lays all segments, and the image under them, on a finer grid for what follows',
  takes: EDIT_TAKES,
  params: z.strictObject({
    spacingMm: z
      .union([spacing, z.tuple([spacing, spacing, spacing])])
      .describe(
        'Voxels are to be no larger than this, mm: one number (axes that are finer stay as they are), or one for each of i, j, k',
      ),
    interpolation: z
      .enum(['linear', 'cubic'])
      .default('cubic')
      .describe('Grey values between voxels; outlines always follow the distance from them'),
  }),
  gives: { volume: 'volume', segments: 'segments' },
});
