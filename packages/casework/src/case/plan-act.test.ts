import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRINT_MATERIALS } from '@specola/facts';
import { itemCode } from '@specola/record';
import fc from 'fast-check';
import { type Act, CaseFile } from './case-file.ts';
import { caseState } from './case-state.ts';
import type { Order } from './order.ts';
import type { Part } from './part.ts';
import type { Role } from './people.ts';
import { planAct } from './plan-act.ts';

const CASE = '2222-2222-2';
const GUIDE = itemCode(CASE, 'G', 0);
const ITEM = itemCode(CASE, 'P', 0);
const hash = (letter: string): string => letter.repeat(64);
const SOFTWARE = { name: 'Specola', version: '0.1.0', clearance: 'none' };

const ORDER: Order = {
  service: 'guide',
  orderNumber: 'A-1',
  contact: 'pager 12',
  diagnoses: [{ icd10cm: 'M21.171' }],
  clinicalQuestion: 'Where to cut the tibia?',
  necessity: 'A deformity in two planes.',
  intendedUses: ['guide'],
  structures: [{ anatomy: 'tibia', side: 'right' }],
  side: 'right',
  scale: 1,
  sterile: true,
  toleranceMm: 1,
  surgeryAt: '2026-12-20T08:00:00Z',
  neededBy: null,
  timeZone: 'Europe/Rome',
  setting: 'hospital-outpatient-on-campus',
  admittedOn: null,
  payer: 'medicare-ffs',
  priorAuthorization: null,
  separatelyOrderedCopies: [],
};
const PART: Part = {
  kind: 'guide',
  id: GUIDE,
  name: 'Tibia osteotomy guide',
  side: 'right',
  guideType: 'osteotomy',
  bone: 'tibia',
  piece: { number: 1, of: 1 },
};
const PEOPLE: CaseFile['people'] = [
  { id: 'surgeon', name: 'Sue Surgeon', credential: 'MD', roles: ['ordering-clinician'] },
  { id: 'radiologist', name: 'Ray Diologist', credential: 'MD', roles: ['radiologist', 'engineer'] },
  { id: 'engineer', name: 'Eva Engineer', credential: 'engineer', roles: ['engineer', 'technician'] },
  { id: 'technician', name: 'Tom Technician', credential: 'technologist', roles: ['technician'] },
  { id: 'manager', name: 'Mary Manager', credential: 'other', roles: ['manager', 'technician'] },
];

const version = (
  thing: 'segmentation' | 'plan' | 'design' | 'overlay' | 'proof' | 'print-file',
  sha: string,
  inputs: string[],
  result: 'pass' | 'fail' = 'pass',
  side: 'left' | 'right' = 'right',
): Act => ({
  kind: 'version-recorded',
  thing,
  part: thing === 'segmentation' || thing === 'plan' ? null : GUIDE,
  sha256: hash(sha),
  inputs: inputs.map(hash),
  software: SOFTWARE,
  method: 'recipe',
  side,
  checks: [{ code: 'gap', result, what: 'Gap 0.2 mm.' }],
  file: `${thing}.bin`,
});
const signed = (sha: string, overridesFailedProof = false): Act => ({
  kind: 'signed',
  sha256: hash(sha),
  meaning: 'approval',
  overridesFailedProof,
  reason: overridesFailedProof ? 'The web is out of the cut.' : '',
});
const moved = (to: Extract<Act, { kind: 'moved' }>['to'], reason = ''): Act => ({ kind: 'moved', to, reason });
const printed = (
  file: string,
  material = 'surgical-guide-resin',
  purpose: 'patient-care' | 'test-print' = 'patient-care',
): Act => ({
  kind: 'printed',
  item: ITEM,
  part: GUIDE,
  purpose,
  file: hash(file),
  piece: { number: 1, of: 1 },
  printer: { label: 'SLA 1', serial: '77', technology: 'vat-photopolymerization' },
  material: { key: material, lot: 'L5', expiresOn: '2027-01-01' },
  scale: 1,
  startedAt: '2026-12-01T08:00:00Z',
  endedAt: '2026-12-01T12:00:00Z',
  outcome: 'good',
  what: '',
});
const quality = (measuredMm: number): Act => ({
  kind: 'quality-checked',
  item: ITEM,
  measurements: [{ what: 'length', designMm: 40, measuredMm, toleranceMm: 0.2 }],
  tool: { id: 'caliper-3', calibrationDueOn: '2027-03-01' },
  looksRight: true,
  fitsTrialBone: 'not-tried',
});

