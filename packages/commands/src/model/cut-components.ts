import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { MODEL_GIVES, MODEL_TAKES, TARGETS } from './targets.ts';

const Direction = z
  .tuple([z.number(), z.number(), z.number()])
  .refine((v) => v.some((c) => c !== 0), 'it has no length');

/** What components are cut by. Each has a front and a back; inside a box or a closed curve is its front. */
export const Cutter = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('plane'),
    atLpsMm: PointLpsMm,
    normal: Direction.describe('Points to the front; any length'),
  }),
  z.strictObject({
    kind: z.literal('box'),
    centerLpsMm: PointLpsMm,
    sidesMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
    alongFirst: Direction.default([1, 0, 0]).describe('Direction of the first side'),
    alongSecond: Direction.default([0, 1, 0]).describe('Direction of the second side, made square to the first'),
  }),
  z.strictObject({
    kind: z.literal('curve'),
    pointsLpsMm: z.array(PointLpsMm).min(2).max(2000).describe('Corners of the curve'),
    direction: Direction.describe('The cut goes along this direction, all the way through'),
    closed: z
      .boolean()
      .default(false)
      .describe(
        'A closed curve cuts a piece out; an open one goes on straight at both ends, its front on its left for an eye that the direction points to',
      ),
  }),
]);
export type Cutter = z.output<typeof Cutter>;

export const cutComponents = declareCommand({
  name: 'model.cut',
  does: 'Cuts components by a plane, a box or a curve, and keeps one piece or both',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    by: Cutter,
    keep: z
      .enum(['front', 'back', 'both'])
      .default('both')
      .describe('"both" puts two components, with "-front" and "-back" after their ids, in place of each'),
  }),
  gives: MODEL_GIVES,
});
