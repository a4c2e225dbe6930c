import { z } from 'zod';
import { Order, Sha256, Side } from './order.ts';
import { Part, PartId } from './part.ts';

/** What a version is a version of. Everything downstream names by hash what it was made from. */
export const Thing = z.enum([
  'segmentation',
  'preparation',
  'plan',
  'design',
  'overlay',
  'proof',
  'print-file',
  'report',
  'packet',
]);
export type Thing = z.infer<typeof Thing>;

export const Software = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  clearance: z.string().describe('Its regulatory status, as its maker states it; "none" for Specola'),
});

/** The answer to one question that was asked of a version; the geometry keeps the whole of it. */
export const CheckAnswer = z.strictObject({
  code: z.string().min(1),
  result: z.enum(['pass', 'warn', 'fail']),
  what: z.string().min(1).describe('The answer in a sentence, with its numbers'),
});

export const OrderPlaced = z.strictObject({ kind: z.literal('order-placed'), order: Order });

/** The whole order again, never a part of it: the old one stays in the record. */
export const OrderChanged = z.strictObject({
  kind: z.literal('order-changed'),
  order: Order,
  reason: z.string().trim().min(1),
});

/** Two identities were laid side by side; only which fields agree is kept, never what they hold. */
export const IdentityCompared = z.strictObject({
  kind: z.literal('identity-compared'),
  between: z.enum(['order-and-images', 'order-and-admission', 'patient-merge']),
  fields: z
    .array(
      z.strictObject({
        field: z.enum(['name', 'medical-record-number', 'birth-date', 'sex', 'accession-number']),
        agrees: z.enum(['yes', 'no', 'not-given']),
      }),
    )
    .min(1),
});

export const MismatchResolved = z.strictObject({
  kind: z.literal('mismatch-resolved'),
  entry: z.int().min(1).describe('Number of the comparison that did not agree'),
  reason: z.string().trim().min(1),
});

export const ImagesAttached = z.strictObject({
  kind: z.literal('images-attached'),
  sha256: Sha256.describe('Of the pixel data'),
  seriesUid: z.string().min(1).describe('The pseudonymous one of the working files'),
  modality: z.string().min(1),
  acquiredOn: z.iso.date(),
  spacingMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
});

export const ImagesReviewed = z.strictObject({
  kind: z.literal('images-reviewed'),
  images: Sha256,
  purpose: z.enum(['model', 'guide']),
  decision: z.enum(['accepted', 'overridden', 'rejected']),
  reason: z.string(),
  recordSha256: Sha256.describe('Of the review record'),
});

export const PartDeclared = z.strictObject({ kind: z.literal('part-declared'), part: Part });

export const VersionRecorded = z.strictObject({
  kind: z.literal('version-recorded'),
  thing: Thing,
  part: PartId.nullable().describe('Null for what serves the whole case: a segmentation, a plan'),
  sha256: Sha256,
  inputs: z.array(Sha256).describe('Every version or image that it was made from'),
  software: Software,
  method: z.string().min(1).describe('Threshold, by hand, a model’s output, a recipe …'),
  side: Side.nullable().describe('The side that patient space gives, where it has one'),
  checks: z.array(CheckAnswer).describe('What was asked of it, and the answers'),
  file: z.string().min(1).describe('Its name inside the case folder; names no patient'),
});

/** A person with a role signs one version by its hash. */
export const Signed = z.strictObject({
  kind: z.literal('signed'),
  sha256: Sha256,
  meaning: z.enum(['review', 'approval', 'responsibility', 'authorship']),
  overridesFailedProof: z.boolean().describe('Only the ordering clinician may; with a reason'),
  reason: z.string(),
});
