import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Doing, runCase, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { caseState } from '../case/case-state.ts';
import { appealDraft, nextActions } from './next-actions.ts';

const line = (code: string, paidCents: number, reasons: string[], remarks: string[] = []) => ({
  code,
  units: 1,
  paidCents,
  adjustments: reasons.map((reason) => ({ group: 'CO', reason, cents: 100 })),
  remarks,
});
const answered = (lines: ReturnType<typeof line>[]) => {
  const doings: Doing[] = [
    ...WAY_OF_A_GUIDE,
    [
      'manager',
      'manager',
      { kind: 'person-added', person: { id: 'biller', name: 'Bill Biller', credential: 'other', roles: ['biller'] } },
    ],
    [
      'biller',
      'biller',
      {
        kind: 'claim-released',
        claim: 'C-9',
        bill: 'a'.repeat(64),
        packet: null,
        attachmentControlNumber: null,
        form: 'institutional',
        totalCents: 100,
        lines: [{ code: '0561T', units: 1, cents: 100 }],
      },
    ],
    ['biller', 'biller', { kind: 'claim-answered', claim: 'C-9', stage: 'denied', lines }],
  ];
  return caseState(runCase(doings).file);
};

test('each reason of a denial leads to what is done next, and one that nobody knows to a person', () => {
  assert.deepEqual(
    nextActions(answered([line('0561T', 0, ['50', '45'], ['N362', 'N999'])])).map(({ reason, next }) => [reason, next]),
    [
      ['50', 'appeal'],
      ['45', 'none'],
      ['N362', 'appeal'],
      ['N999', 'ask'],
    ],
  );
});

test('an appeal says what was denied, why it was needed and what was done, out of the record', () => {
  const text = appealDraft(answered([line('0561T', 0, ['50'])]), 'C-9').join('\n');
  for (const says of [
    /C-9: 0561T × 1, denied for CO-50/,
    /A deformity in two planes/,
    /osteotomy guide for the tibia, right/,
    /PMC7078060/,
  ])
    assert.match(text, says);
  assert.deepEqual(appealDraft(answered([]), 'another'), []);
});
