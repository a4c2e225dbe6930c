import { type BillingFacts, type DatedFact, factOn, type ServiceCode } from '@specola/facts';
import { BrokenPromiseError } from '@specola/space';
import type { Basis } from './bill.ts';

/** The facts of one day. */
export interface FactBook {
  readonly day: string;
  readonly facts: BillingFacts;
  code(code: string): ServiceCode | null;
  rule(key: string): Basis;
  on<T>(facts: readonly DatedFact<T>[]): DatedFact<T> | null;
}

export function factBook(facts: BillingFacts, day: string): FactBook {
  return {
    day,
    facts,
    code: (code) => facts.codes.find((one) => one.code === code) ?? null,
    on: (dated) => factOn(dated, day),
    rule(key) {
      const rule = facts.rules.find((one) => one.key === key);
      if (!rule) throw new BrokenPromiseError(`The table of billing rules has no rule "${key}".`);
      // A rule that began later still explains; one that ended does not hold, and says so by its dates.
      const fact = factOn(rule.says, day) ?? rule.says[0]!;
      return basisOf(key, fact.value, fact);
    },
  };
}

export const basisOf = (
  fact: string,
  says: string,
  { source, checkedOn, confidence }: Omit<DatedFact<unknown>, 'value'>,
): Basis => ({
  fact,
  says,
  source,
  checkedOn,
  confidence,
});
