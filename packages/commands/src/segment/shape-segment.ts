import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING, PointLpsMm, SegmentId } from './editing.ts';

export const marginSegment = declareCommand({
  name: 'segment.margin',
  does: 'Grows or shrinks a segment by an exact distance',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    marginMm: z
      .number()
      .min(-100)
      .max(100)
      .describe('Above 0 grows, below 0 shrinks, mm from voxel center to voxel center'),
  }),
  gives: EDIT_GIVES,
});

export const hollowSegment = declareCommand({
  name: 'segment.hollow',
  does: 'Turns a segment into a shell',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    wallMm: z.number().positive().max(100).describe('Thickness of the shell, mm; the grid reaches it to a voxel'),
    segmentIs: z
      .enum(['inside', 'outside', 'medial'])
      .default('outside')
      .describe('Which surface of the shell the segment’s own surface becomes'),
  }),
  gives: EDIT_GIVES,
});

export const smoothSegment = declareCommand({
  name: 'segment.smooth',
  does: 'Smooths a segment, or all visible ones together without gaps',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    method: z
      .enum(['median', 'opening', 'closing', 'gaussian', 'joint'])
      .default('median')
      .describe('“joint” smooths all visible segments that are not locked, so that neighbors keep touching'),
    sizeMm: z
      .number()
      .positive()
      .max(50)
      .default(3)
      .describe('Diameter of the box or ball, or standard deviation of the Gaussian, mm'),
  }),
  gives: EDIT_GIVES,
});

export const fillHoles = declareCommand({
  name: 'segment.fill-holes',
  does: 'Fills what a segment encloses',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    largestMm3: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('Larger hollows stay, mm³; if not given, all are filled'),
  }),
  gives: EDIT_GIVES,
});

export const wrapSegment = declareCommand({
  name: 'segment.wrap',
  does: 'Wraps a segment: closes gaps up to a size and fills what then lies inside',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    gapMm: z.number().positive().max(100).default(4).describe('Openings narrower than this are closed, mm'),
    fillInside: z.boolean().default(true).describe('Fill what lies inside; without it only the gaps are closed'),
  }),
  gives: EDIT_GIVES,
});

export const mirrorSegment = declareCommand({
  name: 'segment.mirror',
  does: 'Adds the mirror image of another segment about a plane',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    from: SegmentId.describe('Segment to mirror; may be the same'),
    planePointLpsMm: PointLpsMm.describe('A point of the mirror plane, LPS mm'),
    planeNormalLps: z
      .tuple([z.number(), z.number(), z.number()])
      .default([1, 0, 0])
      .describe('Normal of the mirror plane, any length; the default swaps left and right'),
  }),
  gives: EDIT_GIVES,
});

export const cropSegment = declareCommand({
  name: 'segment.crop',
  does: 'Removes what lies outside (or inside) a box',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    fromLpsMm: PointLpsMm.describe('Corner of the box with the lowest x, y, z, LPS mm'),
    toLpsMm: PointLpsMm.describe('Corner of the box with the highest x, y, z, LPS mm'),
    keep: z.enum(['inside', 'outside']).default('inside').describe('What stays'),
  }),
  gives: EDIT_GIVES,
});

export const floodFill = declareCommand({
  name: 'segment.flood-fill',
  does: 'Adds what hangs together with a point within a range of values, held back at narrow places',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    seedsLpsMm: z.array(PointLpsMm).min(1).max(1000).describe('Points to start from, LPS mm'),
    rangeHu: z
      .tuple([z.number(), z.number()])
      .nullable()
      .default(null)
      .describe('Values to flood, HU (the unit of the image for MR); if not given, around the value at each seed'),
    toleranceHu: z
      .number()
      .min(0)
      .default(100)
      .describe('Without a range: how far values may lie from the lowest and highest at the seeds, HU'),
    leakGuardMm: z
      .number()
      .min(0)
      .max(50)
      .default(0)
      .describe('The flood does not pass places narrower than this diameter, mm; 0 lets it pass everywhere'),
  }),
  gives: EDIT_GIVES,
});
