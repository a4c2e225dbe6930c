import { SIDES } from '@specola/space';
import { z } from 'zod';
import { Finding } from './finding.ts';
import { RecipeStep } from './recipe.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** What a plan is made from: bones and other structures as mesh files, and the commands in order. */
export const PlanRecipe = z.strictObject({
  schema: z.literal('specola/plan-recipe/1'),
  name: z.string().trim().min(1).max(80).describe('Of the plan; names no patient'),
  orderedSide: z.enum(SIDES).nullable().default(null),
  components: z
    .array(
      z.strictObject({
        id: Id,
        file: z.string().min(1).describe('STL, OBJ or 3MF, beside the recipe'),
        sha256: z.string().nullable().default(null).describe('When it is given, another file is refused'),
        frame: z.enum(['LPS', 'RAS']).nullable().default(null).describe('For a file that does not say it'),
        unit: z.enum(['mm', 'cm', 'm', 'inch']).nullable().default(null).describe('For a file that does not say it'),
        name: z.string().max(64).nullable().default(null),
        anatomy: z.string().nullable().default(null),
        side: z.enum(SIDES).nullable().default(null),
      }),
    )
    .min(1)
    .max(100),
  steps: z.array(RecipeStep).min(1),
});
export type PlanRecipe = z.infer<typeof PlanRecipe>;

/** `record.json` of a plan: inputs by hash, every number of every command, what came out. */
export const PlanRecord = z.strictObject({
  schema: z.literal('specola/plan-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  notice: z.string(),
  name: z.string(),
  orderedSide: z.enum(SIDES).nullable(),
  inputs: z.array(
    z.strictObject({
      id: Id,
      sha256: z.string(),
      bytes: z.number(),
      triangles: z.number(),
      side: z.enum(SIDES).nullable(),
    }),
  ),
  recipe: z.array(RecipeStep),
  findings: z.array(Finding),
  components: z.array(
    z.strictObject({ id: Id, name: z.string(), volumeMm3: z.number(), placement: z.array(z.number()).length(12) }),
  ),
  planSha256: z.string().describe('Of plan.json: a version is frozen and signed by it'),
  artifacts: z.array(z.strictObject({ file: z.string(), sha256: z.string(), bytes: z.number() })),
});
export type PlanRecord = z.infer<typeof PlanRecord>;
