import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { ComponentId } from '../model/targets.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { PLAN_GIVES, PLAN_TAKES, PlanDirection, PlanName } from './planning.ts';

export const planLandmark = declareCommand({
  name: 'plan.landmark',
  does: 'Names a place',
  takes: PLAN_TAKES,
  params: z.strictObject({ name: PlanName, atLpsMm: PointLpsMm }),
  gives: PLAN_GIVES,
});

export const planMove = declareCommand({
  name: 'plan.move',
  does: 'Moves a fragment: first the turns, one after the other about one place, then the shift',
  takes: PLAN_TAKES,
  params: z.strictObject({
    component: ComponentId.describe('The fragment, by its id'),
    aboutLpsMm: PointLpsMm.describe('The turns go about this place'),
    turns: z
      .array(z.strictObject({ axis: PlanDirection, deg: z.number().min(-180).max(180) }))
      .max(12)
      .default([]),
    shift: z
      .array(z.strictObject({ along: PlanDirection, mm: z.number().min(-500).max(500) }))
      .max(12)
      .default([]),
    why: z.string().max(400).default(''),
  }),
  gives: PLAN_GIVES,
});

export const planTrajectory = declareCommand({
  name: 'plan.trajectory',
  does: 'Plans a screw, wire or drill, and measures its way through the bone and past what must not be met',
  takes: PLAN_TAKES,
  params: z.strictObject({
    name: PlanName,
    kind: z.enum(['screw', 'k-wire', 'drill']),
    host: ComponentId.describe('The bone that it goes into'),
    entryLpsMm: PointLpsMm,
    tipLpsMm: PointLpsMm,
    diameterMm: z.number().min(0.5).max(20),
    structures: z
      .array(ComponentId)
      .max(100)
      .default([])
      .describe('Nerves, vessels, joints, other fragments: the distance to each is told'),
  }),
  gives: PLAN_GIVES,
});

export const planGraft = declareCommand({
  name: 'plan.graft',
  does: 'Takes pieces of a donor bone that bridge a defect, with the cuts of donor and recipient in step',
  takes: PLAN_TAKES,
  params: z.strictObject({
    name: PlanName,
    donor: ComponentId.describe('The donor bone, by its id'),
    cornersLpsMm: z.array(PointLpsMm).min(2).max(8).describe('Corners of the new axis; n corners make n − 1 pieces'),
    ends: z
      .tuple([
        z.strictObject({ atLpsMm: PointLpsMm, normal: PlanDirection }),
        z.strictObject({ atLpsMm: PointLpsMm, normal: PlanDirection }),
      ])
      .describe('The cuts of the recipient at both ends of the defect'),
    outward: PlanDirection.describe('Which way the outside of the pieces is to look'),
    axis: z.strictObject({
      atLpsMm: PointLpsMm.describe('Distal end of the donor, at the joint'),
      direction: PlanDirection.describe('Towards the proximal end'),
    }),
    lengthMm: z.number().positive().describe('Of the donor from joint to joint'),
    donorOutward: PlanDirection.describe('Side of the donor that is to lie outward'),
    keepDistalMm: z.number().min(0).default(75).describe('Left alone above the distal joint'),
    keepProximalMm: z.number().min(0).default(60).describe('Left alone below the proximal joint'),
    betweenMm: z
      .number()
      .min(0)
      .max(10)
      .default(1.5)
      .describe('Between the cuts of two pieces, where they come nearest'),
    shortestPieceMm: z.number().min(1).default(20),
  }),
  gives: PLAN_GIVES,
});

export const planMeasure = declareCommand({
  name: 'plan.measure',
  does: 'Measures a distance, an angle, a volume, an area, a margin or a contact, and writes it into the plan',
  takes: PLAN_TAKES,
  params: z.strictObject({
    name: PlanName,
    of: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('distance'), fromLpsMm: PointLpsMm, toLpsMm: PointLpsMm }),
      z.strictObject({ kind: z.literal('angle'), fromLpsMm: PointLpsMm, apexLpsMm: PointLpsMm, toLpsMm: PointLpsMm }),
      z.strictObject({ kind: z.literal('plane-angle'), first: PlanDirection, second: PlanDirection }),
      z.strictObject({ kind: z.literal('volume'), component: ComponentId }),
      z.strictObject({ kind: z.literal('area'), component: ComponentId }),
      z.strictObject({
        kind: z.literal('margin'),
        tumor: ComponentId,
        osteotomy: PlanName.describe('A cut of the plan'),
        lessMm: z.number().min(0).default(0).describe('Errors of registration, segmentation and cutting, taken off'),
      }),
      z.strictObject({
        kind: z.literal('contact'),
        first: ComponentId,
        second: ComponentId,
        withinMm: z.number().min(0.05).max(3).default(0.5),
      }),
    ]),
  }),
  gives: PLAN_GIVES,
});
