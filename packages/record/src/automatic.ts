import { z } from 'zod';
import { Clearance } from './model-manifest.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Segments that a model made, not a recipe. What it gave is kept as a file and read from there: it is never run again,
 * since another machine, engine or server may give other voxels.
 */
export const AutomaticFacts = z.strictObject({
  by: z.enum(['onnx', 'monai-label', 'totalsegmentator']),
  model: z.strictObject({
    name: z.string(),
    version: z.string().nullable(),
    license: z.string().nullable(),
    author: z.string().nullable(),
    sha256: sha256.nullable().describe('Of the model’s file; null where it is elsewhere'),
    manifestSha256: sha256.nullable(),
    clearance: Clearance,
  }),
  engine: z
    .strictObject({ name: z.string(), version: z.string().nullable() })
    .describe('What ran it: the inference engine, the server, or the program'),
  stored: z
    .strictObject({ file: z.string(), sha256, bytes: z.int().nonnegative() })
    .describe('What the model gave, before any edit: an input from then on'),
  runs: z.int().nonnegative().describe('Patches that went through the network; 0 where that is not known'),
  checks: z
    .array(
      z.strictObject({
        check: z.enum(['flip', 'shift']),
        segment: z.string(),
        dice: z.number().nullable().describe('With the run as it was; null when both are empty'),
      }),
    )
    .describe('How far a flipped or shifted copy agrees'),
});
export type AutomaticFacts = z.infer<typeof AutomaticFacts>;
