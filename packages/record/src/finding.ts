import { z } from 'zod';

/** Something noticed about an input or a result, in a sentence that says what, why and how to mend it. */
export const Finding = z.strictObject({
  code: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/)
    .describe('Stable code, area/what'),
  severity: z.enum(['info', 'warning', 'error']),
  what: z.string(),
  why: z.string(),
  mend: z.string(),
});
export type Finding = z.infer<typeof Finding>;
