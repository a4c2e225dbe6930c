import { asked, type BillingCase, guides, someComponents } from './billing-case.ts';

const LIST = 'Section 2.1, block: 23, 26, TC, 50, 51, 53, 54, 55, 56, 62, 66, 80, 82, AS, CQ, QK, QX, QY, QZ.';
const BLOCKED: readonly (readonly [modifier: string, ground: string])[] = [
  ['23', 'Section 1.2: an anesthesia modifier.'],
  ['26', 'Section 2: PC/TC 0: 26/TC not usable.'],
  ['TC', 'Section 2: PC/TC 0: 26/TC not usable.'],
  ['50', 'Section 2.1: 50 is not allowed (bilateral indicator 0).'],
  ['51', LIST],
  ['53', 'Section 1.2: a failed print is scrap and rework, not a discontinued procedure.'],
  ['54', 'Section 1.2: split of the surgical global package; primaries have none.'],
  ['55', 'Section 1.2: split of the surgical global package; primaries have none.'],
  ['56', 'Section 1.2: split of the surgical global package; primaries have none.'],
  ['62', 'Section 1.2: co-surgeon indicator 0 = not permitted.'],
  ['66', LIST],
  ['80', LIST],
  ['82', LIST],
  ['AS', 'Section 1.2: PA/NP/CNS as assistant at surgery; it does not mean a surgery center.'],
  ['CQ', 'Section 1.2: outpatient physical therapy by an assistant; "robotic" is an invention.'],
  ['QK', 'Section 1.2: anesthesia direction, irrelevant.'],
  ['QX', 'Section 1.2: anesthesia direction, irrelevant.'],
  ['QY', 'Section 1.2: anesthesia direction, irrelevant.'],
  ['QZ', LIST],
];
const OFFERED = 'Section 2.1: offered; from memory, hence a coder decision.';
const REVIEW = 'Section 2.1: 22, 52: coder review with a free-text reason and attachment.';
const STUDY = 'Section 2.1: Q0 / Q1 (+ Z00.6, NCT number).';
const PLACE = 'Section 2.1: PO / PN: 837I only, off-campus provider-based department.';
const model = { components: someComponents(1) } as const;

