import { z } from 'zod';

/** One command of a recipe, with every parameter spelled out (defaults included). */
export const RecipeStep = z.strictObject({
  command: z.string(),
  params: z.record(z.string(), z.unknown()),
});
export type RecipeStep = z.infer<typeof RecipeStep>;

/** How a result was made: the commands in order. With the same input it gives the same bytes. */
export const Recipe = z.array(RecipeStep);
export type Recipe = z.infer<typeof Recipe>;
