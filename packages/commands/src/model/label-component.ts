import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { ComponentId, MODEL_GIVES, MODEL_TAKES } from './targets.ts';

const Direction = z
  .tuple([z.number(), z.number(), z.number()])
  .refine((v) => v.some((c) => c !== 0), 'it has no length');

const Words = z.string().min(1).max(40);

export const labelComponent = declareCommand({
  name: 'model.label',
  does: 'Cuts a label into a component, or raises it: part identifier in letters and as a Data Matrix, side, version, and an arrow that tells which way is up; on the flattest spot that carries it, or where you say',
  takes: MODEL_TAKES,
  params: z.strictObject({
    component: ComponentId,
    identifier: Words.describe('Part identifier, such as an item code; never a patient’s name or number'),
    version: Words.nullable().default(null).describe('Version of the model'),
    lines: z.array(Words).max(4).default([]).describe('More rows'),
    showSide: z.boolean().default(true).describe('LEFT or RIGHT where the component has a side'),
    orientation: z.boolean().default(true).describe('An arrow with S (toward the head) or A (to the front)'),
    matrix: z
      .enum(['where-it-fits', 'required', 'none'])
      .default('where-it-fits')
      .describe('The Data Matrix of the identifier'),
    relief: z.enum(['engraved', 'embossed']).default('engraved'),
    depthMm: z.number().min(0.2).max(5).default(0.8).describe('How deep it is cut, or how high it stands, mm'),
    heightMm: z.number().min(1.5).max(50).default(7.5).describe('Height of capitals where there is room, mm'),
    smallestHeightMm: z.number().min(1.5).max(50).default(3).describe('Never smaller than this, mm'),
    smallestFeatureMm: z
      .number()
      .min(0.05)
      .max(3)
      .default(0.4)
      .describe('Smallest feature of the printer, mm: sets the modules of the Data Matrix'),
    backingMm: z.number().min(0.2).max(20).default(1.2).describe('Wall that must be left behind an engraved label, mm'),
    place: z
      .strictObject({
        atLpsMm: PointLpsMm.describe('Middle of the label; goes to the nearest point of the surface'),
        direction: Direction.describe('That the label faces'),
        up: Direction.optional().describe('Top of the letters; if not given, the head or the front'),
      })
      .nullable()
      .default(null)
      .describe('Where it goes; if not given, it is placed'),
    keepOff: z
      .array(z.strictObject({ atLpsMm: PointLpsMm, radiusMm: z.number().positive().max(500) }))
      .max(100)
      .default([])
      .describe('What matters: no label within these balls'),
    awayMm: z.number().min(0).max(100).default(2).describe('Distance from other components, mm'),
  }),
  gives: MODEL_GIVES,
});
