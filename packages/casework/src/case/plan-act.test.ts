import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemCode } from '@specola/record';
import {
  approvalSigned,
  type Doing,
  GUIDE_CASE_CODE,
  GUIDE_ITEM,
  guideMeasured,
  guidePrinted,
  hashOf,
  moved,
  runCase,
  versionRecorded,
  WAY_OF_A_GUIDE,
} from '@specola/test-kit';
import fc from 'fast-check';
import { type Act, CaseFile } from './case-file.ts';
import { caseState } from './case-state.ts';

/** Wrong turns and second thoughts that a lab really takes. */
const ASIDE: readonly Doing[] = [
  ['engineer', 'engineer', versionRecorded('segmentation', 'a', ['1'])],
  ['engineer', 'engineer', versionRecorded('design', 'b', ['3'])],
  ['engineer', 'engineer', versionRecorded('design', 'b', ['3'], 'pass', 'left')],
  ['engineer', 'engineer', versionRecorded('overlay', 'c', ['4', '1'], 'fail')],
  ['engineer', 'engineer', versionRecorded('proof', 'd', ['4'], 'fail')],
  ['surgeon', 'ordering-clinician', approvalSigned('d', true)],
  ['engineer', 'engineer', approvalSigned('4')],
  ['radiologist', 'engineer', approvalSigned('d', true)],
  ['surgeon', 'ordering-clinician', approvalSigned('b')],
  ['technician', 'technician', guidePrinted('4')],
  ['technician', 'technician', guidePrinted('7', 'standard-resin')],
  ['technician', 'technician', guidePrinted('7', 'surgical-guide-resin', 'test-print')],
  ['technician', 'technician', guideMeasured(40.5)],
  [
    'technician',
    'technician',
    { kind: 'identifier-verified', item: GUIDE_ITEM, readFromItem: itemCode(GUIDE_CASE_CODE, 'P', 1), by: 'eye' },
  ],
  [
    'technician',
    'technician',
    { kind: 'photographed', item: GUIDE_ITEM, photos: [hashOf('8')], showsScale: false, showsIdentifier: true },
  ],
  [
    'radiologist',
    'radiologist',
    {
      kind: 'images-reviewed',
      images: hashOf('1'),
      purpose: 'guide',
      decision: 'rejected',
      reason: 'motion',
      recordSha256: hashOf('9'),
    },
  ],
  ['manager', 'manager', moved('design', 'the web is thin')],
  ['manager', 'manager', moved('on-hold', 'surgery moved')],
  ['manager', 'manager', moved('print', 'warped')],
  ['engineer', 'technician', { kind: 'item-released', item: GUIDE_ITEM }],
  ['surgeon', 'ordering-clinician', { kind: 'item-released', item: GUIDE_ITEM }],
  [
    'manager',
    'manager',
    { kind: 'identity-compared', between: 'order-and-images', fields: [{ field: 'name', agrees: 'no' }] },
  ],
  ['manager', 'manager', { kind: 'non-conformance-opened', about: GUIDE_ITEM, what: 'scratch' }],
  ['technician', 'technician', { kind: 'item-released', item: GUIDE_ITEM }],
];

test('a guide that does everything in order is released, and its file parses again', () => {
  const { file, refused } = runCase(WAY_OF_A_GUIDE);
  assert.deepEqual(refused, []);
  assert.equal(
    caseState(CaseFile.parse(JSON.parse(JSON.stringify(file)))).items.get(GUIDE_ITEM)?.released?.by,
    'technician',
  );
});

test('whatever single step of the way is left out, the guide is not released', () => {
  for (const [left, [, , act]] of WAY_OF_A_GUIDE.entries()) {
    if (act.kind === 'item-released') continue;
    const { file } = runCase(WAY_OF_A_GUIDE.filter((_, at) => at !== left));
    assert.equal(caseState(file).items.get(GUIDE_ITEM)?.released ?? null, null, `left out: ${act.kind} ${left}`);
  }
});

test('neither the designer nor the approver of a guide releases it', () => {
  const release: Act = { kind: 'item-released', item: GUIDE_ITEM };
  for (const [by, role] of [
    ['engineer', 'technician'],
    ['engineer', 'engineer'],
  ] as const)
    assert.deepEqual(runCase([...WAY_OF_A_GUIDE.slice(0, -1), [by, role, release]]).refused, [
      'case/releaser-not-a-third',
    ]);
  assert.deepEqual(runCase([...WAY_OF_A_GUIDE.slice(0, -1), ['surgeon', 'ordering-clinician', release]]).refused, [
    'case/not-allowed',
  ]);
});

