import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BillingFacts, SHIPPED_BILLING_FACTS } from '@specola/facts';
import { type BillingCase, PLAIN_WORK } from './cases/billing-case.ts';
import { CODE_CASES } from './cases/code-cases.ts';
import { COUNT_CASES } from './cases/count-cases.ts';
import { DATE_CASES } from './cases/date-cases.ts';
import { MODIFIER_CASES } from './cases/modifier-cases.ts';
import { NOTICE_CASES } from './cases/notice-cases.ts';
import { PAYER_CASES } from './cases/payer-cases.ts';
import { SETTING_CASES } from './cases/setting-cases.ts';
import { deriveBill } from './derive-bill.ts';
import type { FeeSchedule } from './fee-schedule.ts';

const ALL = [
  ...COUNT_CASES,
  ...DATE_CASES,
  ...SETTING_CASES,
  ...NOTICE_CASES,
  ...MODIFIER_CASES,
  ...CODE_CASES,
  ...PAYER_CASES,
];
const FEES: FeeSchedule = {
  schema: 'specola/fee-schedule/1',
  currency: 'USD',
  fees: ['0559T', '0560T', '0561T', '0562T'].map((code) => ({
    code,
    cents: 100_00,
    from: '2000-01-01',
    to: null,
    revenueCode: null,
  })),
};
const origin = {
  from: '2019-07-01',
  to: null,
  source: 'this test',
  checkedOn: '2026-11-25',
  confidence: 'sure',
} as const;
const plan = (key: string, more: Partial<BillingFacts['payers'][number]> = {}): BillingFacts['payers'][number] => ({
  key,
  label: key,
  kind: 'commercial',
  codes: ['0559T', '0560T', '0561T', '0562T'],
  position: [{ value: 'at-discretion', ...origin }],
  documents: [],
  priorAuthorization: [],
  modifiers: [],
  appeal: '',
  ...more,
});
const FACTS: BillingFacts = {
  ...SHIPPED_BILLING_FACTS,
  payers: [
    ...SHIPPED_BILLING_FACTS.payers,
    plan('plan-at-discretion'),
    plan('plan-that-asks-for-kx', { modifiers: [{ value: ['KX'], ...origin }] }),
    plan('plan-with-authorization', { priorAuthorization: [{ value: true, ...origin }] }),
  ],
};
const billOf = (row: BillingCase) => deriveBill({ ...PLAIN_WORK, ...row.work }, FACTS, FEES);
const sorted = (codes: readonly string[]): string[] => codes.map((code) => code.replace('billing/', '')).sort();

for (const row of ALL)
  test(`the bill of: ${row.title}`, () => {
    const bill = billOf(row);
    const decisions = bill.decisions.map(({ code }) => code);
    assert.deepEqual(
      bill.lines.map(({ code, modifiers, units }) => `${code}${modifiers.map((one) => `-${one}`).join('')}×${units}`),
      row.lines,
      row.ground,
    );
    assert.equal(bill.notBilled.length, row.notBilled?.length ?? 0, JSON.stringify(bill.notBilled));
    for (const words of row.notBilled ?? [])
      assert.ok(
        bill.notBilled.some(({ what }) => what.includes(words)),
        words,
      );
    assert.deepEqual(sorted(bill.blockers.map(({ code }) => code)), sorted(row.blockers ?? []), row.ground);
    assert.deepEqual(sorted(bill.warnings.map(({ code }) => code)), sorted(row.warnings ?? []), row.ground);
    assert.deepEqual(
      sorted(decisions.filter((code) => !code.startsWith('confirm/'))),
      sorted(row.decisions ?? []),
      row.ground,
    );
    for (const fact of row.confirms ?? []) assert.ok(decisions.includes(`confirm/${fact}`), `${fact}: ${decisions}`);
    for (const fact of row.doesNotConfirm ?? []) assert.ok(!decisions.includes(`confirm/${fact}`), fact);
  });

test('the table has at least 120 cases, no two of one name, and each names the section that it stands on', () => {
  assert.ok(ALL.length >= 120, String(ALL.length));
  assert.equal(new Set(ALL.map(({ title }) => title)).size, ALL.length);
  for (const { ground, title } of ALL) assert.match(ground, /^(Section \d|Opening|Issue)/, title);
});

test('every line of every case explains itself, and every fact below sure that anything stands on is put to the coder', () => {
  for (const row of ALL) {
    const bill = billOf(row);
    const asked = new Set(bill.decisions.map(({ code }) => code));
    for (const { because, basis, counts, units } of bill.lines) {
      assert.ok(because.length > 0 && basis.length > 0);
      assert.equal(counts.length, units);
    }
    for (const { basis } of [...bill.lines, ...bill.notBilled])
      for (const { fact, confidence } of basis)
        if (confidence !== 'sure') assert.ok(asked.has(`confirm/${fact}`), `${row.title}: ${fact}`);
    for (const { question, proposal } of bill.decisions) assert.ok(question.length > 0 && proposal.length > 0);
  }
});

test('the form and the place of service follow from the setting', () => {
  const of = (setting: string) => {
    const { form, placeOfService } = deriveBill({ ...PLAIN_WORK, setting }, FACTS, FEES);
    return [form, placeOfService];
  };
  // Section 3: POS 11 office, 19 off-campus, 22 on-campus outpatient, 21 inpatient, 24 ASC.
  assert.deepEqual(of('office'), ['professional', '11']);
  assert.deepEqual(of('hospital-outpatient-off-campus'), ['institutional', '19']);
  assert.deepEqual(of('hospital-outpatient-on-campus'), ['institutional', '22']);
  assert.deepEqual(of('inpatient'), ['institutional', '21']);
  assert.deepEqual(of('ambulatory-surgery-center'), ['professional', '24']);
});
