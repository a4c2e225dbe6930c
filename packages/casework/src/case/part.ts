import { z } from 'zod';
import { Side } from './order.ts';

export const PartId = z.string().min(3).describe('Code of a part, with its check letter');

/** A component of an anatomic structure, individually prepared and processed: what a model is counted by. */
export const Component = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  anatomy: z.string().min(1).describe('Key of the coded anatomies'),
  side: Side,
  segmentedOnItsOwn: z.boolean(),
  processedOnItsOwn: z.boolean(),
  comment: z.string(),
});
export type Component = z.infer<typeof Component>;

/** A part is what is designed, approved and printed under one identifier: a model of one or more components, or a guide. */
export const Part = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('model'),
    id: PartId,
    name: z.string().min(1),
    side: Side,
    components: z.array(Component).min(1).max(20),
    mirrored: z.boolean(),
    /** A trial bone shows whether a guide fits; it is a companion of the guide and no unit of its own. */
    companionOf: PartId.nullable(),
  }),
  z.strictObject({
    kind: z.literal('guide'),
    id: PartId,
    name: z.string().min(1),
    side: Side,
    guideType: z.string().min(1).describe('Osteotomy, resection, harvest, drilling …'),
    bone: z.string().min(1).describe('Key of the coded anatomies'),
    piece: z.strictObject({ number: z.int().min(1), of: z.int().min(1) }).describe('Part n of m of one guide'),
  }),
]);
export type Part = z.infer<typeof Part>;
