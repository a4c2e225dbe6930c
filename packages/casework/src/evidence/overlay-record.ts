import { z } from 'zod';
import { Sha256 } from '../case/order.ts';

/** The file of an overlay of several pictures: which they are, by hash, and what each shows. */
export const OverlayRecord = z.strictObject({
  schema: z.literal('specola/overlay/1'),
  pictures: z
    .array(
      z.strictObject({
        file: z.string().min(1).describe('Its name inside the case folder'),
        sha256: Sha256,
        caption: z.string().min(1).describe('Names no patient'),
      }),
    )
    .min(1)
    .max(60),
});
export type OverlayRecord = z.infer<typeof OverlayRecord>;
