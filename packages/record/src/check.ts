import { z } from 'zod';

/** A place in the patient, LPS, mm. */
export const PlaceLpsMm = z.tuple([z.number(), z.number(), z.number()]);

/** One question asked of a finished file, with its answer. `decides` says whether a "fail" makes it not print-ready. */
export const Check = z.strictObject({
  name: z.enum([
    'closed',
    'manifold',
    'outward',
    'no-self-intersection',
    'no-degenerate-triangles',
    'no-loose-shells',
    'wall-thickness',
    'gap',
    'smallest-feature',
    'trapped-volumes',
    'drain-holes',
    'overhang',
    'contact-area',
    'fits-build-volume',
    'units',
    'label',
    'handedness',
    'triangle-budget',
    'deviation',
  ]),
  result: z.enum(['pass', 'warn', 'fail']),
  decides: z.boolean(),
  value: z.number().describe('What was counted or measured'),
  limit: z.number().describe('What it is compared with'),
  unit: z.string().describe('Unit of value and limit: a count, or mm'),
  what: z.string().describe('The answer in a sentence'),
  places: z.array(PlaceLpsMm).describe('Where, LPS mm; the worst first, twenty at most'),
  picture: z.string().optional().describe('File with a picture of the first place; absent where none was drawn'),
});
export type Check = z.infer<typeof Check>;
