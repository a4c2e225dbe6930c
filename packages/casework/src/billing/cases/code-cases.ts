import { type BillingCase, digital, guides, someComponents } from './billing-case.ts';

const RENDERING = 'Section 0.5: 76376/76377 may not be billed with the print codes (sure).';
const TOGETHER =
  'Section 2: whether C8001 and 0559T may be billed for the same work: not found; never suggest both, raise a coder decision.';
const OUTPATIENT = 'Section 2: C8001: hospital outpatient only (C-codes are OPPS codes).';
const ADD_ON = 'Section 10.3: blocker: an add-on without its parent.';
const SUCCESSOR = 'Opening: 1030T to 1035T not together with 0559T/0560T (likely).';
const WRONG = 'Section 1.5: what public pages list as related is something else.';
const SETTINGS = ['hospital-outpatient-on-campus', 'hospital-outpatient-off-campus'] as const;
const ELSEWHERE = ['office', 'ambulatory-surgery-center'] as const;
const model = { components: someComponents(1) } as const;

/** Other codes on the claim, and add-ons. */
export const CODE_CASES: readonly BillingCase[] = [
  ...['76376', '76377'].flatMap((other): BillingCase[] => [
    {
      title: `${other} beside one component`,
      ground: RENDERING,
      work: { ...model, otherCodes: [other] },
      lines: ['0559T×1'],
      blockers: ['codes-exclude'],
    },
    {
      title: `${other} beside a guide`,
      ground: RENDERING,
      work: { guides: guides(1), otherCodes: [other] },
      lines: ['0561T×1'],
      blockers: ['codes-exclude'],
    },
    {
      title: `${other} beside four lines: each says so`,
      ground: RENDERING,
      work: { components: someComponents(2), guides: guides(2), otherCodes: [other] },
      lines: ['0559T×1', '0560T×1', '0561T×1', '0562T×1'],
      blockers: ['codes-exclude', 'codes-exclude', 'codes-exclude', 'codes-exclude'],
      decisions: ['both-families'],
    },
    {
      title: `${other} alone with a digital model`,
      ground: 'Section 2: work with DICOM in and DICOM out stays 76376/76377.',
      work: { components: digital(1), otherCodes: [other] },
      lines: [],
      notBilled: ['digital only'],
    },
  ]),
  ...SETTINGS.flatMap((setting): BillingCase[] => [
    {
      title: `C8001 beside a printed model, ${setting}`,
      ground: TOGETHER,
      work: { ...model, setting, otherCodes: ['C8001'] },
      lines: ['0559T×1'],
      warnings: ['packaged'],
      decisions: ['together/C8001'],
    },
    {
      title: `a digital model alone, ${setting}`,
      ground: 'Section 10.2: offer C8001 only for hospital outpatient, flagged "coder decides".',
      work: { components: digital(2), setting },
      lines: [],
      notBilled: ['digital only'],
      decisions: ['digital-only'],
    },
  ]),
  ...ELSEWHERE.flatMap((setting): BillingCase[] => [
    {
      title: `C8001 beside a printed model, ${setting}`,
      ground: `${OUTPATIENT} ${TOGETHER}`,
      work: { ...model, setting, otherCodes: ['C8001'] },
      lines: ['0559T×1'],
      blockers: ['hospital-outpatient-only'],
      decisions: ['together/C8001'],
    },
    {
      title: `a digital model alone, ${setting}`,
      ground: OUTPATIENT,
      work: { components: digital(1), setting },
      lines: [],
      notBilled: ['digital only'],
    },
  ]),
  {
    title: 'a digital model of an inpatient',
    ground: `${OUTPATIENT} Section 3: an inpatient has no separate payment.`,
    work: { components: digital(1), setting: 'inpatient' },
    lines: [],
    notBilled: ['inpatient'],
    warnings: ['inpatient'],
  },
  {
    title: 'C8001 before it existed',
    ground: 'Section 2: introduced 2025.',
    work: { ...model, serviceOn: '2024-12-31', setting: 'hospital-outpatient-on-campus', otherCodes: ['C8001'] },
    lines: ['0559T×1'],
    blockers: ['code-not-active'],
    warnings: ['packaged'],
  },
  {
    title: '1030T beside a printed model, July 2026',
    ground: SUCCESSOR,
    work: { ...model, serviceOn: '2026-07-01', otherCodes: ['1030T'] },
    lines: ['0559T×1'],
    decisions: ['together/1030T'],
  },
  {
    title: '1032T beside a guide, July 2026',
    ground: `${SUCCESSOR} Nothing is said of guides.`,
    work: { guides: guides(1), serviceOn: '2026-07-01', otherCodes: ['1032T'] },
    lines: ['0561T×1'],
  },
  {
    title: '1030T in June 2026',
    ground: 'Opening: effective 1 July 2026.',
    work: { ...model, serviceOn: '2026-06-30', otherCodes: ['1030T'] },
    lines: ['0559T×1'],
    blockers: ['code-not-active'],
  },
  {
    title: '1031T without 1030T',
    ground: `${ADD_ON} 1031T: each additional.`,
    work: { guides: guides(1), serviceOn: '2026-07-01', otherCodes: ['1031T'] },
    lines: ['0561T×1'],
    blockers: ['add-on-without-parent'],
  },
  {
    title: '1033T with 1032T beside a guide',
    ground: `${ADD_ON} Its parent is there.`,
    work: { guides: guides(1), serviceOn: '2026-07-01', otherCodes: ['1032T', '1033T'] },
    lines: ['0561T×1'],
  },
  {
    title: '0560T without 0559T',
    ground: ADD_ON,
    work: { components: someComponents(3), onlyCodes: ['0560T'] },
    lines: ['0560T×2'],
    blockers: ['add-on-without-parent'],
  },
  {
    title: '0562T without 0561T',
    ground: ADD_ON,
    work: { guides: guides(2), onlyCodes: ['0562T'] },
    lines: ['0562T×1'],
    blockers: ['add-on-without-parent'],
  },
  {
    title: 'both add-ons, one parent',
    ground: ADD_ON,
    work: { components: someComponents(2), guides: guides(2), onlyCodes: ['0559T', '0560T', '0562T'] },
    lines: ['0559T×1', '0560T×1', '0562T×1'],
    blockers: ['add-on-without-parent'],
    decisions: ['both-families'],
  },
  {
    title: 'the parent of the other family does not do',
    ground: `${ADD_ON} Section 2: the parent of 0560T is 0559T.`,
    work: { components: someComponents(2), guides: guides(1), onlyCodes: ['0560T', '0561T'] },
    lines: ['0560T×1', '0561T×1'],
    blockers: ['add-on-without-parent'],
    decisions: ['both-families'],
  },
  {
    title: 'a parent without its add-on is fine',
    ground: 'Section 2: 0559T is primary.',
    work: { components: someComponents(3), onlyCodes: ['0559T'] },
    lines: ['0559T×1'],
  },
  {
    title: '0560T asked for as another code beside a guide',
    ground: ADD_ON,
    work: { guides: guides(1), otherCodes: ['0560T'] },
    lines: ['0561T×1'],
    blockers: ['add-on-without-parent'],
  },
  {
    title: '77046 as "MR angiography for stent planning"',
    ground: `${WRONG} 77046 is breast MRI without contrast, unilateral.`,
    work: { ...model, otherCodes: ['77046'] },
    lines: ['0559T×1'],
    warnings: ['code-unrelated'],
  },
  {
    title: '0370T as "image processing for image-guided procedures"',
    ground: `${WRONG} 0370T was adaptive behavior guidance, deleted 1 January 2019 (from memory).`,
    work: { ...model, otherCodes: ['0370T'] },
    lines: ['0559T×1'],
    warnings: ['code-unrelated'],
    decisions: ['active/0370T'],
  },
  {
    title: '77014 as "CT guidance for localization"',
    ground: `${WRONG} 77014 is of radiation therapy; believed deleted with CPT 2026.`,
    work: { ...model, otherCodes: ['77014'] },
    lines: ['0559T×1'],
    warnings: ['code-unrelated'],
    decisions: ['active/77014'],
  },
  {
    title: 'an unlisted code',
    ground: 'Section 2: where a Category III code exists it must be used instead of an unlisted code.',
    work: { ...model, otherCodes: ['76499'] },
    lines: ['0559T×1'],
    decisions: ['code/76499'],
  },
];
