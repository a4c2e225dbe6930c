import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { segmentAnatomy } from '../segment-anatomy.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING } from './editing.ts';

export const presetSegment = declareCommand({
  name: 'segment.preset',
  does: 'Makes a segment of one anatomy as the model does: finds its threshold, and removes what does not belong to it',
  takes: EDIT_TAKES,
  params: z.strictObject({ ...EDITING, ...segmentAnatomy.params.shape }),
  gives: EDIT_GIVES,
});
