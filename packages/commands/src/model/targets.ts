import { z } from 'zod';

/** Names a component within a recipe. */
export const ComponentId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, 64 at most')
  .describe('Component, by its id');

/** What every command takes that changes components one by one. */
export const TARGETS = {
  components: z
    .union([z.literal('all'), z.array(ComponentId).min(1).max(200)])
    .default('all')
    .describe('Components that it is done to, by their ids; or "all"'),
} as const;

export const MODEL_TAKES = { model: 'model' } as const;
export const MODEL_GIVES = { model: 'model' } as const;
