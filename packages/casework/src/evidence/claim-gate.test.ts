import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SHIPPED_BILLING_FACTS } from '@specola/facts';
import { itemCode } from '@specola/record';
import {
  approvalSigned,
  type Doing,
  GUIDE_CASE_CODE,
  GUIDE_ITEM,
  GUIDE_PART,
  guideMeasured,
  guidePrinted,
  hashOf,
  moved,
  runCase,
  versionRecorded,
  WAY_OF_A_GUIDE,
} from '@specola/test-kit';
import fc from 'fast-check';
import { deriveBill } from '../billing/derive-bill.ts';
import { workOfCase } from '../billing/work-of-case.ts';
import type { Act } from '../case/case-file.ts';
import { caseState } from '../case/case-state.ts';
import type { Order } from '../case/order.ts';
import type { Component, Part } from '../case/part.ts';
import { claimProblems } from './claim-gate.ts';
import { evidenceOf } from './evidence-of.ts';

const ANSWERS = {
  serviceOn: null,
  paymentWindowDays: 3,
  otherCodes: [],
  onlyCodes: null,
  modifiers: [],
  alreadyReportedDigitally: false,
};
const FEES = {
  schema: 'specola/fee-schedule/1' as const,
  currency: 'USD' as const,
  fees: ['0559T', '0560T', '0561T', '0562T'].map((code) => ({
    code,
    cents: 100,
    from: '2020-01-01',
    to: null,
    revenueCode: null,
  })),
};
const billOf = (doings: readonly Doing[]) => {
  const state = caseState(runCase(doings).file);
  const work = workOfCase(state, ANSWERS);
  return { state, bill: work && deriveBill(work, SHIPPED_BILLING_FACTS, FEES) };
};
const problemsOf = (doings: readonly Doing[]): Set<string> => {
  const { state, bill } = billOf(doings);
  return new Set(bill ? claimProblems(state, bill).map(({ code, what }) => `${code}: ${what}`) : []);
};
const unitsOf = (doings: readonly Doing[]): string[] =>
  billOf(doings).bill?.lines.map(({ code, units }) => `${code}×${units}`) ?? [];

const SECOND_ITEM = itemCode(GUIDE_CASE_CODE, 'P', 1);
const engineer = (act: Act): Doing => ['engineer', 'engineer', act];
const technician = (act: Act): Doing => ['technician', 'technician', act];
const on = (item: string, act: Act): Act => ({ ...act, item }) as Act;
const REPORT = engineer({ ...versionRecorded('plan', 'e', ['4']), thing: 'report', part: null } as Act);

/** Things that go wrong or that are done beside the way. */
const BESIDE: readonly Doing[] = [
  technician(guideMeasured(44)),
  technician(on(SECOND_ITEM, guidePrinted('7'))),
  technician(on(SECOND_ITEM, guideMeasured(44))),
  engineer(versionRecorded('design', '5', ['3'])),
  engineer(versionRecorded('segmentation', 'a', ['1'])),
  ['manager', 'manager', moved('on-hold', 'waits')],
  ['manager', 'manager', moved('print', 'again')],
  ['manager', 'manager', moved('design', 'again')],
  REPORT,
];
/** Evidence that passes. */
const PASSING: readonly Doing[] = [
  technician({ kind: 'delivered', item: GUIDE_ITEM, to: 'theater' }),
  technician({ kind: 'delivered', item: SECOND_ITEM, to: 'theater' }),
  technician(guideMeasured(40)),
  technician(on(SECOND_ITEM, guideMeasured(40))),
  technician({ kind: 'identifier-verified', item: GUIDE_ITEM, readFromItem: GUIDE_ITEM, by: 'eye' }),
  technician({ kind: 'identifier-verified', item: SECOND_ITEM, readFromItem: SECOND_ITEM, by: 'eye' }),
  technician({
    kind: 'photographed',
    item: SECOND_ITEM,
    photos: [hashOf('8')],
    showsScale: true,
    showsIdentifier: true,
  }),
  technician({
    kind: 'post-processed',
    item: SECOND_ITEM,
    steps: [{ name: 'wash', minutes: 20, temperatureCelsius: null }],
    residueFree: true,
  }),
  technician({ kind: 'item-released', item: SECOND_ITEM }),
  technician({ kind: 'item-released', item: GUIDE_ITEM }),
  technician({ kind: 'time-logged', step: 'post-processing', person: 'technician', minutes: 5, from: 'work' }),
  engineer({ kind: 'time-logged', step: 'segmentation', person: 'engineer', minutes: 5, from: 'work' }),
  [
    'radiologist',
    'radiologist',
    { kind: 'signed', sha256: hashOf('2'), meaning: 'review', overridesFailedProof: false, reason: '' },
  ],
  ['surgeon', 'ordering-clinician', approvalSigned('4')],
  ['surgeon', 'ordering-clinician', approvalSigned('e')],
  [
    'radiologist',
    'radiologist',
    {
      kind: 'images-reviewed',
      images: hashOf('1'),
      purpose: 'guide',
      decision: 'accepted',
      reason: '',
      recordSha256: hashOf('9'),
    },
  ],
];

