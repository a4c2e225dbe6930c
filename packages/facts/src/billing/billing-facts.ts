import { z } from 'zod';
import { BILLING_RULES, BillingRule } from './billing-rules.ts';
import { CLAIM_SETTINGS, ClaimSetting } from './claim-settings.ts';
import { DIAGNOSIS_CODES, DiagnosisCode } from './diagnoses.ts';
import { MODIFIER_RULES, ModifierRule } from './modifiers.ts';
import { PAYER_RULES, PayerRule } from './payer-rules.ts';
import { SERVICE_CODES, ServiceCode } from './service-codes.ts';

/** Everything that the world says about the bill, in one file that a site may replace and check. */
export const BillingFacts = z.strictObject({
  schema: z.literal('specola/billing-facts/1'),
  codes: z.array(ServiceCode),
  modifiers: z.array(ModifierRule),
  diagnoses: z.array(DiagnosisCode),
  payers: z.array(PayerRule),
  rules: z.array(BillingRule),
  settings: z.array(ClaimSetting),
});
export type BillingFacts = z.infer<typeof BillingFacts>;

export const SHIPPED_BILLING_FACTS: BillingFacts = {
  schema: 'specola/billing-facts/1',
  codes: [...SERVICE_CODES],
  modifiers: [...MODIFIER_RULES],
  diagnoses: [...DIAGNOSIS_CODES],
  payers: [...PAYER_RULES],
  rules: [...BILLING_RULES],
  settings: [...CLAIM_SETTINGS],
};
