import { type ItemKind, itemCode, parseItemCode } from '@specola/record';
import type { CaseState } from './case-state.ts';

/** The next code of its kind that nothing in the case carries yet. */
export function nextCode(caseCode: string, state: CaseState, kind: ItemKind): string {
  const taken = [...state.parts.keys(), ...state.items.keys()]
    .map(parseItemCode)
    .flatMap((code) => (code?.kind === kind ? [code.number] : []));
  return itemCode(caseCode, kind, taken.length === 0 ? 0 : Math.max(...taken) + 1);
}
