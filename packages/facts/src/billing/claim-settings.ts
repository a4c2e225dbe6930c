import { z } from 'zod';
import { datedFact } from './dated-fact.ts';

/** Where a service is rendered: place of service and claim form. */
export const ClaimSetting = z.strictObject({
  setting: z.string(),
  placeOfService: z.array(datedFact(z.string().regex(/^[0-9]{2}$/))),
  form: z.array(datedFact(z.enum(['institutional', 'professional']))),
  billType: z.string().nullable().describe('First two digits of the type of bill, institutional only'),
});
export type ClaimSetting = z.infer<typeof ClaimSetting>;

const common = {
  from: '2019-07-01',
  to: null,
  source: 'Common practice',
  checkedOn: '2026-11-25',
  confidence: 'from-memory',
} as const;
const row = (
  setting: string,
  placeOfService: string,
  form: 'institutional' | 'professional',
  billType: string | null,
): ClaimSetting => ({
  setting,
  placeOfService: [{ value: placeOfService, ...common }],
  form: [{ value: form, ...common }],
  billType,
});

export const CLAIM_SETTINGS: readonly ClaimSetting[] = [
  row('hospital-outpatient-on-campus', '22', 'institutional', '13'),
  row('hospital-outpatient-off-campus', '19', 'institutional', '13'),
  row('inpatient', '21', 'institutional', '11'),
  row('ambulatory-surgery-center', '24', 'professional', null),
  row('office', '11', 'professional', null),
];
