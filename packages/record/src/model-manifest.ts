import { SIDES } from '@specola/space';
import { z } from 'zod';

const spatial = <T extends z.ZodType>(one: T) => z.tuple([one, one, one]);

/** How grey values become what the network was trained on: clipped first, then shifted and scaled. */
const Intensity = z.strictObject({
  clip: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('none') }),
      z.strictObject({ by: z.literal('values'), low: z.number(), high: z.number() }),
      z.strictObject({
        by: z.literal('percentiles'),
        low: z.number().min(0).max(100),
        high: z.number().min(0).max(100),
      }),
    ])
    .default({ by: 'none' })
    .describe('HU for CT, the unit of the image otherwise; percentiles are those of the whole scan'),
  scale: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('none') }),
      z.strictObject({ by: z.literal('mean-sd'), mean: z.number(), sd: z.number().positive() }),
      z.strictObject({
        by: z.literal('scan-mean-sd'),
        over: z
          .enum(['all', 'nonzero'])
          .describe('nonzero: voxels whose grey value is not 0, as for skull-stripped MR'),
      }),
      z.strictObject({ by: z.literal('clip-range'), to: z.tuple([z.number(), z.number()]) }),
    ])
    .describe('mean-sd: the numbers of the training set; scan-mean-sd: those of this scan, after clipping'),
  order: z
    .enum(['resample-first', 'scale-first'])
    .default('resample-first')
    .describe('MONAI resamples first, nnU-Net scales first'),
});

const ManifestSegment = z.strictObject({
  channel: z.int().nonnegative().describe('Channel of the output, from 0'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.string().min(1).max(64),
  anatomy: z.string().nullable().default(null).describe('Key of the table of coded anatomies; checked'),
  side: z.enum(SIDES).nullable().default(null),
});
export type ManifestSegment = z.infer<typeof ManifestSegment>;

export const Clearance = z.strictObject({
  status: z.enum(['cleared', 'not-cleared', 'unknown']).describe('Whether it is cleared for what it does'),
  statement: z.string().nullable().default(null).describe('The clearance as it is stated, e.g. a 510(k) number'),
});

/** What stands beside a model's file: what it is, what it must be fed with, and what its answer means. */
export const ModelManifest = z
  .strictObject({
    schema: z.literal('specola/model-manifest/1'),
    name: z.string().min(1),
    version: z.string().min(1),
    license: z.string().min(1).describe('SPDX name where there is one; else in words'),
    author: z.string().min(1),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('Of the model’s file: a manifest speaks for this file and no other'),
    clearance: Clearance,
    modality: z.enum(['CT', 'MR', 'any']).describe('What it is meant for; another one is refused'),
    input: z.strictObject({
      name: z.string().nullable().default(null).describe('Of the tensor; null when the model has but one'),
      orientation: z
        .string()
        .regex(/^(?=.*[RL])(?=.*[AP])(?=.*[SI])[RLAPSI]{3}$/)
        .describe(
          'Where the index grows along the tensor’s three axes, in their order: "RAS" after MONAI’s Orientationd, "SPL" for arrays of SimpleITK (z, y, x)',
        ),
      spacingMm: spatial(z.number().positive()).nullable().describe('Along the same axes; null takes the scan’s own'),
      patchVoxels: spatial(z.int().positive())
        .nullable()
        .describe('Along the same axes; null gives the network the whole scan at once'),
      overlapShare: z.number().min(0).max(0.9).default(0.5).describe('Of a patch with the next one, along each axis'),
      blending: z
        .enum(['gaussian', 'constant'])
        .default('gaussian')
        .describe('gaussian: a standard deviation of 1/8 of the patch, as in nnU-Net and MONAI'),
      trimVoxels: spatial(z.int().nonnegative())
        .default([0, 0, 0])
        .describe('Rim of each patch that is thrown away, but at the rim of the scan; as wide as the network sees'),
      intensity: Intensity,
    }),
    output: z.strictObject({
      name: z.string().nullable().default(null).describe('Of the tensor; null when the model has but one'),
      channels: z.int().positive(),
      activation: z
        .enum(['softmax', 'sigmoid', 'none'])
        .describe('What makes probabilities of what the network gives; none when it gives them itself'),
      decide: z
        .discriminatedUnion('by', [
          z.strictObject({ by: z.literal('largest') }),
          z.strictObject({ by: z.literal('threshold'), at: z.number().min(0).max(1) }),
        ])
        .describe('largest: each voxel goes to its most probable channel; threshold: to every channel that reaches it'),
      segments: z.array(ManifestSegment).min(1),
    }),
  })
  .describe('Manifest of a segmentation model in ONNX');
export type ModelManifest = z.infer<typeof ModelManifest>;
