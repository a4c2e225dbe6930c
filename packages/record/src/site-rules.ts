import { z } from 'zod';

const limit = z.number().nonnegative().nullable();
const limits = z
  .strictObject({
    limited: limit.optional().describe('Where the series stops being sufficient; null: never'),
    insufficient: limit.optional().describe('Where it is no longer good enough; null: never'),
  })
  .optional();

const change = z.strictObject({
  model: limits,
  guide: limits,
  source: z.string().min(3).describe('Why the site sets another limit, and where that stands'),
  checkedOn: z.iso.date(),
});

/** Names of the rules, as the dated table has them; a test holds the two together. */
export const ScanRuleNames = z.enum([
  'slice-spacing',
  'slice-thickness',
  'in-plane-resolution',
  'missing-slices',
  'unequal-spacing',
  'gantry-tilt',
  'unreadable-files',
  'mixed-kernels',
  'kernel',
  'contrast-phase',
  'contrast-pool',
  'modality',
  'coverage',
  'field-cuts-anatomy',
  'field-cuts-body',
  'metal',
  'noise',
  'signal-to-noise',
  'shading',
  'motion',
  'lossy-compression',
  'derived',
  'scan-age',
]);

/** A file of a site: its own limits in place of those of the table. */
export const SiteRules = z.strictObject({
  schema: z.literal('specola/site-rules/1'),
  version: z.string().min(1).describe('Name and date of the file; reviews name it'),
  rules: z.partialRecord(ScanRuleNames, change),
  segmentationFloor: z
    .strictObject({
      mm: z.number().nonnegative(),
      source: z.string().min(3).describe('What the site measured, or why it sets another floor'),
      checkedOn: z.iso.date(),
    })
    .optional()
    .describe('The least that error budgets of the site take for segmentation, in place of the dated table'),
});
export type SiteRules = z.infer<typeof SiteRules>;
