import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DicomJson, element } from '../data/dicom-json.ts';
import { matches } from './match.ts';

const study: DicomJson = {
  '00080020': element('DA', '20261107'),
  '00080030': element('TM', '143205.5'),
  '00080050': element('SH', 'A-77'),
  '00080061': element('CS', 'CT', 'SEG'),
  '00100010': element('PN', 'Grün^Anna^^'),
  '0020000D': element('UI', '1.2.34'),
};
const fits = (tag: string, vr: string, ...values: string[]): boolean =>
  matches(study, { [tag]: element(vr, ...values) });

test('an empty key and a lone star fit whatever is there, and what is not there', () => {
  assert.ok(fits('00080050', 'SH'));
  assert.ok(fits('00080050', 'SH', '*'));
  assert.ok(fits('00081030', 'LO'));
  assert.ok(!fits('00081030', 'LO', 'Knee'), 'but a value does not fit an absent element');
});

test('names fit in any case, with wildcards, and without their trailing parts', () => {
  assert.ok(fits('00100010', 'PN', 'grün*'));
  assert.ok(fits('00100010', 'PN', 'GRÜN^ANNA'));
  assert.ok(fits('00100010', 'PN', 'Gr?n^A*a'));
  assert.ok(!fits('00100010', 'PN', 'Grün'));
});

test('any of several values may fit any of several keys', () => {
  assert.ok(fits('00080061', 'CS', 'SEG'));
  assert.ok(fits('0020000D', 'UI', '1.2.33', '1.2.34'));
  assert.ok(!fits('0020000D', 'UI', '1.2.3*'), 'a UID has no wildcard');
});

test('ranges of dates and times hold both of their ends', () => {
  for (const range of ['20261107-20261109', '-20261107', '20261101-', '20261107-20261107'])
    assert.ok(fits('00080020', 'DA', range), range);
  for (const range of ['20261108-', '-20261106']) assert.ok(!fits('00080020', 'DA', range), range);
  assert.ok(fits('00080030', 'TM', '1400-1432'), '14:32:05.5 lies within the minute that ends the range');
  assert.ok(!fits('00080030', 'TM', '1433-'));
});

test('items of a sequence are matched within', () => {
  const data: DicomJson = { '00400275': { vr: 'SQ', Value: [{ '00400009': element('SH', 'STEP-3') }] } };
  assert.ok(matches(data, { '00400275': { vr: 'SQ', Value: [{ '00400009': element('SH', 'STEP*') }] } }));
  assert.ok(!matches(data, { '00400275': { vr: 'SQ', Value: [{ '00400009': element('SH', 'STEP-4') }] } }));
});

test('wildcards agree with a regular expression made from them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(text, pattern, (value, asked) => {
      const expected = new RegExp(`^${asked.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value);
      const got = matches({ '00080050': { vr: 'SH', Value: [value] } }, { '00080050': { vr: 'SH', Value: [asked] } });
      assert.equal(got, expected || asked === '*');
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test('a pattern of many stars takes no longer than its length allows', () => {
  const before = performance.now();
  const value = 'a'.repeat(5000);
  assert.ok(!matches({ '00080050': element('SH', value) }, { '00080050': element('SH', `${'*a'.repeat(40)}*b`) }));
  assert.ok(performance.now() - before < 2000);
});
