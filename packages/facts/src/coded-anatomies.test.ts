import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anatomyNamed, CODED_ANATOMIES } from './coded-anatomies.ts';

test('names that other programs give are known with their side', () => {
  const told = (name: string) => {
    const named = anatomyNamed(name);
    return named && [named.anatomy.type.value, named.side];
  };
  assert.deepEqual(told('femur_left'), ['71341001', 'left']);
  assert.deepEqual(told('Right femur'), ['71341001', 'right']);
  assert.deepEqual(told('Kidney R'), ['64033007', 'right']);
  assert.deepEqual(told('vertebrae_L3'), ['36470004', null]);
  assert.deepEqual(told('rib_left_7'), ['24915002', 'left']);
  assert.deepEqual(told('heart_atrium_left'), ['82471001', null]);
  assert.deepEqual(told('Bone'), ['272673000', null]);
  assert.equal(told('Segment_1'), null);
  assert.equal(told('liver_left'), null);
});

test('each code stands once, each meaning fits a DICOM code meaning, each color a byte', () => {
  const all = Object.values(CODED_ANATOMIES);
  assert.equal(new Set(all.map(({ type }) => type.value)).size, all.length);
  for (const { type, color, key } of all) {
    assert.ok(type.meaning.length <= 64 && /^\d{6,18}$/.test(type.value), key);
    assert.ok(
      color.every((part) => Number.isInteger(part) && part >= 0 && part <= 255),
      key,
    );
  }
});