type Doing = readonly [by: string, role: Role, act: Act];

/** The whole way of a guide, in the order in which it goes when nothing goes wrong. */
const WAY: readonly Doing[] = [
  ['surgeon', 'ordering-clinician', { kind: 'order-placed', order: ORDER }],
  [
    'engineer',
    'engineer',
    {
      kind: 'images-attached',
      sha256: hash('1'),
      seriesUid: '2.25.1',
      modality: 'CT',
      acquiredOn: '2026-11-20',
      spacingMm: [0.4, 0.5, 0.6],
    },
  ],
  ['manager', 'manager', moved('image-review')],
  [
    'radiologist',
    'radiologist',
    {
      kind: 'images-reviewed',
      images: hash('1'),
      purpose: 'guide',
      decision: 'accepted',
      reason: '',
      recordSha256: hash('9'),
    },
  ],
  ['manager', 'manager', moved('segmentation')],
  ['engineer', 'engineer', version('segmentation', '2', ['1'])],
  ['manager', 'manager', moved('preparation-or-planning')],
  ['engineer', 'engineer', { kind: 'part-declared', part: PART }],
  ['engineer', 'engineer', version('plan', '3', ['2'])],
  ['manager', 'manager', moved('design')],
  ['engineer', 'engineer', version('design', '4', ['3'])],
  ['manager', 'manager', moved('overlay-and-approval')],
  ['engineer', 'engineer', version('overlay', '5', ['4', '1'])],
  ['engineer', 'engineer', version('proof', '6', ['4'])],
  ['surgeon', 'ordering-clinician', signed('4')],
  ['engineer', 'engineer', version('print-file', '7', ['4'])],
  ['manager', 'manager', moved('print')],
  ['technician', 'technician', printed('7')],
  ['manager', 'manager', moved('post-processing')],
  [
    'technician',
    'technician',
    {
      kind: 'post-processed',
      item: ITEM,
      steps: [{ name: 'wash', minutes: 20, temperatureCelsius: null }],
      residueFree: true,
    },
  ],
  ['manager', 'manager', moved('quality')],
  ['technician', 'technician', quality(40.1)],
  ['technician', 'technician', { kind: 'identifier-verified', item: ITEM, readFromItem: ITEM, by: 'scanner' }],
  [
    'technician',
    'technician',
    { kind: 'photographed', item: ITEM, photos: [hash('8')], showsScale: true, showsIdentifier: true },
  ],
  ['manager', 'manager', moved('release')],
  ['technician', 'technician', { kind: 'item-released', item: ITEM }],
];

/** Wrong turns and second thoughts that a lab really takes. */
const ASIDE: readonly Doing[] = [
  ['engineer', 'engineer', version('segmentation', 'a', ['1'])],
  ['engineer', 'engineer', version('design', 'b', ['3'])],
  ['engineer', 'engineer', version('design', 'b', ['3'], 'pass', 'left')],
  ['engineer', 'engineer', version('overlay', 'c', ['4', '1'], 'fail')],
  ['engineer', 'engineer', version('proof', 'd', ['4'], 'fail')],
  ['surgeon', 'ordering-clinician', signed('d', true)],
  ['engineer', 'engineer', signed('4')],
  ['radiologist', 'engineer', signed('d', true)],
  ['surgeon', 'ordering-clinician', signed('b')],
  ['technician', 'technician', printed('4')],
  ['technician', 'technician', printed('7', 'standard-resin')],
  ['technician', 'technician', printed('7', 'surgical-guide-resin', 'test-print')],
  ['technician', 'technician', quality(40.5)],
  [
    'technician',
    'technician',
    { kind: 'identifier-verified', item: ITEM, readFromItem: itemCode(CASE, 'P', 1), by: 'eye' },
  ],
  [
    'technician',
    'technician',
    { kind: 'photographed', item: ITEM, photos: [hash('8')], showsScale: false, showsIdentifier: true },
  ],
  [
    'radiologist',
    'radiologist',
    {
      kind: 'images-reviewed',
      images: hash('1'),
      purpose: 'guide',
      decision: 'rejected',
      reason: 'motion',
      recordSha256: hash('9'),
    },
  ],
  ['manager', 'manager', moved('design', 'the web is thin')],
  ['manager', 'manager', moved('on-hold', 'surgery moved')],
  ['manager', 'manager', moved('print', 'warped')],
  ['engineer', 'technician', { kind: 'item-released', item: ITEM }],
  ['surgeon', 'ordering-clinician', { kind: 'item-released', item: ITEM }],
  [
    'manager',
    'manager',
    { kind: 'identity-compared', between: 'order-and-images', fields: [{ field: 'name', agrees: 'no' }] },
  ],
  ['manager', 'manager', { kind: 'non-conformance-opened', about: ITEM, what: 'scratch' }],
  ['technician', 'technician', { kind: 'item-released', item: ITEM }],
];

