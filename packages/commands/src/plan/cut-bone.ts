import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { ComponentId } from '../model/targets.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { Kerf, PLAN_GIVES, PLAN_TAKES, PlanDirection, PlanName, PlanPlane } from './planning.ts';

/** How a bone is cut: by a plane, by two whose common front is one piece, or along a curve swept straight through. */
export const OsteotomyCut = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plane'), plane: PlanPlane }),
  z.strictObject({ kind: z.literal('biplanar'), planes: z.tuple([PlanPlane, PlanPlane]) }),
  z.strictObject({
    kind: z.literal('curve'),
    pointsLpsMm: z.array(PointLpsMm).min(2).max(500),
    direction: PlanDirection.describe(
      'The blade goes along it; front is on the curve’s left for an eye that looks along it',
    ),
  }),
]);

export const planOsteotomy = declareCommand({
  name: 'plan.osteotomy',
  does: 'Cuts a bone into two fragments where the blade will go, and takes away what the blade takes',
  takes: PLAN_TAKES,
  params: z.strictObject({
    name: PlanName,
    component: ComponentId.describe('The bone, by its id'),
    cut: OsteotomyCut,
    ...Kerf,
    keep: z.enum(['both', 'front', 'back']).default('both').describe('What stays in the model'),
    frontId: ComponentId.optional().describe(
      'Id of the piece in front; that of the bone with "-front" if none is given',
    ),
    backId: ComponentId.optional().describe('Id of the piece behind'),
  }),
  gives: PLAN_GIVES,
});

export const planWedge = declareCommand({
  name: 'plan.wedge',
  does: 'Corrects a bone by an angle about a hinge: cuts it, takes out a wedge or opens one, and moves the fragment in front',
  takes: PLAN_TAKES,
  params: z.strictObject({
    name: PlanName,
    component: ComponentId.describe('The bone, by its id'),
    kind: z.enum(['opening', 'closing']),
    plane: PlanPlane.describe('The cut; the fragment in front of it moves'),
    hinge: z
      .strictObject({ atLpsMm: PointLpsMm, direction: PlanDirection })
      .describe('A line; it is laid into the plane'),
    deg: z.number().min(-60).max(60).describe('Turn of the fragment, right-handed about the hinge'),
    farLpsMm: PointLpsMm.describe('The cortex opposite the hinge, where the height of the wedge is told'),
    axis: z
      .strictObject({
        fromLpsMm: PointLpsMm.describe('On the piece that stays'),
        toLpsMm: PointLpsMm.describe('On the fragment that moves'),
      })
      .nullable()
      .default(null)
      .describe('Axis of the bone, mechanical or anatomical, whose new direction is told'),
    ...Kerf,
    frontId: ComponentId.optional(),
    backId: ComponentId.optional(),
  }),
  gives: PLAN_GIVES,
});
