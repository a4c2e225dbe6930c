import { z } from 'zod';
import { declareCommand } from './declare.ts';

/** Anatomies that have a preset. */
export const AnatomyPreset = z.enum(['bone', 'skin', 'contrast', 'airway']);
export type AnatomyPreset = z.infer<typeof AnatomyPreset>;

export const segmentAnatomy = declareCommand({
  name: 'segment.anatomy',
  does: 'Finds the voxels of one anatomy by its grey values, and removes what does not belong to it',
  takes: { volume: 'volume' },
  params: z.strictObject({
    anatomy: AnatomyPreset.default('bone').describe('Preset that chooses threshold and clean-up'),
    thresholdHu: z
      .tuple([z.number(), z.number()])
      .nullable()
      .default(null)
      .describe(
        'Lowest and highest value to keep, in HU (the unit of the image for MR); if not given, the preset finds them',
      ),
    poreMm: z
      .number()
      .min(0)
      .default(5)
      .describe(
        'Hollows smaller than a ball of this diameter, and bone behind openings that it does not pass, are filled, mm',
      ),
    fillCavities: z
      .boolean()
      .default(true)
      .describe('Fill enclosed marrow and other soft-tissue hollows too, so that each bone is one solid'),
    islandMm3: z.number().min(0).default(100).describe('Loose pieces smaller than this are removed, mm³'),
    keep: z.enum(['all', 'largest']).default('all').describe('Keep every piece that belongs, or the largest alone'),
    removeTable: z.boolean().default(true).describe('Remove what lies outside the body: table, headrest, sheets'),
  }),
  gives: { segment: 'segment' },
});
