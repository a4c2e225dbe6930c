import { TISSUE_BANDS } from '@specola/facts';
import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING } from './editing.ts';

const Tissue = z.enum(Object.keys(TISSUE_BANDS) as [keyof typeof TISSUE_BANDS, ...(keyof typeof TISSUE_BANDS)[]]);

export const thresholdSegment = declareCommand({
  name: 'segment.threshold',
  does: 'Makes a segment of the voxels within a range of values, given, of a tissue, or found in the image',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    method: z
      .enum(['range', 'tissue', 'otsu', 'half-maximum', 'local'])
      .default('range')
      .describe(
        'range: as given; tissue: the band of a tissue of CT; otsu: from the value that parts the histogram best; half-maximum: from halfway between both sides of the edges that a first guess (the range) shows; local: what is brighter than its surroundings',
      ),
    rangeHu: z
      .tuple([z.number(), z.number()])
      .nullable()
      .default(null)
      .describe(
        'Lowest and highest value to keep, HU (the unit of the image for MR); for otsu the values that count, for half-maximum the first guess, for local the values that may be kept',
      ),
    tissue: Tissue.nullable().default(null).describe('Tissue whose band is taken'),
    surroundingsMm: z
      .number()
      .positive()
      .max(100)
      .default(8)
      .describe('For local: standard deviation of the Gaussian that tells a voxel’s surroundings, mm'),
    aboveHu: z.number().default(50).describe('For local: how much brighter than its surroundings a voxel is, HU'),
  }),
  gives: EDIT_GIVES,
});
