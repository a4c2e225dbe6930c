import { type Act, type CaseFile, type Order, type Part, planAct, type Role } from '@specola/casework';
import { PRINT_MATERIALS } from '@specola/facts';
import { itemCode } from '@specola/record';

/** A whole case of an osteotomy guide, as acts: the way on which nothing goes wrong, and the pieces that it is made of. */
export const GUIDE_CASE_CODE = '2222-2222-2';
export const GUIDE_PART = itemCode(GUIDE_CASE_CODE, 'G', 0);
export const GUIDE_ITEM = itemCode(GUIDE_CASE_CODE, 'P', 0);
export const hashOf = (letter: string): string => letter.repeat(64);
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
  id: GUIDE_PART,
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

export const versionRecorded = (
  thing: 'segmentation' | 'plan' | 'design' | 'overlay' | 'proof' | 'print-file',
  sha: string,
  inputs: string[],
  result: 'pass' | 'fail' = 'pass',
  side: 'left' | 'right' = 'right',
): Act => ({
  kind: 'version-recorded',
  thing,
  part: thing === 'segmentation' || thing === 'plan' ? null : GUIDE_PART,
  sha256: hashOf(sha),
  inputs: inputs.map(hashOf),
  software: SOFTWARE,
  method: 'recipe',
  side,
  checks: [{ code: 'gap', result, what: 'Gap 0.2 mm.' }],
  file: `${thing}.bin`,
});
export const approvalSigned = (sha: string, overridesFailedProof = false): Act => ({
  kind: 'signed',
  sha256: hashOf(sha),
  meaning: 'approval',
  overridesFailedProof,
  reason: overridesFailedProof ? 'The web is out of the cut.' : '',
});
export const moved = (to: Extract<Act, { kind: 'moved' }>['to'], reason = ''): Act => ({ kind: 'moved', to, reason });
export const guidePrinted = (
  file: string,
  material = 'surgical-guide-resin',
  purpose: 'patient-care' | 'test-print' = 'patient-care',
): Act => ({
  kind: 'printed',
  item: GUIDE_ITEM,
  part: GUIDE_PART,
  purpose,
  file: hashOf(file),
  piece: { number: 1, of: 1 },
  printer: { label: 'SLA 1', serial: '77', technology: 'vat-photopolymerization' },
  material: { key: material, lot: 'L5', expiresOn: '2027-01-01' },
  scale: 1,
  startedAt: '2026-12-01T08:00:00Z',
  endedAt: '2026-12-01T12:00:00Z',
  outcome: 'good',
  what: '',
});
export const guideMeasured = (measuredMm: number): Act => ({
  kind: 'quality-checked',
  item: GUIDE_ITEM,
  measurements: [{ what: 'length', designMm: 40, measuredMm, toleranceMm: 0.2 }],
  tool: { id: 'caliper-3', calibrationDueOn: '2027-03-01' },
  looksRight: true,
  fitsTrialBone: 'not-tried',
});

export type Doing = readonly [by: string, role: Role, act: Act];

/** The whole way of a guide, in the order in which it goes when nothing goes wrong. */
export const WAY_OF_A_GUIDE: readonly Doing[] = [
  ['surgeon', 'ordering-clinician', { kind: 'order-placed', order: ORDER }],
  [
    'engineer',
    'engineer',
    {
      kind: 'images-attached',
      sha256: hashOf('1'),
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
      images: hashOf('1'),
      purpose: 'guide',
      decision: 'accepted',
      reason: '',
      recordSha256: hashOf('9'),
    },
  ],
  ['manager', 'manager', moved('segmentation')],
  ['engineer', 'engineer', versionRecorded('segmentation', '2', ['1'])],
  ['manager', 'manager', moved('preparation-or-planning')],
  ['engineer', 'engineer', { kind: 'part-declared', part: PART }],
  ['engineer', 'engineer', versionRecorded('plan', '3', ['2'])],
  ['manager', 'manager', moved('design')],
  ['engineer', 'engineer', versionRecorded('design', '4', ['3'])],
  ['manager', 'manager', moved('overlay-and-approval')],
  ['engineer', 'engineer', versionRecorded('overlay', '5', ['4', '1'])],
  ['engineer', 'engineer', versionRecorded('proof', '6', ['4'])],
  ['surgeon', 'ordering-clinician', approvalSigned('4')],
  ['engineer', 'engineer', versionRecorded('print-file', '7', ['4'])],
  ['manager', 'manager', moved('print')],
  ['technician', 'technician', guidePrinted('7')],
  ['manager', 'manager', moved('post-processing')],
  [
    'technician',
    'technician',
    {
      kind: 'post-processed',
      item: GUIDE_ITEM,
      steps: [{ name: 'wash', minutes: 20, temperatureCelsius: null }],
      residueFree: true,
    },
  ],
  ['manager', 'manager', moved('quality')],
  ['technician', 'technician', guideMeasured(40.1)],
  [
    'technician',
    'technician',
    { kind: 'identifier-verified', item: GUIDE_ITEM, readFromItem: GUIDE_ITEM, by: 'scanner' },
  ],
  [
    'technician',
    'technician',
    { kind: 'photographed', item: GUIDE_ITEM, photos: [hashOf('8')], showsScale: true, showsIdentifier: true },
  ],
  ['manager', 'manager', moved('release')],
  ['technician', 'technician', { kind: 'item-released', item: GUIDE_ITEM }],
];

const emptyCase = (): CaseFile => ({
  schema: 'specola/case/1',
  caseCode: GUIDE_CASE_CODE,
  openedAt: '2026-11-25T08:00:00Z',
  timeZone: 'Europe/Rome',
  people: PEOPLE,
  entries: [],
});

/** Does what may be done, leaves out what is refused. */
export function runCase(doings: readonly Doing[]): { file: CaseFile; refused: string[] } {
  let file = emptyCase();
  const refused: string[] = [];
  for (const [by, role, act] of doings) {
    const plan = planAct(file, { at: '2026-12-01T09:00:00Z', timeZone: 'Europe/Rome', by, role, act }, PRINT_MATERIALS);
    if (plan.kind === 'append') file = { ...file, entries: [...file.entries, plan.entry] };
    else refused.push(...plan.problems.map(({ code }) => code));
  }
  return { file, refused };
}
