import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING, SegmentId } from './editing.ts';

export const combineSegments = declareCommand({
  name: 'segment.combine',
  does: 'Changes a segment by logic: copy, add, subtract or intersect another; invert, clear or fill it',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    operation: z.enum(['copy', 'add', 'subtract', 'intersect', 'invert', 'clear', 'fill']),
    with: SegmentId.nullable().default(null).describe('The other segment, for copy, add, subtract and intersect'),
  }),
  gives: EDIT_GIVES,
});
