import { z } from 'zod';
import { Check } from './check.ts';
import { Finding } from './finding.ts';
import { Blur, Fidelity, MeshMeasures, SurfaceSource } from './measures.ts';
import { Recipe } from './recipe.ts';
import { Uncertainty } from './uncertainty.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The image data that a model was made from. Geometry only: no name, number or birth date of a patient. */
export const Source = z.strictObject({
  kind: z.enum(['dicom', 'nifti', 'nrrd', 'metaimage']),
  seriesUid: z.string().nullable().describe('DICOM Series Instance UID; null for a NIfTI or NRRD volume'),
  frameOfReferenceUid: z.string().nullable(),
  modality: z.enum(['CT', 'MR', 'other']),
  instances: z.int().positive(),
  dimensions: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  spacingMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  affineIjkToLps: z.array(z.number()).length(12).describe('3×4, row-major, mm'),
  resampling: z
    .strictObject({
      method: z.literal('cubic in the plane, linear between slices'),
      largestShiftMm: z.number().nonnegative().describe('How far a pixel was moved in its plane, at most'),
      largestStepMm: z.number().nonnegative().describe('How far a slice of the grid lies from a scanned one, at most'),
      interpolatedSlices: z.int().nonnegative().describe('Slices of the grid that lie between scanned ones'),
    })
    .nullable()
    .default(null)
    .describe(
      'How slices that lean or lie unevenly were laid on a regular grid; null where they were taken as they are',
    ),
  pixelSha256: sha256.describe('sha256 of the grey values as stored for the work: Int16, little endian, i fastest'),
});
export type Source = z.infer<typeof Source>;

export const Artifact = z.strictObject({ file: z.string(), sha256, bytes: z.int().nonnegative() });
export type Artifact = z.infer<typeof Artifact>;

/** What varies from run to run: kept apart from what is signed. */
export const RunFacts = z.strictObject({
  startedAt: z.iso.datetime(),
  timingsMs: z.record(z.string(), z.number()).describe('Wall time of each step'),
  peakMemoryBytes: z.int().positive(),
  machine: z.strictObject({ os: z.string(), cpu: z.string(), cores: z.int().positive(), node: z.string() }),
  workers: z.int().positive(),
});
export type RunFacts = z.infer<typeof RunFacts>;

/** Known truth, when the study is the phantom patient: how far the model is from it. */
export const Truth = z.strictObject({
  phantom: z.string(),
  meanMm: z.number(),
  p95Mm: z.number(),
  maxMm: z.number(),
  volumeErrorPercent: z.number(),
  what: z.string().describe('The comparison in a sentence, thin plates and sharp edges listed apart'),
});
export type Truth = z.infer<typeof Truth>;

/** record.json: what was made, from what, how, and how far it can be trusted. */
export const ModelRecord = z.strictObject({
  schema: z.literal('specola/model-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  notice: z.string().describe('Regulatory status, and what the model is meant for'),
  intendedUse: z.enum(['education', 'consent', 'planning', 'intra-operative-reference', 'guide']),
  source: Source,
  findings: z.array(Finding),
  recipe: Recipe,
  artifacts: z.array(Artifact),
  surface: z.strictObject({
    isoHu: z
      .number()
      .nullable()
      .describe('Threshold of the grey-value surface, in the unit of the source (HU for CT); null where there is none'),
    anatomy: z.string(),
    blur: Blur.nullable()
      .default(null)
      .describe('Null where the recipe did not ask, as in records from before there was a way to take blur back'),
    source: SurfaceSource.nullable()
      .default(null)
      .describe('For segments that somebody made: what their surface was drawn from'),
  }),
  mesh: MeshMeasures,
  fidelity: Fidelity,
  smoothing: z.strictObject({
    largestMoveMm: z.number().nonnegative(),
    boundMm: z.number().nonnegative(),
  }),
  simplification: z.strictObject({
    trianglesBefore: z.int().nonnegative(),
    largestErrorMm: z.number().nonnegative(),
    boundMm: z.number().nonnegative(),
  }),
  repair: z.strictObject({
    rounds: z.int().nonnegative().describe('Rounds of taking work back where triangles met'),
    largestMoveMm: z.number().nonnegative(),
    shellsRemoved: z.int().nonnegative(),
  }),
  printReady: z.boolean(),
  checks: z.array(Check),
  truth: Truth.nullable(),
  uncertainty: Uncertainty.nullable()
    .default(null)
    .describe(
      'How well the surface is known from the image, and the segmentation error for the budget; null where it was not asked',
    ),
  run: RunFacts,
});
export type ModelRecord = z.infer<typeof ModelRecord>;
