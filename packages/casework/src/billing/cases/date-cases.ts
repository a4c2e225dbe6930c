import { type BillingCase, digital, guides, someComponents } from './billing-case.ts';

const MUE = 'Section 10.5: a claim of March 2026 uses MUE 1 and one of April 2026 uses 5.';
const START = 'Section 2: effective 1 July 2019.';
const SUNSET = 'Section 0.3: still active in 2026 (sure); the new sunset is unverified (from memory).';
const DIGITAL = 'Opening: 1030T to 1035T, effective 1 July 2026 (likely); carried as dated data, marked unverified.';
const C8001 = 'Section 2: C8001 was introduced in 2025; hospital outpatient only.';
const HEADER = 'Section 1.4: header only since 1 Oct 2022.';

/** Days on which a fact changes. */
export const DATE_CASES: readonly BillingCase[] = [
  {
    title: 'three components on 31 March 2026',
    ground: MUE,
    work: { serviceOn: '2026-03-31', components: someComponents(3) },
    lines: ['0559T×1', '0560T×2'],
    warnings: ['units-above-limit'],
  },
  {
    title: 'three components on 1 April 2026',
    ground: MUE,
    work: { serviceOn: '2026-04-01', components: someComponents(3) },
    lines: ['0559T×1', '0560T×2'],
  },
  {
    title: 'two components on 31 March 2026',
    ground: MUE,
    work: { serviceOn: '2026-03-31', components: someComponents(2) },
    lines: ['0559T×1', '0560T×1'],
  },
  {
    title: 'three guides on 31 March 2026',
    ground: 'Section 2: MUE of 0562T before 1 April 2026 is 1.',
    work: { serviceOn: '2026-03-31', guides: guides(3) },
    lines: ['0561T×1', '0562T×2'],
    warnings: ['units-above-limit'],
  },
  {
    title: 'three guides on 1 April 2026',
    ground: 'Section 2: MUE of 0562T from 1 April 2026 is 2.',
    work: { serviceOn: '2026-04-01', guides: guides(3) },
    lines: ['0561T×1', '0562T×2'],
  },
  {
    title: 'eight components on 31 March 2026',
    ground: MUE,
    work: { serviceOn: '2026-03-31', components: someComponents(8) },
    lines: ['0559T×1', '0560T×7'],
    warnings: ['units-above-limit'],
  },
  {
    title: 'a model on 30 June 2019',
    ground: START,
    work: { serviceOn: '2019-06-30', components: someComponents(1), diagnoses: ['I38'] },
    lines: ['0559T×1'],
    blockers: ['code-not-active'],
    warnings: ['payer-position-unknown'],
  },
  {
    title: 'a model on 1 July 2019',
    ground: START,
    work: { serviceOn: '2019-07-01', components: someComponents(1), diagnoses: ['I38'] },
    lines: ['0559T×1'],
    confirms: ['diagnosis-I38'],
  },
  {
    title: 'a guide on 30 June 2019',
    ground: START,
    work: { serviceOn: '2019-06-30', guides: guides(2), diagnoses: ['I38'] },
    lines: ['0561T×1', '0562T×1'],
    blockers: ['code-not-active', 'code-not-active'],
    warnings: ['payer-position-unknown'],
  },
  {
    title: 'a guide on 1 July 2019',
    ground: START,
    work: { serviceOn: '2019-07-01', guides: guides(1), diagnoses: ['I38'] },
    lines: ['0561T×1'],
  },
  {
    title: 'a model on 31 December 2026',
    ground: SUNSET,
    work: { serviceOn: '2026-12-31', components: someComponents(1) },
    lines: ['0559T×1'],
    doesNotConfirm: ['0559T-is-active'],
  },
  {
    title: 'a model on 1 January 2027: the code set of that year was not seen',
    ground: 'Opening: CPT 2027 and the CMS tables of the second half of 2026 are not covered.',
    work: { serviceOn: '2027-01-01', components: someComponents(2) },
    lines: ['0559T×1', '0560T×1'],
    confirms: ['0559T-is-active'],
  },
  {
    title: 'a guide on 1 January 2027',
    ground: 'Opening: CPT 2027 and the CMS tables of the second half of 2026 are not covered.',
    work: { serviceOn: '2027-01-01', guides: guides(1) },
    lines: ['0561T×1'],
    confirms: ['0561T-is-active'],
  },
  {
    title: 'a model after the supposed sunset',
    ground: SUNSET,
    work: { serviceOn: '2030-01-01', components: someComponents(1) },
    lines: ['0559T×1'],
    decisions: ['active/0559T'],
  },
  {
    title: 'five years after the first day, when the codes would have ended without an extension',
    ground: 'Section 2: first sunset January 2025; on a payer’s list in December 2025, hence extended (sure).',
    work: { serviceOn: '2025-02-01', components: someComponents(2) },
    lines: ['0559T×1', '0560T×1'],
    doesNotConfirm: ['0559T-is-active'],
  },
  {
    title: 'a digital model in an office on 30 June 2026',
    ground: DIGITAL,
    work: { serviceOn: '2026-06-30', components: digital(1) },
    lines: [],
    notBilled: ['digital only'],
  },
  {
    title: 'a digital model in an office on 1 July 2026',
    ground: DIGITAL,
    work: { serviceOn: '2026-07-01', components: digital(1) },
    lines: [],
    notBilled: ['digital only'],
    decisions: ['digital-successor'],
  },
  {
    title: 'a digital model used for simulation on 1 July 2026',
    ground: `${DIGITAL} 1032T: digital model used for simulation.`,
    work: { serviceOn: '2026-07-01', components: digital(1), usedForSimulation: true },
    lines: [],
    notBilled: ['digital only'],
    decisions: ['digital-successor'],
  },
  {
    title: 'a digital model of a hospital outpatient on 31 December 2024',
    ground: C8001,
    work: { serviceOn: '2024-12-31', setting: 'hospital-outpatient-on-campus', components: digital(1) },
    lines: [],
    notBilled: ['digital only'],
  },
  {
    title: 'a digital model of a hospital outpatient on 1 January 2025',
    ground: C8001,
    work: { serviceOn: '2025-01-01', setting: 'hospital-outpatient-on-campus', components: digital(1) },
    lines: [],
    notBilled: ['digital only'],
    decisions: ['digital-only'],
  },
  {
    title: 'a digital model of a hospital outpatient on 30 June 2026',
    ground: `${C8001} ${DIGITAL}`,
    work: { serviceOn: '2026-06-30', setting: 'hospital-outpatient-off-campus', components: digital(3) },
    lines: [],
    notBilled: ['digital only'],
    decisions: ['digital-only'],
  },
  {
    title: 'a digital model of a hospital outpatient on 1 July 2026',
    ground: `${C8001} ${DIGITAL}`,
    work: { serviceOn: '2026-07-01', setting: 'hospital-outpatient-on-campus', components: digital(3) },
    lines: [],
    notBilled: ['digital only'],
    decisions: ['digital-only', 'digital-successor'],
  },
  {
    title: 'reported digitally before, then printed unaltered, on 1 July 2026',
    ground:
      'Opening: a model already reported digitally and then printed unaltered takes the print codes with modifier 52.',
    work: { serviceOn: '2026-07-01', components: someComponents(2), alreadyReportedDigitally: true },
    lines: ['0559T×1', '0560T×1'],
    decisions: ['reported-digitally-before'],
  },
  {
    title: 'reported digitally before, on 30 June 2026',
    ground: 'Section 2: whether C8001 and 0559T may be billed for the same work was not found: raise a coder decision.',
    work: { serviceOn: '2026-06-30', components: someComponents(1), alreadyReportedDigitally: true },
    lines: ['0559T×1'],
    decisions: ['reported-digitally-before'],
  },
  {
    title: 'I71.2 on 30 September 2022',
    ground: HEADER,
    work: { serviceOn: '2022-09-30', components: someComponents(1), diagnoses: ['I71.2'] },
    lines: ['0559T×1'],
  },
  {
    title: 'I71.2 on 1 October 2022',
    ground: HEADER,
    work: { serviceOn: '2022-10-01', components: someComponents(1), diagnoses: ['I71.2'] },
    lines: ['0559T×1'],
    blockers: ['diagnosis-not-billable'],
  },
  {
    title: 'I71.21 before it existed',
    ground: 'Section 1.4: the codes below I71.2 are of 1 Oct 2022; before, nothing is known of them here.',
    work: { serviceOn: '2022-09-30', components: someComponents(1), diagnoses: ['I71.21'] },
    lines: ['0559T×1'],
    decisions: ['diagnosis/I71.21'],
  },
];
