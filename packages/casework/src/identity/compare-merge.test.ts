import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from './compare-identities.ts';
import { compareMerge } from './compare-merge.ts';

const OURS: Identity = {
  name: 'QUILLFEATHER^OTTOLINE',
  medicalRecordNumber: '0077',
  birthDate: '19320317',
  sex: 'F',
  accessionNumber: 'A1',
};
const fieldsOf = (surviving: Partial<Identity>, merged: string) =>
  compareMerge(OURS, { surviving: { ...OURS, accessionNumber: null, ...surviving }, mergedMedicalRecordNumber: merged })
    ?.filter(({ agrees }) => agrees === 'no')
    .map(({ field }) => field) ?? null;

test('our patient who is merged into another number agrees, unless something else differs', () => {
  assert.deepEqual(fieldsOf({ medicalRecordNumber: '88' }, '77'), []);
  assert.deepEqual(fieldsOf({ medicalRecordNumber: '88', sex: 'M' }, '77'), ['sex']);
});

test('a record that is merged into ours is compared with ours', () => {
  assert.deepEqual(fieldsOf({ medicalRecordNumber: '77' }, '12'), []);
  assert.deepEqual(fieldsOf({ medicalRecordNumber: '77', name: 'QUILL^OTTO' }, '12'), ['name']);
});

test('a merge of two others says nothing of our patient', () => {
  assert.equal(fieldsOf({ medicalRecordNumber: '88' }, '99'), null);
  assert.equal(fieldsOf({ medicalRecordNumber: null }, ''), null);
});
