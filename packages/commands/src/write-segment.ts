import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const writeSegment = declareCommand({
  name: 'segment.write',
  does: 'Writes the segment as an NRRD label volume on the grid of the source',
  takes: { volume: 'volume', segment: 'segment' },
  params: z.strictObject({}),
  gives: { segmentation: 'file' },
});
