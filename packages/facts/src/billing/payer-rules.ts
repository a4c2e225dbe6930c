import { z } from 'zod';
import { datedFact } from './dated-fact.ts';

/** What a payer says of these codes, as data: never in code. */
export const PayerRule = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]+$/),
  label: z.string().min(1),
  kind: z.enum(['medicare', 'medicare-advantage', 'medicaid', 'commercial', 'other']),
  codes: z.array(z.string()),
  position: z.array(
    datedFact(
      z.enum(['not-covered', 'experimental', 'not-necessary-by-default', 'at-discretion', 'no-position-known']),
    ),
  ),
  documents: z.array(datedFact(z.array(z.string()))).describe('What is asked for with the first submission'),
  priorAuthorization: z.array(datedFact(z.boolean())),
  modifiers: z
    .array(datedFact(z.array(z.string())))
    .describe('Modifiers that a rule of this payer asks for, such as KX'),
  appeal: z.string().describe('What helps'),
});
export type PayerRule = z.infer<typeof PayerRule>;

const PRINT_CODES = ['0559T', '0560T', '0561T', '0562T'];
const from = (source: string, checkedOn: string, confidence: 'sure' | 'likely' | 'from-memory') => ({
  source,
  checkedOn,
  confidence,
});
const CATEGORY_III_RECORDS = ['history-and-physical', 'notes', 'procedure-report', 'literature', 'society-guideline'];

export const PAYER_RULES: readonly PayerRule[] = [
  {
    key: 'medicare-ffs',
    label: 'Medicare, fee for service',
    kind: 'medicare',
    codes: PRINT_CODES,
    position: [
      {
        value: 'at-discretion',
        from: '2019-07-01',
        to: null,
        ...from('No national determination known; the contractor decides', '2026-11-25', 'likely'),
      },
    ],
    documents: [
      {
        value: CATEGORY_III_RECORDS,
        from: '2024-02-26',
        to: null,
        ...from(
          'First Coast’s list of 26 February 2024 and Noridian A55681, as copied by medicalcodingrights.com and healthdocbox.com',
          '2026-11-25',
          'sure',
        ),
      },
    ],
    priorAuthorization: [
      { value: false, from: '2019-07-01', to: null, ...from('None known', '2026-11-25', 'from-memory') },
    ],
    modifiers: [],
    appeal: 'Records of the whole service with the first submission; literature of the indication.',
  },
  {
    key: 'aetna',
    label: 'Aetna',
    kind: 'commercial',
    codes: PRINT_CODES,
    position: [
      {
        value: 'not-covered',
        from: '2025-12-05',
        to: null,
        ...from('Clinical policy bulletin 0613, 5 December 2025', '2026-11-25', 'sure'),
      },
    ],
    documents: [],
    priorAuthorization: [],
    modifiers: [],
    appeal: 'The bulletin names no way to show necessity.',
  },
  {
    key: 'cigna',
    label: 'Cigna',
    kind: 'commercial',
    codes: PRINT_CODES,
    position: [
      {
        value: 'experimental',
        from: '2026-04-15',
        to: null,
        ...from('Policy 0558, revised 15 April 2026: unproven unless a named policy covers it', '2026-11-25', 'sure'),
      },
    ],
    documents: [],
    priorAuthorization: [],
    modifiers: [],
    appeal: 'Name the policy that covers the use, if there is one.',
  },
  {
    key: 'uhc-medicare-advantage',
    label: 'UnitedHealthcare Medicare Advantage',
    kind: 'medicare-advantage',
    codes: PRINT_CODES,
    position: [
      {
        value: 'not-necessary-by-default',
        from: '2026-02-02',
        to: null,
        ...from(
          'Omnibus Codes policy, 2 February 2026; that it lists these codes was not seen',
          '2026-11-25',
          'likely',
        ),
      },
    ],
    documents: [],
    priorAuthorization: [],
    modifiers: [],
    appeal: 'Show that this patient’s care needed it.',
  },
  {
    key: 'arkansas-bcbs',
    label: 'Arkansas Blue Cross and Blue Shield',
    kind: 'commercial',
    codes: PRINT_CODES,
    position: [
      {
        value: 'not-covered',
        from: '2022-01-01',
        to: null,
        ...from('Policy 2022013: unless a policy names the code', '2026-11-25', 'sure'),
      },
    ],
    documents: [],
    priorAuthorization: [],
    modifiers: [],
    appeal: 'Name the policy that covers the use, if there is one.',
  },
  {
    key: 'bcbs-guides',
    label: 'Blue Cross Blue Shield plans with policy 7.01.144',
    kind: 'commercial',
    codes: ['0561T', '0562T'],
    position: [
      {
        value: 'experimental',
        from: '2019-07-01',
        to: null,
        ...from('7.01.144 family: cutting guides for joint replacement', '2026-11-25', 'sure'),
      },
    ],
    documents: [],
    priorAuthorization: [],
    modifiers: [],
    appeal: 'Say that the guide is not for a joint replacement, where it is not.',
  },
  {
    key: 'medicaid',
    label: 'Medicaid',
    kind: 'medicaid',
    codes: PRINT_CODES,
    position: [
      {
        value: 'no-position-known',
        from: '2019-07-01',
        to: null,
        ...from('3dheals.com: do not count on it', '2026-11-25', 'likely'),
      },
    ],
    documents: [],
    priorAuthorization: [],
    modifiers: [],
    appeal: '',
  },
];
