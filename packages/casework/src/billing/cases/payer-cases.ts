import { type BillingCase, guides, someComponents } from './billing-case.ts';

const HEADER = 'Section 10.3: blocker: header-only ICD-10 codes.';
const AETNA = 'Section 4: Aetna, CPB 0613 (modified 5 Dec 2025): 0559T-0562T not covered.';
const CIGNA = 'Section 4: Cigna, policy 0558 (revised 15 Apr 2026): unproven unless a named policy covers them.';
const UHC = 'Section 4: UHC MA, 2 Feb 2026: not necessary by default; that 0559T is in its list was not seen.';
const BCBS = 'Section 4: BCBSA 7.01.144 family: patient-specific cutting guides for arthroplasty investigational.';
const UNKNOWN = 'Section 4: payer rules are data by payer, from and to; what the data do not say is not guessed.';
const model = { components: someComponents(1) } as const;
const on = (
  title: string,
  serviceOn: string,
  payer: string,
  ground: string,
  warnings: string[],
  confirms: string[] = [],
): BillingCase => ({ title, ground, work: { ...model, serviceOn, payer }, lines: ['0559T×1'], warnings, confirms });
const diagnosis = (
  title: string,
  code: string,
  ground: string,
  says: Pick<BillingCase, 'blockers' | 'decisions' | 'confirms' | 'doesNotConfirm'>,
): BillingCase => ({ title, ground, work: { ...model, diagnoses: [code] }, lines: ['0559T×1'], ...says });

