import { asked, type BillingCase, guides, signed, someComponents } from './billing-case.ts';

const GA = 'Section 2.1: GA: ABN signed, denial for necessity expected.';
const GZ = 'Section 2.1: GZ: denial expected, no ABN. Section 10.4: a warning where there is no ABN.';
const GX = 'Section 2.1: GX: voluntary ABN.';
const BEFORE = 'Issue: expected denial → notice before the service → modifier.';
const ONLY = 'Section 2.1: GA / GX / GY / GZ: yes (Medicare).';
const medicare = { payer: 'medicare-ffs', components: someComponents(2) } as const;
const RECORDS = 'documents-asked';

/** The notice to a Medicare patient. */
export const NOTICE_CASES: readonly BillingCase[] = [
  {
    title: 'signed eleven days before',
    ground: GA,
    work: { ...medicare, notice: signed('2026-05-01') },
    lines: ['0559T-GA×1', '0560T-GA×1'],
    warnings: [RECORDS],
    decisions: ['modifier/GA'],
  },
  {
    title: 'signed on the day itself',
    ground: `${GA} A day is all that the record has.`,
    work: { ...medicare, notice: signed('2026-05-12') },
    lines: ['0559T-GA×1', '0560T-GA×1'],
    warnings: [RECORDS],
    decisions: ['modifier/GA'],
  },
  {
    title: 'signed the day after',
    ground: BEFORE,
    work: { ...medicare, notice: signed('2026-05-13') },
    lines: ['0559T-GZ×1', '0560T-GZ×1'],
    warnings: [RECORDS, 'notice-too-late'],
    decisions: ['modifier/GZ'],
  },
  {
    title: 'never signed',
    ground: GZ,
    work: { ...medicare },
    lines: ['0559T-GZ×1', '0560T-GZ×1'],
    warnings: [RECORDS, 'no-notice'],
    decisions: ['modifier/GZ'],
  },
  {
    title: 'a voluntary one before',
    ground: GX,
    work: { ...medicare, notice: signed('2026-05-01', true) },
    lines: ['0559T-GX×1', '0560T-GX×1'],
    warnings: [RECORDS],
    decisions: ['modifier/GX'],
  },
  {
    title: 'a voluntary one after',
    ground: BEFORE,
    work: { ...medicare, notice: signed('2026-06-01', true) },
    lines: ['0559T-GZ×1', '0560T-GZ×1'],
    warnings: [RECORDS, 'notice-too-late'],
    decisions: ['modifier/GZ'],
  },
  {
    title: 'excluded by statute, as somebody asks on every line',
    ground: 'Section 2.1: GY: statutorily excluded.',
    work: { ...medicare, modifiers: [...asked('0559T', 'GY'), ...asked('0560T', 'GY')] },
    lines: ['0559T-GY×1', '0560T-GY×1'],
    warnings: [RECORDS],
    decisions: ['modifier/GY'],
  },
  {
    title: 'GA asked for without a notice',
    ground: GA,
    work: { ...medicare, modifiers: [...asked('0559T', 'GA'), ...asked('0560T', 'GA')] },
    lines: ['0559T-GA×1', '0560T-GA×1'],
    blockers: ['no-notice-for-ga'],
    warnings: [RECORDS, 'no-notice'],
    decisions: ['modifier/GA'],
  },
  {
    title: 'GA asked for, the notice signed too late',
    ground: BEFORE,
    work: {
      payer: 'medicare-ffs',
      guides: guides(1),
      notice: signed('2026-05-14'),
      modifiers: asked('0561T', 'GA'),
    },
    lines: ['0561T-GA×1'],
    blockers: ['no-notice-for-ga'],
    warnings: [RECORDS, 'notice-too-late'],
    decisions: ['modifier/GA'],
  },
  {
    title: 'GZ asked for although the notice was signed',
    ground: GZ,
    work: {
      payer: 'medicare-ffs',
      guides: guides(1),
      notice: signed('2026-05-01'),
      modifiers: asked('0561T', 'GZ'),
    },
    lines: ['0561T-GZ×1'],
    blockers: ['notice-against-gz'],
    warnings: [RECORDS],
    decisions: ['modifier/GZ'],
  },
  {
    title: 'GX asked for although the notice was no voluntary one',
    ground: GX,
    work: {
      payer: 'medicare-ffs',
      guides: guides(1),
      notice: signed('2026-05-01'),
      modifiers: asked('0561T', 'GX'),
    },
    lines: ['0561T-GX×1'],
    blockers: ['no-notice-for-gx'],
    warnings: [RECORDS],
    decisions: ['modifier/GX'],
  },
  {
    title: 'GA asked for on one line only: the other line gets its own',
    ground: GA,
    work: { ...medicare, notice: signed('2026-05-01'), modifiers: asked('0559T', 'GA') },
    lines: ['0559T-GA×1', '0560T-GA×1'],
    warnings: [RECORDS],
    decisions: ['modifier/GA'],
  },
  {
    title: 'the patient ticked that no claim be sent',
    ground: `${BEFORE} A notice is the patient’s choice.`,
    work: { ...medicare, notice: signed('2026-05-01', false, 'wants-it-no-claim') },
    lines: ['0559T-GA×1', '0560T-GA×1'],
    blockers: ['patient-wants-no-claim'],
    warnings: [RECORDS],
    decisions: ['modifier/GA'],
  },
  {
    title: 'the patient ticked that the service is not wanted',
    ground: `${BEFORE} A notice is the patient’s choice.`,
    work: { payer: 'medicare-ffs', guides: guides(1), notice: signed('2026-05-01', false, 'does-not-want-it') },
    lines: ['0561T-GA×1'],
    blockers: ['patient-wants-no-claim'],
    warnings: [RECORDS],
    decisions: ['modifier/GA'],
  },
  {
    title: 'a notice in a case of another payer changes nothing',
    ground: ONLY,
    work: { components: someComponents(1), notice: signed('2026-05-01') },
    lines: ['0559T×1'],
  },
  {
    title: 'no notice in a case of another payer is missed by nobody',
    ground: ONLY,
    work: { components: someComponents(1) },
    lines: ['0559T×1'],
  },
  ...['GA', 'GX', 'GY', 'GZ'].map(
    (modifier): BillingCase => ({
      title: `${modifier} asked for with another payer`,
      ground: ONLY,
      work: { components: someComponents(1), modifiers: asked('0559T', modifier) },
      lines: ['0559T×1'],
      blockers: ['modifier-medicare-only'],
    }),
  ),
  {
    title: 'GA asked for with a Medicare Advantage plan',
    ground: ONLY,
    work: {
      payer: 'uhc-medicare-advantage',
      components: someComponents(1),
      notice: signed('2026-05-01'),
      modifiers: asked('0559T', 'GA'),
    },
    lines: ['0559T×1'],
    blockers: ['modifier-medicare-only'],
    warnings: ['payer-position'],
  },
  {
    title: 'Medicare of an inpatient asks for no notice',
    ground: 'Section 3: inpatient: no separate payment.',
    work: { ...medicare, setting: 'inpatient' },
    lines: [],
    notBilled: ['inpatient'],
    warnings: ['inpatient'],
  },
];
