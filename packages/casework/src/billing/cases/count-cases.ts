import { type BillingCase, components, guides, someComponents } from './billing-case.ts';

const UNIT =
  'Section 0.1: the unit of 0559T/0560T is not "a model"; it is an individually prepared and processed component of an anatomic structure.';
const COPY = 'Section 0.1: a second copy of the same component is not a unit.';
const GUIDE = 'Section 0.1: guides (0561T/0562T) are counted per guide.';
const SUGGEST = 'Section 10.2: n components → 0559T ×1 + 0560T ×(n−1); m guides → 0561T ×1 + 0562T ×(m−1).';
const NEVER = 'Section 10.1: printed items and copies never add units.';
const TRAINEE =
  'Section 1.1: a further copy has no separate segmentation, and a teaching copy is not medically necessary care of the patient; not a billable unit.';
const SCRAP = 'Section 1.2, row 53: a failed print is scrap and rework, not a discontinued procedure.';
const BOTH =
  'Section 2: both a model and a guide may be needed for the same patient; both families can be on one claim (from memory).';
const two = (first: object, second: object) => {
  const [one, other] = components('kidney', 'kidney');
  return [
    { ...one!, ...first },
    { ...other!, ...second },
  ];
};

/** What is counted, and what never is. */
export const COUNT_CASES: readonly BillingCase[] = [
  { title: 'one component', ground: SUGGEST, work: { components: someComponents(1) }, lines: ['0559T×1'] },
  {
    title: 'a heart of myocardium and blood pool in one printed object',
    ground: 'Section 0.1: a two-component heart is 0559T ×1 + 0560T ×1 even if it is one printed object.',
    work: { components: components('myocardium', 'blood-pool') },
    lines: ['0559T×1', '0560T×1'],
  },
  {
    title: 'an aortic CT angiogram with three components',
    ground: SUGGEST,
    work: { components: components('aorta', 'thrombus', 'calcification') },
    lines: ['0559T×1', '0560T×2'],
  },
  { title: 'four components', ground: SUGGEST, work: { components: someComponents(4) }, lines: ['0559T×1', '0560T×3'] },
  {
    title: 'six components reach the limit and do not pass it',
    ground: 'Section 2: MUE of 0560T from 1 April 2026 is 5.',
    work: { components: someComponents(6) },
    lines: ['0559T×1', '0560T×5'],
  },
  {
    title: 'seven components pass it',
    ground: 'Section 2: MUE of 0560T from 1 April 2026 is 5; above it the line is denied.',
    work: { components: someComponents(7) },
    lines: ['0559T×1', '0560T×6'],
    warnings: ['units-above-limit'],
  },
  {
    title: 'eight components stay seven further ones, with a warning',
    ground: 'Section 10.4: a warning, not fewer units, above the MUE of the service date.',
    work: { components: someComponents(8) },
    lines: ['0559T×1', '0560T×7'],
    warnings: ['units-above-limit'],
  },
  { title: 'one guide', ground: SUGGEST, work: { guides: guides(1) }, lines: ['0561T×1'] },
  { title: 'two guides', ground: GUIDE, work: { guides: guides(2) }, lines: ['0561T×1', '0562T×1'] },
  {
    title: 'three guides reach the limit of two further ones',
    ground: 'Section 1.6: the MUE of 0562T is 2 from the 1 April 2026 tables, not 1.',
    work: { guides: guides(3) },
    lines: ['0561T×1', '0562T×2'],
  },
  {
    title: 'four guides pass it',
    ground: 'Section 2: MUE of 0562T from 1 April 2026 is 2.',
    work: { guides: guides(4) },
    lines: ['0561T×1', '0562T×3'],
    warnings: ['units-above-limit'],
  },
  {
    title: 'a model and a guide on one claim',
    ground: BOTH,
    work: { components: someComponents(1), guides: guides(1) },
    lines: ['0559T×1', '0561T×1'],
    decisions: ['both-families'],
    confirms: [],
  },
  {
    title: 'three components and two guides on one claim',
    ground: BOTH,
    work: { components: someComponents(3), guides: guides(2) },
    lines: ['0559T×1', '0560T×2', '0561T×1', '0562T×1'],
    decisions: ['both-families'],
  },
  {
    title: 'one component printed once more: the page that bills each additional model is wrong',
    ground: UNIT,
    work: { components: someComponents(1), copies: 1 },
    lines: ['0559T×1'],
    notBilled: ['1 further copies'],
    confirms: ['copies-are-no-unit'],
  },
  {
    title: 'a copy for the trainee and one for reference in the theater',
    ground: TRAINEE,
    work: { components: components('heart'), copies: 2 },
    lines: ['0559T×1'],
    notBilled: ['2 further copies'],
    confirms: ['copies-are-no-unit'],
  },
  {
    title: 'ten copies of three components',
    ground: COPY,
    work: { components: someComponents(3), copies: 10 },
    lines: ['0559T×1', '0560T×2'],
    notBilled: ['10 further copies'],
  },
  {
    title: 'copies of a guide',
    ground: NEVER,
    work: { guides: guides(1), copies: 3 },
    lines: ['0561T×1'],
    notBilled: ['3 further copies'],
  },
  {
    title: 'everything for teaching',
    ground: 'Section 1.7: "education" as a reason is doubtful; coverage needs care of this patient.',
    work: { components: someComponents(2), onlyTeaching: true },
    lines: [],
    notBilled: ['teaching'],
    confirms: ['teaching-is-not-care'],
  },
  {
    title: 'a guide for teaching',
    ground: TRAINEE,
    work: { guides: guides(1), onlyTeaching: true },
    lines: [],
    notBilled: ['teaching'],
  },
  {
    title: 'a print that failed beside a good one',
    ground: SCRAP,
    work: { components: someComponents(1), failedPrints: 1 },
    lines: ['0559T×1'],
    notBilled: ['1 failed'],
    confirms: ['failed-print-is-scrap'],
  },
  {
    title: 'nothing but failed prints',
    ground: `${SCRAP} Section 2: the code names printing.`,
    work: { components: someComponents(1).map((one) => ({ ...one, printed: false })), failedPrints: 2 },
    lines: [],
    notBilled: ['2 failed', 'digital only'],
    confirms: ['failed-print-is-scrap', 'print-is-required'],
  },
  {
    title: 'a test print',
    ground: NEVER,
    work: { components: someComponents(1), testPrints: 4 },
    lines: ['0559T×1'],
    notBilled: ['4 test'],
    confirms: ['test-print-is-no-service'],
  },
  {
    title: 'a trial bone with a guide',
    ground: `${NEVER} A guide does not include making a model (section 2), and none was ordered.`,
    work: { guides: guides(1), trialBones: 1 },
    lines: ['0561T×1'],
    notBilled: ['1 trial'],
    confirms: ['trial-bone-is-a-companion'],
  },
  {
    title: 'a component in three pieces',
    ground: NEVER,
    work: { components: someComponents(1), extraPieces: 2 },
    lines: ['0559T×1'],
    notBilled: ['2 further pieces'],
    confirms: ['pieces-are-one'],
  },
  {
    title: 'a guide in two pieces',
    ground: NEVER,
    work: { guides: guides(1), extraPieces: 1 },
    lines: ['0561T×1'],
    notBilled: ['1 further pieces'],
  },
  {
    title: 'all that is no unit at once',
    ground: NEVER,
    work: {
      components: someComponents(2),
      guides: guides(2),
      copies: 1,
      trialBones: 1,
      testPrints: 1,
      failedPrints: 1,
      extraPieces: 1,
    },
    lines: ['0559T×1', '0560T×1', '0561T×1', '0562T×1'],
    notBilled: ['copies', 'trial', 'test', 'failed', 'pieces'],
    decisions: ['both-families'],
  },
  {
    title: 'a structure that another one’s segmentation contains',
    ground: 'Section 10.1: own segmentation, own processing.',
    work: { components: two({}, { anatomy: 'cyst', segmentedOnItsOwn: false }) },
    lines: ['0559T×1'],
    notBilled: ['not prepared on its own'],
  },
  {
    title: 'a structure that was segmented and not processed on its own',
    ground: UNIT,
    work: { components: two({}, { anatomy: 'ureter', processedOnItsOwn: false }) },
    lines: ['0559T×1'],
    notBilled: ['not prepared on its own'],
  },
  {
    title: 'nothing was prepared on its own',
    ground: UNIT,
    work: { components: two({ segmentedOnItsOwn: false }, { processedOnItsOwn: false }) },
    lines: [],
    notBilled: ['not prepared on its own', 'not prepared on its own'],
  },
  {
    title: 'left and right of one structure are two components',
    ground: 'Section 10.1: Component (structure, laterality, own segmentation, own processing).',
    work: { components: two({ side: 'left' }, { side: 'right' }) },
    lines: ['0559T×1', '0560T×1'],
  },
  {
    title: 'the same structure of the same side prepared twice',
    ground: COPY,
    work: { components: two({ side: 'left' }, { side: 'left' }) },
    lines: ['0559T×1'],
    notBilled: ['a second time'],
    confirms: ['copies-are-no-unit'],
  },
  {
    title: 'the same, the second one ordered apart with its own necessity',
    ground: 'Section 1.1: what is missing in a copy is separate preparation and necessity; here both are.',
    work: { components: two({ side: 'left' }, { side: 'left', separatelyOrdered: true }) },
    lines: ['0559T×1', '0560T×1'],
  },
  {
    title: 'of two preparations of one structure the printed one counts',
    ground: `${COPY} ${UNIT}`,
    work: { components: two({ side: 'left', printed: false }, { side: 'left' }) },
    lines: ['0559T×1'],
    notBilled: ['a second time'],
  },
  {
    title: 'one component printed, one only seen on the screen',
    ground: 'Section 2: a purely digital model does not meet 0559T.',
    work: { components: two({}, { anatomy: 'tumor', printed: false }) },
    lines: ['0559T×1'],
    notBilled: ['digital only'],
    confirms: ['print-is-required'],
  },
  {
    title: 'a guide that was designed and never printed, beside a model',
    ground: 'Section 10.2: zero printed items → no 055xT/056xT.',
    work: { components: someComponents(1), guides: guides(1, false) },
    lines: ['0559T×1'],
    notBilled: ['digital only'],
  },
  {
    title: 'a guide alone, never printed, is no digital model',
    ground: 'Section 0.4: C8001 is for segmentation into surface mesh files; a guide is none.',
    work: { guides: guides(1, false), setting: 'hospital-outpatient-on-campus' },
    lines: [],
    notBilled: ['digital only'],
  },
  {
    title: 'nothing at all',
    ground: SUGGEST,
    work: {},
    lines: [],
  },
];