/** Random histories: the way in its order with gaps, and anything else thrown in between; what may not be done is left out. */
const history = fc
  .tuple(
    fc.subarray([...WAY_OF_A_GUIDE], { minLength: 18 }),
    fc.array(fc.tuple(fc.constantFrom(...BESIDE, ...PASSING), fc.nat(60)), { maxLength: 12 }),
  )
  .map(([way, others]) => {
    const doings = [...way];
    for (const [doing, at] of others) doings.splice(at % (doings.length + 1), 0, doing);
    return doings;
  });

test('evidence that passes never adds anything that stands against the claim', () => {
  let added = 0;
  fc.assert(
    fc.property(history, fc.constantFrom(...PASSING), (doings, evidence) => {
      if (runCase([...doings, evidence]).refused.length > runCase(doings).refused.length) return;
      added++;
      const before = problemsOf(doings);
      const after = [...problemsOf([...doings, evidence])].filter((one) => !before.has(one));
      assert.deepEqual(after, []);
    }),
    { numRuns: 1500, seed: 7 },
  );
  assert.ok(added > 500, `${added} of the acts were taken`);
});

const print = (at: number, purpose: string, outcome: 'good' | 'failed' = 'good', piece = 1, part = GUIDE_PART): Doing =>
  technician({
    ...guidePrinted('7'),
    item: itemCode(GUIDE_CASE_CODE, 'P', 10 + at),
    part,
    purpose,
    outcome,
    piece: { number: piece, of: Math.max(piece, 1) },
  } as Act);
const component = (anatomy: string, more: Partial<Component> = {}): Component => ({
  key: anatomy,
  anatomy,
  side: 'right',
  segmentedOnItsOwn: true,
  processedOnItsOwn: true,
  comment: '',
  ...more,
});
const model = (number: number, components: Component[], companionOf: string | null = null): Part => ({
  kind: 'model',
  id: itemCode(GUIDE_CASE_CODE, 'M', number),
  name: `Model ${number}`,
  side: 'right',
  components,
  mirrored: false,
  companionOf,
});
const declared = (part: Part): Doing => engineer({ kind: 'part-declared', part });
const ordered = (copies: Order['separatelyOrderedCopies']): readonly Doing[] =>
  WAY_OF_A_GUIDE.map(([by, role, act]) => [
    by,
    role,
    act.kind === 'order-placed' ? { ...act, order: { ...act.order, separatelyOrderedCopies: copies } } : act,
  ]);

test('copies, trial bones, test prints, failures, teaching and pieces never change a unit of a case', () => {
  const extra = fc.tuple(
    fc.constantFrom('patient-care', 'copy', 'trial-bone', 'test-print', 'teaching'),
    fc.constantFrom('good' as const, 'failed' as const),
    fc.integer({ min: 1, max: 4 }),
  );
  const base = unitsOf(WAY_OF_A_GUIDE);
  assert.deepEqual(base, ['0561T×1']);
  fc.assert(
    fc.property(fc.array(extra, { maxLength: 8 }), fc.nat(2), (prints, trialBones) => {
      const doings = [
        ...WAY_OF_A_GUIDE,
        ...Array.from({ length: trialBones }, (_, at) => declared(model(at, [component('tibia')], GUIDE_PART))),
        ...prints.map(([purpose, outcome, piece], at) => print(at, purpose, outcome, piece)),
        ...(trialBones > 0 ? [print(20, 'patient-care', 'good', 1, itemCode(GUIDE_CASE_CODE, 'M', 0))] : []),
      ];
      assert.deepEqual(runCase(doings).refused, []);
      assert.deepEqual(unitsOf(doings), base);
    }),
    { numRuns: 200 },
  );
});

test('a separate order with necessity allows one further preparation and no more, and may name a trial bone', () => {
  const tibia = {
    structure: { anatomy: 'tibia', side: 'right' as const },
    necessity: 'For the second surgeon’s approach.',
  };
  const models = [0, 1, 2].map((number) => model(number, [component('tibia')]));
  const printed = models.map(({ id }, at) => print(at, 'patient-care', 'good', 1, id));
  const three = [...models.map(declared), ...printed];
  assert.deepEqual(unitsOf([...WAY_OF_A_GUIDE, ...three]), ['0559T×1', '0561T×1']);
  assert.deepEqual(unitsOf([...ordered([tibia]), ...three]), ['0559T×1', '0560T×1', '0561T×1']);
  assert.deepEqual(unitsOf([...ordered([tibia, tibia]), ...three]), ['0559T×1', '0560T×2', '0561T×1']);
  const bone = model(0, [component('tibia')], GUIDE_PART);
  const trial = [declared(bone), print(0, 'patient-care', 'good', 1, bone.id)];
  assert.deepEqual(unitsOf([...ordered([]), ...trial]), ['0561T×1']);
  assert.deepEqual(unitsOf([...ordered([tibia]), ...trial]), ['0559T×1', '0561T×1']);
});

