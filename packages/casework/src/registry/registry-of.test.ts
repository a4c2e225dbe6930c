import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemCode } from '@specola/record';
import { type Doing, GUIDE_ITEM, GUIDE_PART, guidePrinted, runCase, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { caseState } from '../case/case-state.ts';
import { programFigures } from '../outcome/program-figures.ts';
import { type RegistryCase, registryFaults } from './registry-case.ts';
import { type RegistryAnswers, registryCasesOf } from './registry-of.ts';
import { NEUTRAL_MAPPING, registryFileName, registryRow, registryUpload } from './upload-file.ts';

const ANSWERS: RegistryAnswers = {
  facilityId: 'F1',
  caseNumber: 'R0007',
  ageYears: 93.4,
  sex: 'female',
  organSystem: 'Musculoskeletal',
  orderingService: 'Orthopedics',
  procedure: 'Osteotomy',
  dominant: null,
  placeOf: (anatomy) =>
    anatomy === 'tibia' ? { region: 'Lower extremity', subregion: 'Lower leg', structure: 'Bone' } : null,
  optical: () => 'transparent',
};
const COPY = itemCode('2222-2222-2', 'P', 1);
const AFTER: readonly Doing[] = [
  ['technician', 'technician', { kind: 'delivered', item: GUIDE_ITEM, to: 'operating room 3' }],
  ['technician', 'technician', { ...guidePrinted('7'), item: COPY, purpose: 'copy' } as Doing[2]],
  [
    'surgeon',
    'ordering-clinician',
    { kind: 'time-logged', step: 'consultation', person: 'surgeon', minutes: 72, from: 'hand' },
  ],
  [
    'radiologist',
    'radiologist',
    { kind: 'time-logged', step: 'image-review', person: 'radiologist', minutes: 9, from: 'work' },
  ],
  ['engineer', 'engineer', { kind: 'time-logged', step: 'design', person: 'engineer', minutes: 125.4, from: 'work' }],
  [
    'surgeon',
    'ordering-clinician',
    {
      kind: 'outcome-recorded',
      confidenceBefore: 2,
      confidenceAfter: 4,
      understanding: null,
      communication: null,
      planChanged: true,
      minutesSaved: 38.5,
      usedWhen: 'during',
      comment: '',
    },
  ],
  [
    'biller',
    'biller',
    {
      kind: 'claim-released',
      claim: 'c1',
      bill: 'a'.repeat(64),
      packet: null,
      attachmentControlNumber: null,
      form: 'institutional',
      totalCents: 125000,
      lines: [{ code: '0561T', units: 1, cents: 125000 }],
    },
  ],
];
const state = () => {
  const { file, refused } = runCase([
    ...WAY_OF_A_GUIDE,
    [
      'manager',
      'manager',
      { kind: 'person-added', person: { id: 'biller', name: 'Bill Biller', credential: 'other', roles: ['biller'] } },
    ],
    ...AFTER,
  ]);
  assert.deepEqual(refused, []);
  return caseState(file);
};

test('a guide of the tibia becomes one registry case: bone with its side, one print with a copy, effort by who did it', () => {
  const [one, ...others] = registryCasesOf(state(), ANSWERS);
  assert.deepEqual(others, []);
  assert.deepEqual(registryFaults(one!), []);
  assert.deepEqual([one!.objectType, one!.guideType, one!.ageYears], ['Anatomic Guide', 'osteotomy', 90]);
  assert.deepEqual(one!.parts, [
    { region: 'Lower extremity', subregion: 'Lower leg', structure: 'Bone', laterality: 'Right', comment: '' },
  ]);
  assert.deepEqual(one!.prints, [
    {
      parts: [1],
      printerLabel: 'SLA 1',
      material: 'surgical-guide-resin',
      scale: 1,
      optical: 'transparent',
      copies: 2,
    },
  ]);
  assert.deepEqual(one!.effort.consultation, {
    clinician: { hours: 1, minutes: 21, unknown: false },
    nonClinician: { hours: null, minutes: null, unknown: true },
  });
  assert.deepEqual(one!.effort.cad.nonClinician, { hours: 2, minutes: 5, unknown: false });
  assert.ok(
    GUIDE_PART.startsWith('2222-2222') && !JSON.stringify(one).includes('2222-2222'),
    'the lab’s own code stays in the lab',
  );
});

test('an extremity without a side, a sixth print and a part that is not listed are each named', () => {
  const [one] = registryCasesOf(state(), ANSWERS);
  const broken: RegistryCase = {
    ...one!,
    parts: [{ ...one!.parts[0]!, laterality: '' }],
    prints: Array.from({ length: 6 }, () => ({ ...one!.prints[0]!, parts: [2] })),
  };
  const faults = registryFaults(broken).join(' ');
  for (const says of [/has no side/, /five physical models/, /not listed/]) assert.match(faults, says);
});

test('the upload file has bars, CRLF and no header, as many cells as the mapping has columns, and no bar out of a comment', () => {
  const [one] = registryCasesOf(state(), ANSWERS);
  const commented = { ...one!, parts: [{ ...one!.parts[0]!, comment: 'malunion | old\r\nfracture' }] };
  const text = registryUpload([commented, one!], NEUTRAL_MAPPING);
  const lines = text.split('\r\n');
  assert.deepEqual([lines.length, lines[2]], [3, '']);
  for (const line of lines.slice(0, 2)) assert.equal(line.split('|').length, NEUTRAL_MAPPING.columns.length);
  assert.ok(!text.replaceAll('\r\n', '').includes('\n'));
  assert.match(registryFileName('2026-11 A'), /^3dp_case_202611A\.txt$/);
});

test('a site maps fields to its own columns and words', () => {
  const [one] = registryCasesOf(state(), ANSWERS);
  const column = (path: string, values: Record<string, string> = {}, constant = '') => ({
    header: path,
    path,
    constant,
    values,
  });
  assert.deepEqual(
    registryRow(one!, {
      schema: 'specola/registry-mapping/1',
      name: 'site',
      columns: [
        column('', {}, 'V2'),
        column('parts.0.laterality', { Right: 'R' }),
        column('effort.cad.clinician.unknown', { true: 'Y' }),
        column('parts.7.region'),
      ],
    }),
    ['V2', 'R', 'Y', ''],
  );
});

test('the figures of the program count volume, speed, effort, value and units that wait for the payer', () => {
  const figures = programFigures([state()]);
  assert.deepEqual([figures.cases, figures.guides, figures.models, figures.items], [1, 1, 0, 2]);
  assert.equal(figures.firstPassYield, 1);
  assert.equal(figures.turnaroundDaysMedian, 0);
  assert.deepEqual([figures.clinicianMinutes, figures.nonClinicianMinutes], [81, 125.4]);
  // 38.5 minutes at 62 dollars.
  assert.equal(figures.savedCents, 238_700n);
  assert.equal(figures.confidenceGainMean, 2);
  assert.deepEqual(figures.units, [
    {
      code: '0561T',
      payer: 'medicare-ffs',
      setting: 'hospital-outpatient-on-campus',
      outcome: 'pending',
      units: 1,
      chargedCents: 125000n,
      paidCents: 0n,
    },
  ]);
});
