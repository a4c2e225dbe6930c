import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BillingFacts, SHIPPED_BILLING_FACTS } from '@specola/facts';
import fc from 'fast-check';
import type { BillableWork } from './billable-work.ts';
import { PLAIN_WORK } from './cases/billing-case.ts';
import { deriveBill } from './derive-bill.ts';
import { NO_FEES } from './fee-schedule.ts';

const NOTHING: BillableWork = { ...PLAIN_WORK, setting: 'hospital-outpatient-on-campus', payer: 'aetna' };
const bones = (count: number, printed = true): BillableWork['components'] =>
  Array.from({ length: count }, (_, at) => ({
    key: `c${at + 1}`,
    anatomy: `structure-${at + 1}`,
    side: 'left' as const,
    segmentedOnItsOwn: true,
    processedOnItsOwn: true,
    separatelyOrdered: false,
    printed,
  }));
const billOf = (work: Partial<BillableWork>) => deriveBill({ ...NOTHING, ...work }, SHIPPED_BILLING_FACTS, NO_FEES);
const units = (work: Partial<BillableWork>) => billOf(work).lines.map(({ code, units: count }) => `${code}×${count}`);

test('the shipped facts of billing keep to their own schema', () => {
  assert.doesNotThrow(() => BillingFacts.parse(SHIPPED_BILLING_FACTS));
});

test('an aortic model of three components is one first and two further components', () => {
  assert.deepEqual(units({ components: bones(3) }), ['0559T×1', '0560T×2']);
});

test('eight components in May 2026 stay seven further ones, with a warning of the limit of five', () => {
  const bill = billOf({ components: bones(8) });
  assert.deepEqual(
    bill.lines.map(({ units: count }) => count),
    [1, 7],
  );
  assert.match(bill.warnings.find(({ code }) => code === 'billing/units-above-limit')!.what, /limit of 5/);
});

test('two further components are above the limit on 31 March 2026 and below it on 1 April', () => {
  const above = (serviceOn: string) =>
    billOf({ serviceOn, components: bones(3) }).warnings.some(({ code }) => code === 'billing/units-above-limit');
  assert.deepEqual([above('2026-03-31'), above('2026-04-01')], [true, false]);
});

const work = fc.record({
  serviceOn: fc.constantFrom('2025-06-01', '2026-03-31', '2026-04-01', '2026-06-30', '2026-07-01', '2028-01-05'),
  setting: fc.constantFrom('hospital-outpatient-on-campus', 'office', 'inpatient', 'ambulatory-surgery-center'),
  payer: fc.constantFrom('aetna', 'medicare-ffs', 'medicaid', 'nobody-knows'),
  components: fc.nat(9).map((count) => bones(count)),
  guides: fc.nat(4).map((count) => Array.from({ length: count }, (_, at) => ({ key: `g${at + 1}`, printed: true }))),
});

test('copies, trial bones, test prints, failed prints and pieces never change a unit', () => {
  fc.assert(
    fc.property(
      work,
      fc.nat(5),
      fc.nat(5),
      fc.nat(5),
      fc.nat(5),
      fc.nat(5),
      (base, copies, trialBones, testPrints, failedPrints, extraPieces) => {
        assert.deepEqual(units({ ...base, copies, trialBones, testPrints, failedPrints, extraPieces }), units(base));
      },
    ),
  );
});

test('an add-on never stands on a claim that is not blocked without its parent', () => {
  fc.assert(
    fc.property(work, fc.subarray(['0559T', '0560T', '0561T', '0562T']), (base, onlyCodes) => {
      const bill = billOf({ ...base, onlyCodes });
      const codes = bill.lines.map(({ code }) => code);
      const orphan =
        (codes.includes('0560T') && !codes.includes('0559T')) || (codes.includes('0562T') && !codes.includes('0561T'));
      assert.equal(
        bill.blockers.some(({ code }) => code === 'billing/add-on-without-parent'),
        orphan,
      );
    }),
  );
});

test('every line explains itself, and every fact below sure that it stands on is put to the coder', () => {
  fc.assert(
    fc.property(work, (base) => {
      const bill = billOf(base);
      for (const line of bill.lines) {
        assert.ok(line.because.length > 0 && line.basis.length > 0);
        for (const basis of line.basis)
          if (basis.confidence !== 'sure')
            assert.ok(bill.decisions.some(({ code }) => code === `confirm/${basis.fact}`));
      }
    }),
  );
});
