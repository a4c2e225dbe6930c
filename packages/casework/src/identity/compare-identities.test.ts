import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareIdentities, type Identity } from './compare-identities.ts';

const ORDER: Identity = {
  name: 'MÜLLER-LÜDENSCHEID^Anna Maria^^Dr',
  medicalRecordNumber: '0012345',
  birthDate: '19610809',
  sex: 'F',
  accessionNumber: 'A-77',
};
const answers = (other: Partial<Identity>) =>
  compareIdentities(ORDER, { ...ORDER, ...other }).map(({ agrees }) => agrees);

test('one person written by two systems agrees in every field', () => {
  assert.deepEqual(
    answers({
      name: 'MULLERLUDENSCHEID^ANNA-MARIA',
      medicalRecordNumber: '12345',
      birthDate: '1961-08-09',
      sex: 'female',
      accessionNumber: 'a77',
    }),
    ['yes', 'yes', 'yes', 'yes', 'yes'],
  );
});

test('another name, number, birth date, sex or accession number is each found by itself', () => {
  assert.deepEqual(answers({ name: 'MÜLLER^Anna' }), ['no', 'yes', 'yes', 'yes', 'yes']);
  assert.deepEqual(answers({ medicalRecordNumber: '0012346' }), ['yes', 'no', 'yes', 'yes', 'yes']);
  assert.deepEqual(answers({ birthDate: '19610908' }), ['yes', 'yes', 'no', 'yes', 'yes']);
  assert.deepEqual(answers({ sex: 'M' }), ['yes', 'yes', 'yes', 'no', 'yes']);
  assert.deepEqual(answers({ accessionNumber: 'A-78' }), ['yes', 'yes', 'yes', 'yes', 'no']);
});

test('what one side does not give is neither right nor wrong', () => {
  assert.deepEqual(answers({ birthDate: null, accessionNumber: '  ' })[2], 'not-given');
  assert.deepEqual(answers({ birthDate: null, accessionNumber: '  ' })[4], 'not-given');
});
