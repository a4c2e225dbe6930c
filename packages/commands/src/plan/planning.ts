import { z } from 'zod';
import { PointLpsMm } from '../segment/editing.ts';

export const PLAN_TAKES = { model: 'model', plan: 'plan' } as const;
export const PLAN_GIVES = { model: 'model', plan: 'plan' } as const;

export const PlanName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, 64 at most')
  .describe('Name within the plan; a new one');

export const PlanDirection = z
  .tuple([z.number(), z.number(), z.number()])
  .refine((v) => v.some((c) => c !== 0), 'it has no length')
  .describe('Direction in LPS, of any length');

export const PlanPlane = z.strictObject({ atLpsMm: PointLpsMm, normal: PlanDirection.describe('Points to its front') });

export const Kerf = {
  kerfMm: z
    .number()
    .min(0)
    .max(5)
    .default(0)
    .describe('What the blade takes, mm; its printer clearance is no part of it'),
  kerfSide: z
    .enum(['front', 'back', 'both'])
    .default('both')
    .describe('Which piece gives the bone that the blade takes; "both" gives half each'),
} as const;
