import { type BillingCase, guides, someComponents } from './billing-case.ts';

const DRG = 'Section 3: inpatient: no separate payment; inside the DRG (from memory).';
const WINDOW =
  'Section 3: services by the admitting hospital in the 3 days before admission go on the inpatient claim; 1 day for non-IPPS hospitals.';
const SHOW = 'Section 3: Specola should show "admission date minus service date" as a warning.';
const Q1 = 'Section 3: Q1 is packaged when the same claim has an S, T or V service, else paid at its APC.';
const medicare = {
  payer: 'medicare-ffs',
  setting: 'hospital-outpatient-on-campus',
  notice: { signedOn: '2026-05-01', voluntary: false, choice: 'wants-it-and-claim' },
} as const;
const PAID_BY_RECORDS = ['documents-asked'];

/** Where the patient is, and what comes after. */
export const SETTING_CASES: readonly BillingCase[] = [
  {
    title: 'an inpatient of Medicare',
    ground: `${DRG} Section 10.4: inpatient status is a warning.`,
    work: { ...medicare, setting: 'inpatient', components: someComponents(3) },
    lines: [],
    notBilled: ['inpatient'],
    warnings: ['inpatient'],
    confirms: ['inpatient-inside-the-drg'],
  },
  {
    title: 'an inpatient of another payer',
    ground: DRG,
    work: { setting: 'inpatient', components: someComponents(1), guides: guides(1) },
    lines: [],
    notBilled: ['inpatient'],
    warnings: ['inpatient'],
    confirms: ['inpatient-inside-the-drg'],
  },
  {
    title: 'teaching for an inpatient is told once, as teaching',
    ground: 'Section 1.1: a teaching copy is not care of the patient.',
    work: { setting: 'inpatient', components: someComponents(1), onlyTeaching: true },
    lines: [],
    notBilled: ['teaching'],
    warnings: ['inpatient'],
  },
  {
    title: 'Medicare, on the day of the admission',
    ground: WINDOW,
    work: { ...medicare, components: someComponents(2), admittedOn: '2026-05-12' },
    lines: [],
    notBilled: ['0 days before'],
    warnings: ['before-admission'],
  },
  {
    title: 'Medicare, on the eve of the surgery',
    ground: `${WINDOW} ${SHOW}`,
    work: { ...medicare, components: someComponents(2), admittedOn: '2026-05-13' },
    lines: [],
    notBilled: ['1 day before'],
    warnings: ['before-admission'],
  },
  {
    title: 'Medicare, three days before',
    ground: WINDOW,
    work: { ...medicare, components: someComponents(2), admittedOn: '2026-05-15' },
    lines: [],
    notBilled: ['3 days before'],
    warnings: ['before-admission'],
  },
  {
    title: 'Medicare, four days before',
    ground: WINDOW,
    work: { ...medicare, components: someComponents(2), admittedOn: '2026-05-16' },
    lines: ['0559T-GA×1', '0560T-GA×1'],
    warnings: PAID_BY_RECORDS,
    decisions: ['modifier/GA'],
  },
  {
    title: 'Medicare, a hospital not paid by case rates, one day before',
    ground: WINDOW,
    work: { ...medicare, guides: guides(1), admittedOn: '2026-05-13', paymentWindowDays: 1 },
    lines: [],
    notBilled: ['1 day before'],
    warnings: ['before-admission'],
  },
  {
    title: 'Medicare, a hospital not paid by case rates, two days before',
    ground: WINDOW,
    work: { ...medicare, guides: guides(1), admittedOn: '2026-05-14', paymentWindowDays: 1 },
    lines: ['0561T-GA×1'],
    warnings: PAID_BY_RECORDS,
    decisions: ['modifier/GA'],
  },
  {
    title: 'the window over the end of a month',
    ground: WINDOW,
    work: { ...medicare, serviceOn: '2026-05-30', components: someComponents(1), admittedOn: '2026-06-02' },
    lines: [],
    notBilled: ['3 days before'],
    warnings: ['before-admission'],
  },
  {
    title: 'Medicare, an office that the hospital may own, two days before',
    ground: `${WINDOW} Also of a wholly owned or operated entity.`,
    work: { ...medicare, setting: 'office', components: someComponents(1), admittedOn: '2026-05-14' },
    lines: ['0559T-GA×1'],
    warnings: ['before-admission', ...PAID_BY_RECORDS],
    decisions: ['payment-window-of-others', 'modifier/GA'],
  },
  {
    title: 'another payer, two days before',
    ground: `${SHOW} The rule is Medicare’s.`,
    work: {
      setting: 'hospital-outpatient-on-campus',
      components: someComponents(1),
      admittedOn: '2026-05-14',
    },
    lines: ['0559T×1'],
    warnings: ['before-admission'],
    decisions: ['payment-window-of-others'],
  },
  {
    title: 'another payer, ten days before',
    ground: WINDOW,
    work: {
      setting: 'hospital-outpatient-on-campus',
      components: someComponents(1),
      admittedOn: '2026-05-22',
    },
    lines: ['0559T×1'],
  },
  {
    title: 'a Medicare Advantage plan, two days before',
    ground: `${WINDOW} Whether a plan keeps it was not found: a coder decides.`,
    work: {
      payer: 'uhc-medicare-advantage',
      setting: 'hospital-outpatient-on-campus',
      components: someComponents(1),
      admittedOn: '2026-05-14',
    },
    lines: ['0559T×1'],
    warnings: ['before-admission', 'payer-position'],
    decisions: ['payment-window-of-others'],
  },
  {
    title: 'released two days after the admission',
    ground: DRG,
    work: { ...medicare, components: someComponents(1), admittedOn: '2026-05-10' },
    lines: ['0559T-GA×1'],
    warnings: PAID_BY_RECORDS,
    decisions: ['service-during-a-stay', 'modifier/GA'],
  },
  {
    title: 'an ambulatory surgery center',
    ground: 'Section 3: POS 24 ASC.',
    work: { setting: 'ambulatory-surgery-center', guides: guides(1) },
    lines: ['0561T×1'],
  },
  {
    title: 'a hospital outpatient off campus',
    ground: 'Section 3: POS 19 off-campus; hospital outpatient → 837I.',
    work: { setting: 'hospital-outpatient-off-campus', components: someComponents(1) },
    lines: ['0559T×1'],
    confirms: ['claim-form-by-setting'],
  },
  {
    title: 'a model on the claim of a service that nobody knows here, hospital outpatient',
    ground: Q1,
    work: {
      setting: 'hospital-outpatient-on-campus',
      components: someComponents(2),
      otherCodes: ['74174'],
    },
    lines: ['0559T×1', '0560T×1'],
    warnings: ['packaged'],
    decisions: ['code/74174'],
    confirms: ['packaged-with-other-services'],
  },
  {
    title: 'the same in an office',
    ground: 'Section 3: status indicators are of OPPS.',
    work: { components: someComponents(2), otherCodes: ['74174'] },
    lines: ['0559T×1', '0560T×1'],
    decisions: ['code/74174'],
  },
  {
    title: 'a model alone, hospital outpatient',
    ground: `${Q1} Billed alone it earns a small APC amount.`,
    work: { setting: 'hospital-outpatient-on-campus', components: someComponents(1) },
    lines: ['0559T×1'],
  },
  {
    title: 'images older than the site’s limit',
    ground: 'Section 10.4: a warning for imaging older than the site limit.',
    work: { components: someComponents(1), imagesFrom: '2025-05-01', oldestImagesDays: 180 },
    lines: ['0559T×1'],
    warnings: ['images-old'],
  },
  {
    title: 'images as old as the limit',
    ground: 'Section 10.4: older than the limit.',
    work: { components: someComponents(1), imagesFrom: '2026-05-02', oldestImagesDays: 10 },
    lines: ['0559T×1'],
  },
];
