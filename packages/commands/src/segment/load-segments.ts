import { SIDES } from '@specola/space';
import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, SegmentId } from './editing.ts';

/** A file beside the recipe: no way out of its folder, and the same name on every system. */
const StoredFile = z
  .string()
  .max(255)
  .regex(/^(?!.*(?:^|\/)\.\.?(?:\/|$))[^/\\\0:][^\\\0:]*$/, 'a path below the folder of the recipe')
  .describe('File beside the recipe; it may never be named for the patient');

/** Which segment of the file becomes which of ours. */
const Picked = z.strictObject({
  from: z.union([z.int().positive(), z.string().min(1)]).describe('Label or segment number in the file, or its name'),
  segment: SegmentId,
  name: z.string().min(1).max(64).optional().describe('Name to show; if not given, that of the file'),
  anatomy: z.string().optional().describe('Anatomy, by its key in the table of coded anatomies'),
  side: z.enum(SIDES).optional().describe('Which of a pair it is'),
});

export const loadSegments = declareCommand({
  name: 'segment.load',
  does: 'Takes segments from a stored file: one made by hand or by another program (DICOM SEG, RTSTRUCT, NRRD, NIfTI)',
  takes: EDIT_TAKES,
  params: z.strictObject({
    file: StoredFile,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hexadecimal')
      .describe('sha256 of the file; another file is refused'),
    segments: z
      .array(Picked)
      .min(1)
      .nullable()
      .default(null)
      .describe('Segments to take, in this order; if not given, all of them, with ids made from their names'),
    names: z
      .record(z.string().regex(/^\d+$/), z.string().min(1))
      .default({})
      .describe('Names of labels, for a label map that has none'),
    otherGrid: z
      .enum(['refuse', 'nearest', 'share'])
      .default('nearest')
      .describe(
        'When the file has another grid than the series: refuse it, give each voxel the label of the nearest one, or the label that fills most of it',
      ),
    frame: z
      .enum(['stated', 'same'])
      .default('stated')
      .describe(
        '"same" says, on your word, that a DICOM object which states no frame of reference lies in that of the series',
      ),
  }),
  gives: EDIT_GIVES,
});
