import type { CaseState, Item } from './case-state.ts';

/**
 * The printed items that count for the patient: good prints for care, less what a closed non-conformance scrapped or had
 * made anew, less what another of the same part and piece was released in place of.
 */
export function itemsForCare(state: CaseState): Item[] {
  const good = [...state.items.values()].filter(
    ({ code, printed: { act } }) =>
      act.purpose === 'patient-care' && act.outcome === 'good' && !state.scrapped.has(code),
  );
  const same = (one: Item, other: Item): boolean =>
    one.printed.act.part === other.printed.act.part && one.printed.act.piece.number === other.printed.act.piece.number;
  return good.filter((item) => item.released !== null || !good.some((other) => other.released && same(item, other)));
}
