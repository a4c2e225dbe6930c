import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { ComponentId, MODEL_GIVES, MODEL_TAKES, TARGETS } from './targets.ts';

const Direction = z
  .tuple([z.number(), z.number(), z.number()])
  .refine((v) => v.some((c) => c !== 0), 'it has no length');

export const mirrorComponents = declareCommand({
  name: 'model.mirror',
  does: 'Mirrors components about a plane, and marks each MIRRORED in its name and in its geometry',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    atLpsMm: PointLpsMm.nullable()
      .default(null)
      .describe('A point of the plane; if not given, the middle of the components'),
    normal: Direction.default([1, 0, 0]).describe('Across the plane; left to right if not given'),
    markHeightMm: z
      .number()
      .min(1.5)
      .max(50)
      .default(7.5)
      .describe('Height of the letters MIRRORED where there is room, mm'),
    markDepthMm: z.number().min(0.2).max(5).default(0.8).describe('How deep they are cut, mm'),
  }),
  gives: MODEL_GIVES,
});

export const scaleComponents = declareCommand({
  name: 'model.scale',
  does: 'Makes components larger or smaller, all about one point, and says so in their names',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    factor: z
      .number()
      .min(0.01)
      .max(100)
      .refine((factor) => factor !== 1, 'it changes nothing'),
    aboutLpsMm: PointLpsMm.nullable()
      .default(null)
      .describe('The point that stays; if not given, the middle of the components'),
  }),
  gives: MODEL_GIVES,
});

export const connectComponents = declareCommand({
  name: 'model.connect',
  does: 'Joins the two pieces of a cut so that they fit together: pins in holes, keyed pegs that fit one way, or pockets for magnets',
  takes: MODEL_TAKES,
  params: z.strictObject({
    first: ComponentId.describe('Gets the holes'),
    second: ComponentId.describe('Gets the pins; pockets for magnets go into both'),
    atLpsMm: PointLpsMm.describe('A point of the plane that they were cut by'),
    normal: Direction.describe('Across that plane, toward the first'),
    kind: z.enum(['pin', 'keyed-peg', 'magnet']).default('pin'),
    count: z.int().min(1).max(12).default(2).describe('How many, as far as there is room'),
    diameterMm: z.number().min(1).max(50).default(5).describe('Of a pin, peg or magnet, mm'),
    depthMm: z.number().min(0.5).max(100).default(6).describe('Into the first; of a magnet, into each, mm'),
    clearanceMm: z.number().min(0).max(2).default(0.2).describe('Wider all round is the hole than what goes in, mm'),
    wallMm: z.number().min(0.2).max(20).default(1.5).describe('Wall that must be left around, mm'),
  }),
  gives: MODEL_GIVES,
});

export const strutComponents = declareCommand({
  name: 'model.strut',
  does: 'Holds loose parts in their relation by struts: each from inside one part to inside the next, along the shortest way that touches no other',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    component: ComponentId.default('struts').describe('Id of the struts'),
    diameterMm: z.number().min(0.5).max(30).default(4),
    intoMm: z.number().min(0.3).max(50).default(3).describe('How deep each end goes into a part, mm'),
    each: z.int().min(1).max(6).default(2).describe('Struts between two parts that are held together'),
  }),
  gives: MODEL_GIVES,
});

export const baseComponents = declareCommand({
  name: 'model.base',
  does: 'Puts a plate with posts under components, as a component of its own that touches them',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    component: ComponentId.default('base').describe('Id of the base'),
    up: Direction.default([0, 0, 1]).describe('Away from the base, LPS'),
    plateMm: z.number().min(0.5).max(50).default(4).describe('Thickness of the plate, mm'),
    marginMm: z.number().min(0).max(100).default(5).describe('How far it stands out around the components, mm'),
    gapMm: z.number().min(0).max(200).default(5).describe('From the plate to the lowest point of the components, mm'),
    posts: z.int().min(1).max(12).default(4),
    postMm: z.number().min(1).max(50).default(6).describe('Diameter of a post, mm'),
    intoMm: z.number().min(0.2).max(50).default(2).describe('How deep a post holds a component, mm'),
  }),
  gives: MODEL_GIVES,
});
