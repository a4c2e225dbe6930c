import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factOn } from './dated-fact.ts';
import { DIAGNOSIS_CODES, type DiagnosisCode } from './diagnoses.ts';
import { mergeIcd10, readIcd10 } from './icd10-list.ts';

// Our own lines in the two published layouts; the labels are ours.
const ORDER_FILE = [
  `00001 I71     0 ${'Aneurysm and dissection'.padEnd(60)} Aneurysm and dissection of the aorta`,
  `00002 I712    0 ${'Thoracic aneurysm'.padEnd(60)} Thoracic aneurysm, whole`,
  `00003 I7121   1 ${'Aneurysm of ascending aorta'.padEnd(60)} Aneurysm of the ascending aorta, whole`,
  `00004 S82891A 1 ${'Other fracture of right lower leg'.padEnd(60)} Other fracture of right lower leg, first visit`,
].join('\r\n');
const CODE_FILE = ['I7121   Aneurysm of the ascending aorta', 'S82891A Other fracture of right lower leg', ''].join(
  '\n',
);
const FROM = { fiscalYear: 2026, source: 'a list of our own', checkedOn: '2026-11-25' };
const statusOn = (table: readonly DiagnosisCode[], code: string, day: string) => {
  const row = table.find((one) => one.code === code);
  return (row && factOn(row.status, day)?.value) ?? null;
};

test('the order file gives codes with their point, headers as headers, and the long label', () => {
  const { layout, codes, unread } = readIcd10(ORDER_FILE);
  assert.deepEqual([layout, unread], ['order', []]);
  assert.deepEqual(codes, [
    { code: 'I71', label: 'Aneurysm and dissection of the aorta', billable: false },
    { code: 'I71.2', label: 'Thoracic aneurysm, whole', billable: false },
    { code: 'I71.21', label: 'Aneurysm of the ascending aorta, whole', billable: true },
    { code: 'S82.891A', label: 'Other fracture of right lower leg, first visit', billable: true },
  ]);
});

test('the code list gives codes that stand on a claim; a line that is none is named', () => {
  const { layout, codes, unread } = readIcd10(`${CODE_FILE}\nnot a code at all\n`);
  assert.equal(layout, 'codes');
  assert.deepEqual(
    codes.map(({ code, billable }) => [code, billable]),
    [
      ['I71.21', true],
      ['S82.891A', true],
    ],
  );
  assert.deepEqual(unread, [4]);
});

test('a year counts from 1 October to 30 September, and what the table says of other years stays', () => {
  const merged = mergeIcd10(DIAGNOSIS_CODES, readIcd10(ORDER_FILE), FROM);
  assert.deepEqual(
    ['2025-09-30', '2025-10-01', '2026-09-30', '2026-10-01'].map((day) => statusOn(merged, 'S82.891A', day)),
    [null, 'billable', 'billable', null],
  );
  assert.deepEqual(
    ['2022-09-30', '2022-10-01', '2026-01-01', '2027-01-01'].map((day) => statusOn(merged, 'I71.2', day)),
    ['billable', 'header-only', 'header-only', 'header-only'],
  );
  const { confidence } = factOn(merged.find(({ code }) => code === 'I71.21')!.status, '2026-01-01')!;
  assert.equal(confidence, 'sure');
});

test('what only begins codes of a list without headers is likely a header', () => {
  const merged = mergeIcd10([], readIcd10(CODE_FILE), FROM);
  const header = merged.find(({ code }) => code === 'S82.891')!;
  assert.deepEqual([header.status[0]!.value, header.status[0]!.confidence], ['header-only', 'likely']);
  assert.equal(statusOn(merged, 'S82.891A', '2026-01-01'), 'billable');
});

test('only a whole list makes a code that it lacks no code', () => {
  const piece = mergeIcd10(DIAGNOSIS_CODES, readIcd10(CODE_FILE), FROM);
  assert.equal(statusOn(piece, 'I38', '2026-01-01'), 'billable');
  const many = Array.from({ length: 60_000 }, (_, at) => {
    const [letter, rest] = [String.fromCharCode(65 + (at % 3)), String(at).padStart(5, '0')];
    return `${letter}${rest}  Code ${at}`;
  }).join('\n');
  const whole = mergeIcd10(DIAGNOSIS_CODES, readIcd10(many), FROM);
  assert.equal(statusOn(whole, 'I38', '2026-01-01'), 'not-a-code');
  assert.equal(statusOn(whole, 'I38', '2026-10-01'), 'billable');
});
