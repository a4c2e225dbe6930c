import { SEGMENT_STATUSES, SIDES } from '@specola/space';
import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { AnatomyKey, EDIT_GIVES, EDIT_TAKES, SegmentId } from './editing.ts';

const channel = z.int().min(0).max(255);
const color = z.tuple([channel, channel, channel]).describe('sRGB, 0 to 255 each');

export const addSegment = declareCommand({
  name: 'segment.add',
  does: 'Adds an empty segment',
  takes: EDIT_TAKES,
  params: z.strictObject({
    segment: SegmentId,
    name: z.string().min(1).max(64).nullable().default(null).describe('Name to show; if not given, the id'),
    color: color
      .nullable()
      .default(null)
      .describe('sRGB, 0 to 255 each; if not given, that of its anatomy, or the next of a fixed series'),
    anatomy: AnatomyKey.nullable()
      .default(null)
      .describe('Anatomy, by its key in the table of coded anatomies (docs/segmentation.md); gives its color too'),
    side: z.enum(SIDES).nullable().default(null).describe('Which of a pair it is'),
  }),
  gives: EDIT_GIVES,
});

export const describeSegment = declareCommand({
  name: 'segment.describe',
  does: 'Says what a segment is, how far the work on it is, and whether it is locked or shown',
  takes: EDIT_TAKES,
  params: z.strictObject({
    segment: SegmentId,
    name: z.string().min(1).max(64).optional().describe('Name to show'),
    color: color.optional(),
    anatomy: AnatomyKey.optional(),
    side: z.enum(SIDES).optional().describe('Which of a pair it is'),
    status: z.enum(SEGMENT_STATUSES).optional().describe('How far the work is'),
    locked: z.boolean().optional().describe('A locked segment neither gains nor loses a voxel'),
    visible: z.boolean().optional().describe('Whether it is shown, and counts where an edit asks for visible segments'),
  }),
  gives: EDIT_GIVES,
});

export const deleteSegment = declareCommand({
  name: 'segment.delete',
  does: 'Deletes a segment with its voxels',
  takes: EDIT_TAKES,
  params: z.strictObject({ segment: SegmentId }),
  gives: EDIT_GIVES,
});

const steps = z.int().positive().default(1).describe('How many edits');

export const undoEdits = declareCommand({
  name: 'segment.undo',
  does: 'Takes the last edits back',
  takes: EDIT_TAKES,
  params: z.strictObject({ steps }),
  gives: { volume: 'volume', ...EDIT_GIVES },
});

export const redoEdits = declareCommand({
  name: 'segment.redo',
  does: 'Does edits again that were taken back',
  takes: EDIT_TAKES,
  params: z.strictObject({ steps }),
  gives: { volume: 'volume', ...EDIT_GIVES },
});