/** Each modifier of the pick list and of the block list. */
export const MODIFIER_CASES: readonly BillingCase[] = [
  ...BLOCKED.map(
    ([modifier, ground]): BillingCase => ({
      title: `${modifier} on a model`,
      ground,
      work: { ...model, modifiers: asked('0559T', modifier, 'as a public page says') },
      lines: ['0559T×1'],
      blockers: ['modifier-blocked'],
    }),
  ),
  ...['26', 'TC', '50', '53', '62', 'AS'].map(
    (modifier): BillingCase => ({
      title: `${modifier} on a further guide`,
      ground: LIST,
      work: { guides: guides(2), modifiers: asked('0562T', modifier, 'as a public page says') },
      lines: ['0561T×1', '0562T×1'],
      blockers: ['modifier-blocked'],
    }),
  ),
  ...['59', 'XE', 'XS', 'XP', 'XU', 'LT', 'RT'].map(
    (modifier): BillingCase => ({
      title: `${modifier} on a model`,
      ground: OFFERED,
      work: { ...model, modifiers: asked('0559T', modifier) },
      lines: [`0559T-${modifier}×1`],
      decisions: [`modifier/${modifier}`],
    }),
  ),
  ...['22', '52'].flatMap((modifier): BillingCase[] => [
    {
      title: `${modifier} with its reason`,
      ground: REVIEW,
      work: { ...model, modifiers: asked('0559T', modifier, 'Forty hours on a metal artifact') },
      lines: [`0559T-${modifier}×1`],
      decisions: [`modifier/${modifier}`],
    },
    {
      title: `${modifier} without a reason`,
      ground: REVIEW,
      work: { ...model, modifiers: asked('0559T', modifier, ' ') },
      lines: ['0559T×1'],
      blockers: ['modifier-reason-missing'],
    },
  ]),
  ...['Q0', 'Q1'].flatMap((modifier): BillingCase[] => [
    {
      title: `${modifier} in an approved study`,
      ground: STUDY,
      work: {
        ...model,
        diagnoses: ['I71.21', 'Z00.6'],
        modifiers: asked('0559T', modifier, 'Study NCT01234567'),
      },
      lines: [`0559T-${modifier}×1`],
      decisions: [`modifier/${modifier}`],
      confirms: ['diagnosis-Z00.6'],
    },
    {
      title: `${modifier} without Z00.6`,
      ground: STUDY,
      work: { ...model, modifiers: asked('0559T', modifier, 'Study NCT01234567') },
      lines: ['0559T×1'],
      blockers: ['modifier-study-missing'],
    },
    {
      title: `${modifier} without the number of the study`,
      ground: STUDY,
      work: { ...model, diagnoses: ['I71.21', 'Z00.6'], modifiers: asked('0559T', modifier, 'our study') },
      lines: ['0559T×1'],
      blockers: ['modifier-study-missing'],
    },
  ]),
  ...['PO', 'PN'].flatMap((modifier): BillingCase[] => [
    {
      title: `${modifier} off campus`,
      ground: PLACE,
      work: { ...model, setting: 'hospital-outpatient-off-campus', modifiers: asked('0559T', modifier) },
      lines: [`0559T-${modifier}×1`],
      decisions: [`modifier/${modifier}`],
    },
    {
      title: `${modifier} on campus`,
      ground: PLACE,
      work: { ...model, setting: 'hospital-outpatient-on-campus', modifiers: asked('0559T', modifier) },
      lines: ['0559T×1'],
      blockers: ['modifier-not-here'],
    },
    {
      title: `${modifier} in an office`,
      ground: PLACE,
      work: { ...model, modifiers: asked('0559T', modifier) },
      lines: ['0559T×1'],
      blockers: ['modifier-not-here'],
    },
  ]),
  {
    title: 'KX where no payer asks for it',
    ground: 'Section 1.6: KX only when a payer policy asks for it; no such policy was found.',
    work: { guides: guides(1), modifiers: asked('0561T', 'KX') },
    lines: ['0561T×1'],
    blockers: ['modifier-needs-payer-rule'],
  },
  {
    title: 'KX where a named rule of the payer asks for it',
    ground: 'Section 2.1: KX: only with a named payer rule.',
    work: { payer: 'plan-that-asks-for-kx', guides: guides(1), modifiers: asked('0561T', 'KX') },
    lines: ['0561T-KX×1'],
    decisions: ['modifier/KX'],
  },
  {
    title: 'no modifier is the default',
    ground: 'Section 2.1: default: none.',
    work: { components: someComponents(3), guides: guides(2) },
    lines: ['0559T×1', '0560T×2', '0561T×1', '0562T×1'],
    decisions: ['both-families'],
  },
  {
    title: 'a modifier that no table has',
    ground: 'Section 2.1 is the whole pick list.',
    work: { ...model, modifiers: asked('0559T', 'ZZ') },
    lines: ['0559T×1'],
    blockers: ['modifier-unknown'],
  },
  {
    title: 'a modifier on a code that is not on the bill',
    ground: 'Section 10.4: what does not fit is said, never dropped silently.',
    work: { ...model, modifiers: asked('0561T', 'LT') },
    lines: ['0559T×1'],
    warnings: ['modifier-without-line'],
  },
  {
    title: 'a fifth modifier on a line',
    ground: 'Section 7.2: 4 modifiers per line.',
    work: {
      ...model,
      modifiers: ['59', 'XE', 'XS', 'XP', 'LT'].flatMap((modifier) => asked('0559T', modifier)),
    },
    lines: ['0559T-59-XE-XS-XP×1'],
    blockers: ['too-many-modifiers'],
    decisions: ['modifier/59', 'modifier/XE', 'modifier/XS', 'modifier/XP'],
  },
  {
    title: 'left on the one line, right on the other',
    ground: OFFERED,
    work: { components: someComponents(2), modifiers: [...asked('0559T', 'LT'), ...asked('0560T', 'RT')] },
    lines: ['0559T-LT×1', '0560T-RT×1'],
    decisions: ['modifier/LT', 'modifier/RT'],
  },
];
