import { SIDES } from '@specola/space';
import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { AnatomyKey, demandOnce, EDIT_GIVES, EDIT_TAKES, Masking, PointLpsMm, SegmentId } from './editing.ts';

const seedSegments = z
  .array(SegmentId)
  .min(2)
  .max(255)
  .check(demandOnce((id) => id))
  .describe(
    'Segments to grow from what they hold; give what lies around a segment of its own, and delete it afterwards',
  );
const marginMm = z
  .number()
  .min(0)
  .max(500)
  .default(15)
  .describe('How far beyond the box around all seeds they may grow, mm');

export const growFromSeeds = declareCommand({
  name: 'segment.grow-from-seeds',
  does: 'Lets several segments grow from what they hold until they meet at edges of the image',
  takes: EDIT_TAKES,
  params: z.strictObject({
    segments: seedSegments,
    masking: Masking.prefault({}),
    marginMm,
    localityHuPerMm: z
      .number()
      .positive()
      .max(1000)
      .default(5)
      .describe(
        'What a millimeter of way costs beside the differences of values, HU; more keeps segments near their seeds',
      ),
  }),
  gives: EDIT_GIVES,
});

export const watershedSegments = declareCommand({
  name: 'segment.watershed',
  does: 'Floods the image from several segments until they meet at ridges of its gradient',
  takes: EDIT_TAKES,
  params: z.strictObject({
    segments: seedSegments,
    masking: Masking.prefault({}),
    marginMm,
    blurMm: z
      .number()
      .min(0)
      .max(20)
      .default(1)
      .describe('Standard deviation of the Gaussian before the gradient is taken, mm'),
  }),
  gives: EDIT_GIVES,
});

export const splitBones = declareCommand({
  name: 'segment.split-bones',
  does: 'Parts a segment of bones at their joints (or along fracture lines), one part for each group of points',
  takes: EDIT_TAKES,
  params: z.strictObject({
    segment: SegmentId.describe('Segment of all the bones; it is left with what no part takes'),
    parts: z
      .array(
        z.strictObject({
          segment: SegmentId.describe('Segment of the part; added if it is not there'),
          name: z.string().min(1).max(64).optional().describe('Name to show'),
          anatomy: AnatomyKey.optional(),
          side: z.enum(SIDES).optional().describe('Which of a pair it is'),
          seedsLpsMm: z.array(PointLpsMm).min(1).max(1000).describe('Points inside the part, LPS mm'),
        }),
      )
      .min(2)
      .max(254)
      .check(demandOnce(({ segment }) => segment))
      .describe('The parts, each with points inside it'),
    seedMm: z.number().min(0).max(30).default(3).describe('Around each point this radius belongs to the part, mm'),
    jointMm: z
      .number()
      .positive()
      .max(10)
      .default(3)
      .describe(
        'A joint is darker than the walls to both sides of it within this distance, mm; the width of the gap and then some',
      ),
    bridgeMm: z
      .number()
      .min(0)
      .max(20)
      .default(4)
      .describe('The parts may reach through gaps in the segment (thin cortex, marrow) up to this width, mm'),
  }),
  gives: EDIT_GIVES,
});
