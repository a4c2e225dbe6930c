import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { EDIT_GIVES, EDIT_TAKES, EDITING, PointLpsMm } from './editing.ts';

const sliceAxis = z.enum(['i', 'j', 'k']).default('k').describe('Axis of the grid that the slice is perpendicular to');
const direction = z.tuple([z.number(), z.number(), z.number()]);

export const drawSegment = declareCommand({
  name: 'segment.draw',
  does: 'Fills outlines drawn in slices',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    sliceAxis,
    outlines: z
      .array(z.array(PointLpsMm).min(3).max(100_000))
      .min(1)
      .max(10_000)
      .describe(
        'Closed outlines, LPS mm; each lies in the slice nearest to its points. Where outlines of one slice overlap they cut holes',
      ),
    erase: z.boolean().default(false).describe('Remove what lies inside instead of adding it'),
  }),
  gives: EDIT_GIVES,
});

export const traceLevel = declareCommand({
  name: 'segment.level-trace',
  does: 'Adds, in one slice, what the line of equal value through a point encloses',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    sliceAxis,
    atLpsMm: PointLpsMm.describe('A point on the line, LPS mm'),
  }),
  gives: EDIT_GIVES,
});

export const cutSegment = declareCommand({
  name: 'segment.scissors',
  does: 'Cuts or fills with scissors: an outline swept along the line of sight, through the volume or a slab',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    shape: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('free'),
        outlineLpsMm: z.array(PointLpsMm).min(3).max(100_000).describe('Closed outline, LPS mm'),
      }),
      z.strictObject({
        kind: z.literal('circle'),
        centerLpsMm: PointLpsMm.describe('Center, LPS mm'),
        radiusMm: z.number().positive().describe('Radius, mm'),
      }),
      z.strictObject({
        kind: z.literal('rectangle'),
        cornersLpsMm: z
          .tuple([PointLpsMm, PointLpsMm])
          .describe('Two opposite corners, LPS mm; its sides run along "acrossLps" and at right angles to it'),
        acrossLps: direction.describe('Direction of one side, any length'),
      }),
    ]),
    lineOfSightLps: direction.describe('Direction in which the outline is swept, any length'),
    eyeLpsMm: PointLpsMm.nullable()
      .default(null)
      .describe('For a view in perspective: where it is seen from; the outline is swept along the rays from there'),
    operation: z
      .enum(['erase-inside', 'erase-outside', 'fill-inside', 'fill-outside'])
      .default('erase-inside')
      .describe('What happens inside or outside the outline'),
    slabMm: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'Thickness along the line of sight, half to each side of the outline, mm; if not given, all of the volume',
      ),
  }),
  gives: EDIT_GIVES,
});

export const surfaceCut = declareCommand({
  name: 'segment.surface-cut',
  does: 'Cuts or fills with the closed surface around points (their convex hull)',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    pointsLpsMm: z.array(PointLpsMm).min(4).max(150).describe('Points that the surface is drawn around, LPS mm'),
    operation: z
      .enum(['erase-inside', 'erase-outside', 'fill-inside', 'fill-outside'])
      .default('erase-inside')
      .describe('What happens inside or outside the surface'),
  }),
  gives: EDIT_GIVES,
});

export const drawTube = declareCommand({
  name: 'segment.draw-tube',
  does: 'Adds a tube along points: a vessel, a nerve, a wire',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    pointsLpsMm: z.array(PointLpsMm).min(2).max(10_000).describe('Points of the middle of the tube in order, LPS mm'),
    radiusMm: z.number().positive().max(200).describe('Radius of the tube, mm'),
    curved: z
      .boolean()
      .default(true)
      .describe('Run smoothly through the points; without it straight from one to the next'),
  }),
  gives: EDIT_GIVES,
});

export const fillBetweenSlices = declareCommand({
  name: 'segment.fill-between-slices',
  does: 'Fills the slices between those that were painted, by the shapes on both sides',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    sliceAxis: z
      .enum(['i', 'j', 'k', 'auto'])
      .default('auto')
      .describe('Axis across the painted slices; "auto" takes the one with the most empty slices between them'),
  }),
  gives: EDIT_GIVES,
});

export const marchFast = declareCommand({
  name: 'segment.fast-march',
  does: 'Grows from points along what looks like them (a vessel, a nerve) until a volume is reached',
  takes: EDIT_TAKES,
  params: z.strictObject({
    ...EDITING,
    seedsLpsMm: z.array(PointLpsMm).min(1).max(1000).describe('Points inside, LPS mm'),
    volumeMm3: z.number().positive().describe('How much is added, mm³; less where nothing more can be reached'),
    spreadHu: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'Values this far from those at the points are passed half as fast, twice as far off 17 times as slowly, HU; if not given, by what they spread around the points',
      ),
  }),
  gives: EDIT_GIVES,
});
