import { z } from 'zod';
import { Check, PlaceLpsMm } from './check.ts';
import { Artifact, RunFacts } from './model-record.ts';

const lengthMm = z.number().nonnegative();
const extreme = z.strictObject({ mm: z.number().describe('Outside the other surface where positive'), at: PlaceLpsMm });

/** How far one surface lies from another, weighted by area. */
export const Deviation = z.strictObject({
  meanSignedMm: z.number().describe('Outside the other surface where positive'),
  meanMm: lengthMm,
  p95Mm: lengthMm,
  maxMm: lengthMm,
  outermost: extreme,
  innermost: extreme,
  points: z.int().nonnegative(),
});
export type Deviation = z.infer<typeof Deviation>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A mesh file as a report names it: by its bytes, never by its name, which may be a patient's. */
const MeshFile = z.strictObject({
  format: z.string(),
  sha256,
  bytes: z.int().nonnegative(),
  unit: z.string().nullable().describe('Unit that the file states; null where millimeters were taken'),
  frame: z.enum(['LPS', 'RAS']).nullable().describe('Patient frame that the file states'),
});

const specola = z.strictObject({ version: z.string(), gitCommit: z.string().nullable() });

/** check.json: whether a file prints on a printer with a material, question by question. */
export const PrintCheckRecord = z.strictObject({
  schema: z.literal('specola/print-check/1'),
  specola,
  notice: z.string(),
  file: MeshFile,
  against: z
    .strictObject({ kind: z.enum(['mesh', 'segmentation']), file: MeshFile })
    .nullable()
    .describe('What it was compared with'),
  profile: z.strictObject({
    name: z.string(),
    printer: z.string(),
    material: z.string(),
    version: z
      .string()
      .describe('Of the tables of printers and materials, with the file of the site where there is one'),
  }),
  up: PlaceLpsMm.describe('The direction that it is built in, along the axes of the file'),
  verdict: z.enum(['pass', 'warn', 'fail']),
  parts: z.array(z.strictObject({ name: z.string(), triangles: z.int().nonnegative(), volumeMm3: z.number() })),
  mesh: z.strictObject({
    triangles: z.int().nonnegative(),
    volumeMm3: z.number(),
    areaMm2: lengthMm,
    boundsMm: z.strictObject({ min: PlaceLpsMm, max: PlaceLpsMm }),
  }),
  checks: z.array(Check),
  deviation: z.strictObject({ there: Deviation, back: Deviation }).nullable(),
  artifacts: z.array(Artifact),
  run: RunFacts,
});
export type PrintCheckRecord = z.infer<typeof PrintCheckRecord>;

/** compare.json: how far two surfaces lie from each other. */
export const ComparisonRecord = z.strictObject({
  schema: z.literal('specola/comparison/1'),
  specola,
  notice: z.string(),
  judged: MeshFile,
  against: z.strictObject({ kind: z.enum(['mesh', 'segmentation', 'grey-values']), file: MeshFile }),
  there: Deviation.describe('From the judged surface to the other'),
  back: Deviation.describe('From the other surface to the judged one: what is missing shows here'),
  artifacts: z.array(Artifact),
  run: RunFacts,
});
export type ComparisonRecord = z.infer<typeof ComparisonRecord>;
