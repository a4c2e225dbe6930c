import { SIDES } from '@specola/space';
import { z } from 'zod';
import { PlaceLpsMm } from './check.ts';

const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const Direction = z.tuple([z.number(), z.number(), z.number()]).describe('A direction in LPS, of length 1');
/** 3×4, row-major: where a point goes, LPS mm to LPS mm. */
const Motion = z.array(z.number()).length(12);

export const PlannedPlane = z.strictObject({ atLpsMm: PlaceLpsMm, normal: Direction.describe('Points to its front') });
export type PlannedPlane = z.infer<typeof PlannedPlane>;

export const PlannedLandmark = z.strictObject({ name: Name, atLpsMm: PlaceLpsMm });

/** A cut through a bone: its planes, what the blade takes, and from which side. Printer clearance is no part of it. */
export const PlannedOsteotomy = z.strictObject({
  name: Name,
  bone: Name,
  kind: z.enum(['plane', 'biplanar', 'curve', 'opening-wedge', 'closing-wedge']),
  planes: z.array(PlannedPlane).describe('As planned, before the kerf; empty for a curve'),
  curve: z.strictObject({ pointsLpsMm: z.array(PlaceLpsMm), direction: Direction }).nullable(),
  kerfMm: z.number().nonnegative(),
  kerfSide: z.enum(['front', 'back', 'both']).describe('Which piece gives the bone that the blade takes'),
  front: Name.nullable(),
  back: Name.nullable(),
  frontMm3: z.number(),
  backMm3: z.number(),
  takenMm3: z.number().describe('Bone that goes: the blade’s, and the wedge of a closing one'),
  wedge: z
    .strictObject({
      hingeAtLpsMm: PlaceLpsMm,
      hingeDirection: Direction,
      deg: z.number(),
      heightMm: z.number(),
      farLpsMm: PlaceLpsMm,
      axis: z.strictObject({ before: Direction, after: Direction, turnedDeg: z.number() }).nullable(),
    })
    .nullable(),
});
export type PlannedOsteotomy = z.infer<typeof PlannedOsteotomy>;

/** How a fragment was moved from where it lay in the images. */
export const PlannedMove = z.strictObject({
  fragment: Name,
  motion: Motion,
  turnDeg: z.number().nonnegative(),
  turnAxis: Direction,
  shiftMm: z.number().nonnegative().describe('Of the fragment’s centroid'),
  why: z.string(),
});

export const PlannedTrajectory = z.strictObject({
  name: Name,
  kind: z.enum(['screw', 'k-wire', 'drill']),
  host: Name,
  entryLpsMm: PlaceLpsMm,
  tipLpsMm: PlaceLpsMm,
  diameterMm: z.number().positive(),
  lengthMm: z.number().positive(),
  inBoneMm: z.number().nonnegative().describe('Of the axis inside the host'),
  farCortexMm: z
    .number()
    .nullable()
    .describe('From the entry along the axis to where it leaves the host for good; null when it never meets it'),
  beyondFarCortexMm: z.number().describe('How far the tip stands out of it; negative inside'),
  clearances: z.array(
    z.strictObject({
      structure: Name,
      mm: z.number().describe('From the side of the tool; negative when it cuts in'),
      depthMm: z.number(),
      atLpsMm: PlaceLpsMm,
    }),
  ),
});
export type PlannedTrajectory = z.infer<typeof PlannedTrajectory>;

export const PlannedGraft = z.strictObject({
  name: Name,
  donor: Name,
  keepDistalMm: z.number(),
  betweenMm: z.number(),
  usedMm: z.number(),
  leftProximalMm: z.number(),
  pieces: z.array(
    z.strictObject({
      name: Name,
      lengthMm: z.number(),
      startTiltDeg: z.number(),
      endTiltDeg: z.number(),
      fromMm: z.number(),
      toMm: z.number(),
      donorPlanes: z.array(PlannedPlane).length(2),
      recipientPlanes: z.array(PlannedPlane).length(2),
      motion: Motion,
      volumeMm3: z.number(),
    }),
  ),
});
export type PlannedGraft = z.infer<typeof PlannedGraft>;

export const PlannedMeasurement = z.strictObject({
  name: Name,
  kind: z.enum(['distance', 'angle', 'plane-angle', 'volume', 'area', 'margin', 'contact']),
  value: z.number(),
  unit: z.enum(['mm', 'deg', 'mm2', 'mm3']),
  what: z.string().describe('In a sentence'),
});

/**
 * A virtual surgical plan as open data, for other programs and for the record. The hash of this file is what is signed;
 * a version is frozen by it.
 */
export const SurgicalPlan = z.strictObject({
  schema: z.literal('specola/surgical-plan/1'),
  name: z.string().min(1),
  frame: z.literal('LPS mm'),
  orderedSide: z.enum(SIDES).nullable(),
  landmarks: z.array(PlannedLandmark),
  osteotomies: z.array(PlannedOsteotomy),
  moves: z.array(PlannedMove),
  trajectories: z.array(PlannedTrajectory),
  grafts: z.array(PlannedGraft),
  measurements: z.array(PlannedMeasurement),
});
export type SurgicalPlan = z.infer<typeof SurgicalPlan>;

export const emptyPlan = (name = 'plan'): SurgicalPlan => ({
  schema: 'specola/surgical-plan/1',
  name,
  frame: 'LPS mm',
  orderedSide: null,
  landmarks: [],
  osteotomies: [],
  moves: [],
  trajectories: [],
  grafts: [],
  measurements: [],
});
