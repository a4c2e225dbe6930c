import { z } from 'zod';
import { Finding } from './finding.ts';

export const Verdict = z.enum(['sufficient', 'limited', 'insufficient']);
export type Verdict = z.infer<typeof Verdict>;

/** A verdict for one purpose, and the rules that decided. */
export const Sufficiency = z.strictObject({
  verdict: Verdict,
  because: z.array(z.string()).describe('Sentences with the numbers and the limits, what weighs most first'),
  rules: z.array(z.string()).describe('Names of the rules that decided, in the same order; empty when sufficient'),
});
export type Sufficiency = z.infer<typeof Sufficiency>;

const directions = z.array(z.enum(['left', 'right', 'front', 'back', 'head', 'feet']));

/** What the positions and orientations of a series say. */
export const SeriesGeometry = z.strictObject({
  tiltDeg: z
    .number()
    .describe(
      'Lean of the slices against their normal, from positions and orientation, not from the tag; negative when they move against their columns as they advance along the normal; 0 when upright',
    ),
  uniformSpacing: z.boolean(),
  missingSlices: z
    .array(z.int())
    .describe('Instance numbers of missing slices; places in the whole stack, from 1, where the numbers run on'),
  missingRuns: z.array(
    z.strictObject({
      numbers: z.array(z.int()),
      numberedBy: z.enum(['instance number', 'place in the stack']),
      betweenMm: z.tuple([z.number(), z.number()]).describe('Places along the normal of the slices around, mm'),
      gapMm: z.number(),
    }),
  ),
  stepMm: z.number().describe('The distance that most neighbors keep'),
  largestGapMm: z.number(),
  largestShiftMm: z.number().describe('How far a pixel is moved in its plane to stand upright, at most'),
  handedness: z.enum(['right', 'left']).describe('Of (i, j, k) in LPS, as read'),
});
export type SeriesGeometry = z.infer<typeof SeriesGeometry>;

/** Where anatomy runs on beyond what was imaged. Limbs and trunks do at the ends of every scan: that is no finding. */
export const Coverage = z.strictObject({
  lengthMm: z.number().describe('From the first slice to the last, with their thickness'),
  runsOn: directions.describe('Where the wanted structure reaches the end of the scan'),
  what: z.array(z.string()),
});
export type Coverage = z.infer<typeof Coverage>;

/** One series as inspected. No name, number or birth date of a patient. */
export const SeriesInspection = z.strictObject({
  uid: z.string().nullable().describe('Series Instance UID; null for a volume file'),
  modality: z.string(),
  description: z.string().describe('Emptied if it holds an identity'),
  kernel: z.string(),
  instances: z.int().nonnegative(),
  dimensions: z
    .tuple([z.int(), z.int(), z.int()])
    .nullable()
    .describe('As scanned; null where the images make no stack'),
  spacingMm: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  geometry: SeriesGeometry.nullable(),
  coverage: Coverage.nullable(),
  measures: z
    .strictObject({
      noiseHu: z.number().nullable(),
      metalMm3: z.number().nullable(),
      largestJumpMm: z.number().nullable(),
      scanAgeDays: z.int().nullable(),
    })
    .describe('What was measured on the pixels; null where it was not, or has no meaning'),
  findings: z.array(Finding),
  sufficiency: z.strictObject({ model: Sufficiency, guide: Sufficiency }),
  headerSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('sha256 over UIDs, places and pixel formats of all images: says whether a series is the one reviewed'),
  pixelSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .describe('sha256 of the grey values as read; null where they were not'),
});
export type SeriesInspection = z.infer<typeof SeriesInspection>;

/** What `specola inspect --json` prints. */
export const Inspection = z.strictObject({
  schema: z.literal('specola/inspection/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  wanted: z.enum(['bone', 'skin', 'contrast', 'airway']),
  plannedOn: z.iso.date().nullable(),
  rules: z.strictObject({
    version: z.string(),
    sha256: z.string(),
    changedBySite: z.array(z.string()).describe('Names of the rules that a file of the site replaced'),
  }),
  take: z
    .strictObject({ uid: z.string().nullable(), why: z.string() })
    .nullable()
    .describe('The series to take for the wanted structure; null where none serves'),
  findings: z.array(Finding).describe('About the study as a whole'),
  series: z.array(SeriesInspection),
});
export type Inspection = z.infer<typeof Inspection>;