const emptyCase = (): CaseFile => ({
  schema: 'specola/case/1',
  caseCode: CASE,
  openedAt: '2026-11-25T08:00:00Z',
  timeZone: 'Europe/Rome',
  people: PEOPLE,
  entries: [],
});

/** Does what may be done, leaves out what is refused. */
function run(doings: readonly Doing[]): { file: CaseFile; refused: string[] } {
  let file = emptyCase();
  const refused: string[] = [];
  for (const [by, role, act] of doings) {
    const plan = planAct(file, { at: '2026-12-01T09:00:00Z', timeZone: 'Europe/Rome', by, role, act }, PRINT_MATERIALS);
    if (plan.kind === 'append') file = { ...file, entries: [...file.entries, plan.entry] };
    else refused.push(...plan.problems.map(({ code }) => code));
  }
  return { file, refused };
}

test('a guide that does everything in order is released, and its file parses again', () => {
  const { file, refused } = run(WAY);
  assert.deepEqual(refused, []);
  assert.equal(caseState(CaseFile.parse(JSON.parse(JSON.stringify(file)))).items.get(ITEM)?.released?.by, 'technician');
});

test('whatever single step of the way is left out, the guide is not released', () => {
  for (const [left, [, , act]] of WAY.entries()) {
    if (act.kind === 'item-released') continue;
    const { file } = run(WAY.filter((_, at) => at !== left));
    assert.equal(caseState(file).items.get(ITEM)?.released ?? null, null, `left out: ${act.kind} ${left}`);
  }
});

test('neither the designer nor the approver of a guide releases it', () => {
  const release: Act = { kind: 'item-released', item: ITEM };
  for (const [by, role] of [
    ['engineer', 'technician'],
    ['engineer', 'engineer'],
  ] as const)
    assert.deepEqual(run([...WAY.slice(0, -1), [by, role, release]]).refused, ['case/releaser-not-a-third']);
  assert.deepEqual(run([...WAY.slice(0, -1), ['surgeon', 'ordering-clinician', release]]).refused, [
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
  const check = latest('quality-checked', (act) => act.item === ITEM);
  if (!check || check.number < print.number || check.act.measurements.some(({ measuredMm }) => measuredMm > 40.2))
    return 'quality';
  if (latest('identifier-verified')?.act.readFromItem !== ITEM) return 'identifier';
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
      fc.array(fc.tuple(fc.nat(WAY.length), fc.nat(ASIDE.length - 1)), { maxLength: 4 }),
      fc.array(fc.nat(WAY.length - 1), { maxLength: 6 }),
      fc.array(fc.nat(WAY.length - 1), { maxLength: 2 }),
      (asides, again, leftOut) => {
        const doings = WAY.flatMap((doing, at) => [
          ...asides.filter(([where]) => where === at).map(([, which]) => ASIDE[which]!),
          ...(leftOut.includes(at) ? [] : [doing]),
        ]);
        const { file } = run([...doings, ...again.sort((a, b) => a - b).map((at) => WAY[at]!), WAY.at(-1)!]);
        if (caseState(file).items.get(ITEM)?.released) released.runs++;
        assert.equal(lawBroken(file), null);
      },
    ),
    { numRuns: 3000, seed: 20261125 },
  );
  assert.ok(released.runs > 200, `only ${released.runs} of the runs released: the law was hardly asked`);
});
