import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING, PointLpsMm } from './editing.ts';

/** One stroke of a brush: the way of its center. */
const Strokes = z
  .array(z.array(PointLpsMm).min(1).max(100_000))
  .min(1)
  .max(10_000)
  .describe('Ways of the center of the brush, LPS mm; each is drawn without a gap');

const BRUSH = {
  brush: z
    .enum(['sphere', 'disc'])
    .default('sphere')
    .describe('A ball, or a disc that stays in the slice of its center'),
  radiusMm: z.number().positive().max(200).describe('Radius of the brush, mm'),
  sliceAxis: z
    .enum(['i', 'j', 'k'])
    .default('k')
    .describe('For a disc: the axis of the grid that its slice is perpendicular to'),
  strokes: Strokes,
} as const;

export const paintSegment = declareCommand({
  name: 'segment.paint',
  does: 'Adds what a brush touches',
  takes: EDIT_TAKES,
  params: z.strictObject({ ...EDITING, ...BRUSH }),
  gives: EDIT_GIVES,
});

export const eraseSegment = declareCommand({
  name: 'segment.erase',
  does: 'Removes what a brush touches',
  takes: EDIT_TAKES,
  params: z.strictObject({ ...EDITING, ...BRUSH }),
  gives: EDIT_GIVES,
});
