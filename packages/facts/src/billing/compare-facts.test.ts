import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BillingFacts, SHIPPED_BILLING_FACTS } from './billing-facts.ts';
import { compareFacts, faultsOfFacts, unverifiedFacts } from './compare-facts.ts';

const changed = (change: (facts: BillingFacts) => void): BillingFacts => {
  const facts = BillingFacts.parse(structuredClone(SHIPPED_BILLING_FACTS));
  change(facts);
  return facts;
};
const codeOf = (facts: BillingFacts, code: string) => facts.codes.find((one) => one.code === code)!;

test('the shipped facts have no fault, and nothing changes against themselves', () => {
  assert.deepEqual(faultsOfFacts(SHIPPED_BILLING_FACTS), []);
  assert.deepEqual(compareFacts(SHIPPED_BILLING_FACTS, SHIPPED_BILLING_FACTS), []);
});

test('a new limit, a new end, a surer fact, a new row and a lost one are each told by their place', () => {
  const now = changed((facts) => {
    const limits = codeOf(facts, '0560T').maximumUnits;
    limits[1]!.to = '2026-12-31';
    limits.push({ ...limits[1]!, value: 6, from: '2027-01-01', to: null });
    codeOf(facts, '0562T').maximumUnits[1]!.value = 3;
    codeOf(facts, '0559T').sunset[0]!.confidence = 'sure';
    facts.payers = facts.payers.filter(({ key }) => key !== 'cigna');
    facts.settings.push({ ...facts.settings[0]!, setting: 'mobile-unit' });
  });
  assert.deepEqual(
    compareFacts(SHIPPED_BILLING_FACTS, now).map(({ change, where, before, after }) =>
      change.startsWith('row') ? [change, where] : [change, where, before, after],
    ),
    [
      ['confidence', 'codes/0559T/sunset from 2019-07-01', 'from-memory', 'sure'],
      ['until', 'codes/0560T/maximumUnits from 2026-04-01', 'no end known', '2026-12-31'],
      ['added', 'codes/0560T/maximumUnits from 2027-01-01', null, '6'],
      ['value', 'codes/0562T/maximumUnits from 2026-04-01', '2', '3'],
      ['row-removed', 'payers/cigna'],
      ['row-added', 'settings/mobile-unit'],
    ],
  );
});

test('what nobody has checked is listed with its source, and a checked fact is not', () => {
  const places = unverifiedFacts(SHIPPED_BILLING_FACTS).map(({ where, confidence }) => [where, confidence]);
  const has = (place: string, confidence: string) =>
    places.some(([where, how]) => where === place && how === confidence);
  assert.ok(has('codes/1030T/active from 2026-07-01', 'likely'));
  assert.ok(has('codes/0559T/sunset from 2019-07-01', 'from-memory'));
  assert.ok(!places.some(([where]) => where === 'codes/0560T/maximumUnits from 2026-04-01'));
});

test('each fault that a schema does not see is found', () => {
  const faults = (change: (facts: BillingFacts) => void) => faultsOfFacts(changed(change)).join(' ');
  assert.match(
    faults((facts) => facts.codes.push(codeOf(facts, '0559T'))),
    /0559T stands there twice/,
  );
  assert.match(
    faults((facts) => {
      codeOf(facts, '0560T').maximumUnits[0]!.to = null;
    }),
    /two facts hold on 2026-04-01/,
  );
  assert.match(
    faults((facts) => {
      codeOf(facts, '0560T').maximumUnits[0]!.to = '2018-01-01';
    }),
    /ends before, on 2018-01-01/,
  );
  assert.match(
    faults((facts) => {
      codeOf(facts, '0560T').parent = '0599T';
    }),
    /parent 0599T is not in the table/,
  );
  assert.match(
    faults((facts) => facts.payers[0]!.codes.push('0999T')),
    /0999T is not in the table of codes/,
  );
});
