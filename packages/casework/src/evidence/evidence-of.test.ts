import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SHIPPED_BILLING_FACTS } from '@specola/facts';
import {
  approvalSigned,
  type Doing,
  GUIDE_ITEM,
  hashOf,
  runCase,
  versionRecorded,
  WAY_OF_A_GUIDE,
} from '@specola/test-kit';
import { deriveBill } from '../billing/derive-bill.ts';
import { workOfCase } from '../billing/work-of-case.ts';
import { caseState } from '../case/case-state.ts';
import { affectedBy, originOf } from '../quality/recall.ts';
import { dueDates } from '../time/due-dates.ts';
import { effortOf } from '../time/effort.ts';
import { recheckForSurgery } from '../time/recheck-for-surgery.ts';
import { claimProblems } from './claim-gate.ts';
import { EVIDENCE_POINTS, evidenceOf } from './evidence-of.ts';

const AFTER_RELEASE: readonly Doing[] = [
  ['technician', 'technician', { kind: 'delivered', item: GUIDE_ITEM, to: 'operating room 3' }],
  [
    'radiologist',
    'radiologist',
    { kind: 'signed', sha256: hashOf('2'), meaning: 'review', overridesFailedProof: false, reason: '' },
  ],
  [
    'engineer',
    'engineer',
    { kind: 'time-logged', step: 'segmentation', person: 'engineer', minutes: 90, from: 'work' },
  ],
  ['engineer', 'engineer', { kind: 'time-logged', step: 'design', person: 'engineer', minutes: 30, from: 'work' }],
  [
    'engineer',
    'engineer',
    { kind: 'time-corrected', entry: WAY_OF_A_GUIDE.length + 3, minutes: 75, reason: 'was at lunch' },
  ],
  [
    'surgeon',
    'ordering-clinician',
    { kind: 'time-logged', step: 'consultation', person: 'surgeon', minutes: 12, from: 'hand' },
  ],
  [
    'technician',
    'technician',
    { kind: 'time-logged', step: 'post-processing', person: 'technician', minutes: 25, from: 'work' },
  ],
  ['radiologist', 'radiologist', { ...versionRecorded('plan', 'e', ['4']), thing: 'report', part: null } as Doing[2]],
  ['radiologist', 'radiologist', approvalSigned('e')],
];

const whole = () => caseState(runCase([...WAY_OF_A_GUIDE, ...AFTER_RELEASE]).file);

test('a case that did everything lacks none of the thirteen points', () => {
  assert.deepEqual(runCase([...WAY_OF_A_GUIDE, ...AFTER_RELEASE]).refused, []);
  const evidence = evidenceOf(whole());
  assert.deepEqual(
    evidence.map(({ point }) => point),
    EVIDENCE_POINTS,
  );
  assert.deepEqual(
    evidence.flatMap(({ missing }) => missing),
    [],
  );
});

test('each thing left out of the record is named with who owes it', () => {
  const without = (kind: string) =>
    evidenceOf(caseState(runCase([...WAY_OF_A_GUIDE, ...AFTER_RELEASE].filter(([, , act]) => act.kind !== kind)).file))
      .filter(({ missing }) => missing.length > 0)
      .map(({ point, missing }) => `${point}: ${missing[0]!.owes}`);
  assert.deepEqual(without('photographed'), ['photos: technician', 'delivery: technician']);
  assert.deepEqual(without('time-logged'), ['time: engineer']);
  assert.ok(without('images-reviewed').includes('image-review: radiologist'));
});

test('the claim of a whole case waits for prices and for the coder alone', () => {
  const state = whole();
  const work = workOfCase(state, {
    serviceOn: null,
    paymentWindowDays: 3,
    otherCodes: [],
    onlyCodes: null,
    modifiers: [],
    alreadyReportedDigitally: false,
  });
  const bill = deriveBill(work!, SHIPPED_BILLING_FACTS, {
    schema: 'specola/fee-schedule/1',
    currency: 'USD',
    fees: [],
  });
  assert.deepEqual(
    bill.lines.map(({ code, units }) => [code, units]),
    [['0561T', 1]],
  );
  const owed = new Set(claimProblems(state, bill).map(({ code }) => code.split('/')[0]));
  assert.deepEqual([...owed].sort(), ['billing', 'decision']);
});

test('a correction replaces minutes, and only credentials on the registry’s list count as clinicians', () => {
  assert.deepEqual(
    effortOf(whole()).map(({ step, minutes, clinician }) => [step, minutes, clinician]),
    [
      ['segmentation', 75, false],
      ['design', 30, false],
      ['consultation', 12, true],
      ['post-processing', 25, false],
    ],
  );
});

test('a lot, a tool and a version of a program lead to the delivered item, and the item leads back', () => {
  const state = whole();
  const cases = [{ caseCode: 'x', state }];
  for (const suspect of [
    { kind: 'material-lot', lot: 'L5' },
    { kind: 'printer', serial: '77' },
    { kind: 'tool', id: 'caliper-3' },
    { kind: 'software', name: 'Specola', version: '0.1.0' },
  ] as const)
    assert.deepEqual(
      affectedBy(cases, suspect).map(({ item, stands, to }) => [item, stands, to]),
      [[GUIDE_ITEM, 'delivered', 'operating room 3']],
    );
  assert.deepEqual(affectedBy(cases, { kind: 'material-lot', lot: 'L6' }), []);
  const origin = originOf(state, state.items.get(GUIDE_ITEM)!);
  assert.deepEqual([origin.lot, origin.printer, origin.tool, origin.versions.length], ['L5', '77', 'caliper-3', 4]);
});

test('due dates count backwards from the surgery, and what lies behind is never late', () => {
  const state = caseState(runCase(WAY_OF_A_GUIDE.slice(0, 3)).file);
  const due = dueDates(state, '2026-12-15T00:00:00Z');
  const at = (step: string) => due.find((one) => one.step === step)!;
  // Surgery 20 December 08:00; 72 hours before it is the 17th 08:00; then 4 h quality, 6 h cure, 24 h print.
  assert.equal(at('release').dueAt, '2026-12-17T08:00:00.000Z');
  assert.equal(at('quality').dueAt, '2026-12-17T08:00:00.000Z');
  assert.equal(at('post-processing').dueAt, '2026-12-17T04:00:00.000Z');
  assert.equal(at('print').dueAt, '2026-12-16T22:00:00.000Z');
  assert.equal(at('overlay-and-approval').dueAt, '2026-12-15T22:00:00.000Z');
  assert.deepEqual(
    due.filter(({ late }) => late).map(({ step }) => step),
    ['image-review', 'segmentation', 'preparation-or-planning', 'design'].filter(
      (step) => at(step).dueAt < '2026-12-15T00:00:00.000Z',
    ),
  );
  assert.equal(at('order').late, false);
});

test('a surgery that moves half a year away makes images too old and the guide expire', () => {
  const order = WAY_OF_A_GUIDE[0]![2];
  assert.ok(order.kind === 'order-placed');
  const moved: Doing = [
    'surgeon',
    'ordering-clinician',
    {
      kind: 'order-changed',
      order: { ...order.order, surgeryAt: '2027-06-20T08:00:00Z' },
      reason: 'the patient fell ill',
    },
  ];
  const codes = (doings: readonly Doing[]) =>
    recheckForSurgery(caseState(runCase(doings).file)).map(({ code }) => code);
  assert.deepEqual(codes(WAY_OF_A_GUIDE), []);
  assert.deepEqual(codes([...WAY_OF_A_GUIDE, moved]), ['case/images-too-old', 'case/guide-expires']);
});