test('an aortic model of three components goes from the order to 0559T × 1 and 0560T × 2', () => {
  const aorta = model(
    0,
    ['aorta', 'thrombus', 'calcification'].map((anatomy) => component(anatomy, { side: 'midline' })),
  );
  const doings = [...WAY_OF_A_GUIDE, declared(aorta), print(0, 'patient-care', 'good', 1, aorta.id)];
  assert.deepEqual(unitsOf(doings), ['0559T×1', '0560T×2', '0561T×1']);
});

test('the service is on the day of the release where the releaser was, not in UTC', () => {
  const { file } = runCase(WAY_OF_A_GUIDE);
  const entries = file.entries.map((entry) =>
    entry.act.kind === 'item-released' ? { ...entry, at: '2026-04-01T03:30:00Z', timeZone: 'America/Chicago' } : entry,
  );
  assert.equal(workOfCase(caseState({ ...file, entries }), ANSWERS)?.serviceOn, '2026-03-31');
});

test('a second notice that came too late does not undo the first', () => {
  const notice = (signedOn: string): Doing => [
    'manager',
    'manager',
    { kind: 'notice-signed', signedOn, choice: 'wants-it-and-claim', voluntary: false },
  ];
  const { bill } = billOf([...WAY_OF_A_GUIDE, notice('2026-11-20'), notice('2026-12-24')]);
  assert.deepEqual(bill?.lines[0]?.modifiers, ['GA']);
});

test('evidence that fails is no evidence, and an item that another was released in place of is none either', () => {
  const missing = (doings: readonly Doing[]) =>
    evidenceOf(caseState(runCase(doings).file)).flatMap(({ missing: lacks }) => lacks.map(({ what }) => what));
  assert.ok(
    missing([...WAY_OF_A_GUIDE, technician(guideMeasured(44))]).some((what) => /failed its inspection/.test(what)),
  );
  // A first print fails its inspection and is scrapped by name; a second one goes the whole way.
  const inspected = WAY_OF_A_GUIDE.findIndex(([, , act]) => act.kind === 'moved' && act.to === 'quality');
  const remade: readonly Doing[] = [
    ...WAY_OF_A_GUIDE.slice(0, inspected + 1).map(
      ([by, role, act]): Doing => [by, role, 'item' in act ? on(SECOND_ITEM, act) : act],
    ),
    technician(on(SECOND_ITEM, guideMeasured(44))),
    technician({ kind: 'non-conformance-opened', about: SECOND_ITEM, what: '4 mm too long' }),
    ['manager', 'manager', moved('print', 'too long')],
    technician(guidePrinted('7')),
    ['manager', 'manager', moved('post-processing')],
    ...WAY_OF_A_GUIDE.slice(inspected - 1),
  ];
  const scrapped: Doing = [
    'manager',
    'manager',
    {
      kind: 'non-conformance-closed',
      entry: runCase(remade).file.entries.find(({ act }) => act.kind === 'non-conformance-opened')!.number,
      disposition: 'scrap',
      correctiveAction: 'Scale of the printer calibrated',
    },
  ];
  const opened = remade.findIndex(([, , act]) => act.kind === 'non-conformance-opened');
  assert.ok(runCase(remade).refused.includes('case/quality-failed'));
  const decided = [...remade.slice(0, opened + 1), scrapped, ...remade.slice(opened + 1)];
  assert.deepEqual(runCase(decided).refused, []);
  assert.ok(!missing(decided).some((what) => what.includes(SECOND_ITEM)));
  assert.deepEqual(unitsOf(decided), ['0561T×1']);
  assert.match(
    billOf(decided)
      .bill!.notBilled.map(({ what }) => what)
      .join(),
    /1 failed prints/,
  );
  assert.ok(
    runCase([...decided, technician({ kind: 'item-released', item: SECOND_ITEM })]).refused.includes('case/scrapped'),
  );
});

test('a coder who does not agree keeps the claim back', () => {
  const decided = (agrees: boolean | undefined): Doing => [
    'biller',
    'biller',
    {
      kind: 'coding-decided',
      decision: 'modifier/GZ',
      answer: 'see reason',
      agrees,
      reason: 'The notice is in the chart.',
    },
  ];
  const withBiller: readonly Doing[] = [
    ...WAY_OF_A_GUIDE,
    [
      'manager',
      'manager',
      { kind: 'person-added', person: { id: 'biller', name: 'Bill Biller', credential: 'other', roles: ['biller'] } },
    ],
  ];
  const about = (agrees: boolean | undefined) =>
    [...problemsOf([...withBiller, decided(agrees)])].filter((one) => one.startsWith('decision/modifier/GZ'));
  assert.deepEqual([about(undefined).length, about(true).length, about(false).length], [0, 0, 1]);
});