/** Payers by date, and diagnoses. */
export const PAYER_CASES: readonly BillingCase[] = [
  on('Aetna on 5 December 2025', '2025-12-05', 'aetna', AETNA, ['payer-position']),
  on('Aetna the day before', '2025-12-04', 'aetna', `${AETNA} ${UNKNOWN}`, ['payer-position-unknown']),
  on('Aetna in May 2026', '2026-05-12', 'aetna', AETNA, ['payer-position']),
  on('Cigna on 15 April 2026', '2026-04-15', 'cigna', CIGNA, ['payer-position']),
  on('Cigna the day before', '2026-04-14', 'cigna', `${CIGNA} ${UNKNOWN}`, ['payer-position-unknown']),
  on(
    'UHC Medicare Advantage on 2 February 2026',
    '2026-02-02',
    'uhc-medicare-advantage',
    UHC,
    ['payer-position'],
    ['position-of-uhc-medicare-advantage'],
  ),
  on('UHC Medicare Advantage the day before', '2026-02-01', 'uhc-medicare-advantage', `${UHC} ${UNKNOWN}`, [
    'payer-position-unknown',
  ]),
  on(
    'Arkansas Blue Cross',
    '2026-05-12',
    'arkansas-bcbs',
    'Section 4: 2022013: all Category III non-covered unless a policy names them.',
    ['payer-position'],
  ),
  on(
    'Medicaid',
    '2026-05-12',
    'medicaid',
    'Section 4: do not count on it (likely).',
    ['payer-position-unknown'],
    ['position-of-medicaid'],
  ),
  on('a payer of whom nothing is known', '2026-05-12', 'no-such-payer', UNKNOWN, ['payer-unknown']),
  {
    title: 'a guide with a plan of the 7.01.144 family',
    ground: BCBS,
    work: { guides: guides(1), payer: 'bcbs-guides' },
    lines: ['0561T×1'],
    warnings: ['payer-position'],
  },
  {
    title: 'a model with a plan of the 7.01.144 family',
    ground: `${BCBS} Of models it says nothing.`,
    work: { ...model, payer: 'bcbs-guides' },
    lines: ['0559T×1'],
    warnings: ['payer-position-unknown'],
  },
  {
    title: 'Medicare before records were asked for with the first submission',
    ground: 'Section 3: First Coast asks for records for its list of T codes from 26 Feb 2024.',
    work: { ...model, payer: 'medicare-ffs', serviceOn: '2024-02-25' },
    lines: ['0559T-GZ×1'],
    warnings: ['no-notice'],
    decisions: ['modifier/GZ'],
    confirms: ['position-of-medicare-ffs'],
  },
  {
    title: 'Medicare on the day from which records are asked for',
    ground: 'Section 3: First Coast asks for records for its list of T codes from 26 Feb 2024.',
    work: { ...model, payer: 'medicare-ffs', serviceOn: '2024-02-26' },
    lines: ['0559T-GZ×1'],
    warnings: ['documents-asked', 'no-notice'],
    decisions: ['modifier/GZ'],
  },
  {
    title: 'a plan that asks for an authorization, and none is there',
    ground: 'Section 3: CARC 197: no authorization.',
    work: { ...model, payer: 'plan-with-authorization' },
    lines: ['0559T×1'],
    warnings: ['no-prior-authorization'],
  },
  {
    title: 'the same with its number',
    ground: 'Section 3: CARC 197: no authorization.',
    work: { ...model, payer: 'plan-with-authorization', priorAuthorization: 'PA-77' },
    lines: ['0559T×1'],
  },
  diagnosis('I71.2, the page’s own', 'I71.2', `${HEADER} Section 1.4: header only since 1 Oct 2022.`, {
    blockers: ['diagnosis-not-billable'],
  }),
  diagnosis('I71.21, what the page’s patient has', 'I71.21', 'Section 1.4: I71.21 ascending (sure).', {
    doesNotConfirm: ['diagnosis-I71.21'],
  }),
  diagnosis('I71.20', 'I71.20', 'Section 1.4: report I71.20 unspecified (sure).', {}),
  diagnosis('I71.22', 'I71.22', 'Section 1.4: I71.22 arch (sure).', {}),
  diagnosis('I71.23', 'I71.23', 'Section 1.4: I71.23 descending (sure).', {}),
  diagnosis('I71.4', 'I71.4', `${HEADER} Section 1.4: header only since 1 Oct 2022.`, {
    blockers: ['diagnosis-not-billable'],
  }),
  diagnosis('I71.41', 'I71.41', 'Section 1.4: the digits are from memory.', { confirms: ['diagnosis-I71.41'] }),
  diagnosis(
    'Q25.4 as "coarctation"',
    'Q25.4',
    'Section 1.4: only a header since FY2017 (from memory): the coder decides.',
    {
      decisions: ['diagnosis/Q25.4'],
    },
  ),
  diagnosis('Q25.1, the real coarctation', 'Q25.1', 'Section 1.4: coarctation is Q25.1 (from memory).', {
    confirms: ['diagnosis-Q25.1'],
  }),
  diagnosis('Q25.40', 'Q25.40', 'Section 1.4: Q25.40 to Q25.49 (from memory).', { confirms: ['diagnosis-Q25.40'] }),
  diagnosis('I38', 'I38', 'Section 1.4: correct and billable (from memory).', { confirms: ['diagnosis-I38'] }),
  diagnosis('Z98.890', 'Z98.890', 'Section 1.4: correct and billable (from memory).', {
    confirms: ['diagnosis-Z98.890'],
  }),
  diagnosis(
    'a code that is not in the small set',
    'S82.891A',
    'Section 0: every code fact is data; not in it is not wrong.',
    {
      decisions: ['diagnosis/S82.891A'],
    },
  ),
  {
    title: 'no diagnosis',
    ground: 'Section 7.2: HI and pointers of each line.',
    work: { ...model, diagnoses: [] },
    lines: ['0559T×1'],
    blockers: ['no-diagnosis'],
  },
  {
    title: 'thirteen diagnoses',
    ground: 'Section 7.2: 12 diagnoses per claim.',
    work: { ...model, diagnoses: Array.from({ length: 13 }, () => 'I71.21') },
    lines: ['0559T×1'],
    blockers: ['too-many-diagnoses'],
  },
  {
    title: 'a header and a good code',
    ground: HEADER,
    work: { ...model, diagnoses: ['I71.21', 'I71.4'] },
    lines: ['0559T×1'],
    blockers: ['diagnosis-not-billable'],
  },
];