/** The law, read from the entries alone, without the gates: what must stand before the release of the item. */
function lawBroken(file: CaseFile): string | null {
  const release = file.entries.findIndex(({ act }) => act.kind === 'item-released');
  if (release < 0) return null;
  const before = file.entries.slice(0, release);
  const latest = <K extends Act['kind']>(kind: K, fits: (act: Extract<Act, { kind: K }>) => boolean = () => true) =>
    before.findLast((entry) => entry.act.kind === kind && fits(entry.act as Extract<Act, { kind: K }>)) as
      | (Omit<CaseFile['entries'][number], 'act'> & { act: Extract<Act, { kind: K }> })
      | undefined;
  const made = (thing: string) => latest('version-recorded', (act) => act.thing === thing);
  const [segmentation, plan, design, overlay, proof, file_] = [
    'segmentation',
    'plan',
    'design',
    'overlay',
    'proof',
    'print-file',
  ].map(made);
  if (latest('images-reviewed')?.act.decision !== 'accepted') return 'images not accepted';
  if (!segmentation || !plan || !design || !overlay || !proof || !file_) return 'something was never made';
  if (!plan.act.inputs.includes(segmentation.act.sha256) || !design.act.inputs.includes(plan.act.sha256))
    return 'made from what is old';
  for (const one of [overlay, proof, file_])
    if (!one.act.inputs.includes(design.act.sha256)) return `${one.act.thing} of another design`;
  if (design.act.side !== 'right') return 'wrong side';
  if (overlay.act.checks.some(({ result }) => result === 'fail')) return 'overlay failed';
  const signatures = before.filter(({ act }) => act.kind === 'signed');
  const approval = signatures.find(
    ({ act, role, number, by }) =>
      act.kind === 'signed' &&
      act.sha256 === design.act.sha256 &&
      role === 'ordering-clinician' &&
      number > overlay.number &&
      by !== design.by,
  );
  if (!approval) return 'not approved after its overlay';
  if (
    proof.act.checks.some(({ result }) => result === 'fail') &&
    !signatures.some(
      ({ act, by }) =>
        act.kind === 'signed' && act.sha256 === proof.act.sha256 && act.overridesFailedProof && by === 'surgeon',
    )
  )
    return 'failed proof';
  const print = latest('printed');
  if (
    print?.act.file !== file_.act.sha256 ||
    print.act.material.key !== 'surgical-guide-resin' ||
    print.act.purpose !== 'patient-care'
  )
    return 'print';
  const check = latest('quality-checked', (act) => act.item === GUIDE_ITEM);
  if (!check || check.number < print.number || check.act.measurements.some(({ measuredMm }) => measuredMm > 40.2))
    return 'quality';
  if (latest('identifier-verified')?.act.readFromItem !== GUIDE_ITEM) return 'identifier';
  if (!latest('photographed')?.act.showsScale) return 'photo';
  if (before.some(({ act }) => act.kind === 'identity-compared' || act.kind === 'non-conformance-opened'))
    return 'open';
  const people = new Set([design.by, approval.by, file.entries[release]!.by]);
  return people.size < 3 ? 'two of three people are one' : null;
}

test('no sequence of actions releases a guide that lacks anything of the service', () => {
  const released = { runs: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(WAY_OF_A_GUIDE.length), fc.nat(ASIDE.length - 1)), { maxLength: 4 }),
      fc.array(fc.nat(WAY_OF_A_GUIDE.length - 1), { maxLength: 6 }),
      fc.array(fc.nat(WAY_OF_A_GUIDE.length - 1), { maxLength: 2 }),
      (asides, again, leftOut) => {
        const doings = WAY_OF_A_GUIDE.flatMap((doing, at) => [
          ...asides.filter(([where]) => where === at).map(([, which]) => ASIDE[which]!),
          ...(leftOut.includes(at) ? [] : [doing]),
        ]);
        const { file } = runCase([
          ...doings,
          ...again.sort((a, b) => a - b).map((at) => WAY_OF_A_GUIDE[at]!),
          WAY_OF_A_GUIDE.at(-1)!,
        ]);
        if (caseState(file).items.get(GUIDE_ITEM)?.released) released.runs++;
        assert.equal(lawBroken(file), null);
      },
    ),
    { numRuns: 3000, seed: 20261125 },
  );
  assert.ok(released.runs > 200, `only ${released.runs} of the runs released: the law was hardly asked`);
});
