import { CODED_ANATOMIES } from '@specola/facts';
import { z } from 'zod';

/** Names a segment within a recipe. */
export const SegmentId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, 64 at most')
  .describe('Segment, by its id');

/** What a segment is, as the table of coded anatomies calls it; checked before anything runs. */
export const AnatomyKey = z
  .string()
  .check(({ value, issues }) => {
    if (Object.hasOwn(CODED_ANATOMIES, value)) return;
    issues.push({
      code: 'custom',
      input: value,
      message: 'not a key of the table of coded anatomies',
      params: { unknownAnatomy: value },
    });
  })
  .describe('Anatomy, by its key in the table of coded anatomies (docs/segmentation.md); gives its color too');

/** Refuses a list that names a segment twice: one of the two would silently go for nothing. */
export const demandOnce = <T>(
  idOf: (one: T) => string,
): ((payload: { value: readonly T[]; issues: z.core.$ZodRawIssue[] }) => void) => {
  return ({ value, issues }) => {
    const ids = value.map(idOf);
    const twice = ids.find((id, n) => ids.indexOf(id) < n);
    if (twice === undefined) return;
    issues.push({ code: 'custom', input: value, message: 'one segment twice', params: { namedTwice: twice } });
  };
};

/** A place in the patient. Source of the frame: DICOM LPS. */
export const PointLpsMm = z.tuple([z.number(), z.number(), z.number()]).describe('x, y, z in LPS mm');

/** Where an edit may change voxels, and what it may take from other segments. */
export const Masking = z.strictObject({
  area: z
    .union([
      z.enum(['everywhere', 'inside-all', 'inside-visible', 'outside-all', 'outside-visible']),
      z.strictObject({ insideSegment: SegmentId }),
    ])
    .default('everywhere')
    .describe('Only voxels in this area change; "all" and "visible" mean the other segments'),
  rangeHu: z
    .tuple([z.number(), z.number()])
    .nullable()
    .default(null)
    .describe('Only voxels with a value from the first to the second change, HU (the unit of the image for MR)'),
  overwrite: z
    .enum(['all', 'visible', 'none'])
    .default('all')
    .describe('Segments that lose the voxels which this one gains; "none" lets them overlap'),
});
export type Masking = z.output<typeof Masking>;

/** What every edit of one segment takes besides its own parameters. */
export const EDITING = {
  segment: SegmentId,
  masking: Masking.prefault({}),
} as const;

export const EDIT_TAKES = { volume: 'volume', segments: 'segments' } as const;
export const EDIT_GIVES = { segments: 'segments' } as const;
