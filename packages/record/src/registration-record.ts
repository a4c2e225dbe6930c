import { z } from 'zod';
import { Finding } from './finding.ts';
import { Artifact, RunFacts, Source } from './model-record.ts';
import { Recipe } from './recipe.ts';

const fourByFour = z.array(z.number()).length(16);
const Likeness = z.strictObject({
  normalized: z.number().describe('Normalized mutual information: 1 for strangers, 2 for a volume and itself'),
  mutual: z.number().describe('Mutual information, nats'),
  overlap: z.number().describe('Share of the samples of the fixed volume that fall inside the moving one'),
});

/** registration.json: how one volume lies on another, what it was found from, and how far it can be trusted. */
export const RegistrationRecord = z.strictObject({
  schema: z.literal('specola/registration-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  notice: z.string(),
  fixed: Source,
  moving: Source,
  /** True when both state one frame of reference: then the scanner says that they need no registration. */
  oneFrame: z.boolean(),
  method: z.enum(['images', 'landmarks']),
  movingToFixedLps: fourByFour.describe('4×4, row-major: a place of the moving volume to the fixed one, LPS, mm'),
  startMovingToFixedLps: fourByFour.describe('Where the search started'),
  likeness: z.strictObject({ before: Likeness, after: Likeness }),
  landmarks: z
    .strictObject({
      pairs: z.int().positive(),
      rmsBeforeMm: z.number(),
      rmsAfterMm: z.number(),
      residualsMm: z.array(z.number()),
      fiducialErrorMm: z.number().nullable().describe('What is left when the landmarks alone decide'),
      targetErrorMm: z
        .number()
        .nullable()
        .describe('To expect of the landmarks alone at the corners of the volume; null with fewer than four'),
    })
    .nullable(),
  capture: z.strictObject({
    restarts: z.array(z.strictObject({ startedMm: z.number(), endedMm: z.number(), normalized: z.number() })),
    spreadMm: z.number(),
    referencePointsLps: z.array(z.tuple([z.number(), z.number(), z.number()])),
  }),
  errorEstimate: z.strictObject({ mm: z.number(), basis: z.string() }).describe('Goes wherever the motion goes'),
  findings: z.array(Finding),
  recipe: Recipe,
  artifacts: z.array(Artifact),
  run: RunFacts,
});
export type RegistrationRecord = z.infer<typeof RegistrationRecord>;
