import { z } from 'zod';
import type { BillLine, Cents } from './bill.ts';

/** The site's own prices. */
export const FeeSchedule = z.strictObject({
  schema: z.literal('specola/fee-schedule/1'),
  currency: z.literal('USD'),
  fees: z.array(
    z.strictObject({
      code: z.string(),
      cents: z.int().nonnegative(),
      from: z.iso.date(),
      to: z.iso.date().nullable(),
      revenueCode: z
        .string()
        .regex(/^[0-9]{4}$/)
        .nullable()
        .describe('The chargemaster decides; there is no default'),
    }),
  ),
});
export type FeeSchedule = z.infer<typeof FeeSchedule>;

export const NO_FEES: FeeSchedule = { schema: 'specola/fee-schedule/1', currency: 'USD', fees: [] };

export const feeOn = (fees: FeeSchedule, code: string, day: string): FeeSchedule['fees'][number] | null =>
  fees.fees.find((fee) => fee.code === code && fee.from <= day && (fee.to === null || day <= fee.to)) ?? null;

export function priceOf(fees: FeeSchedule, code: string, units: number, day: string): BillLine['price'] {
  const fee = feeOn(fees, code, day);
  if (!fee) return { kind: 'unpriced', why: `The fee schedule has no price for ${code} on ${day}.` };
  const cents: Cents = BigInt(fee.cents) * BigInt(units);
  return { kind: 'priced', cents };
}
