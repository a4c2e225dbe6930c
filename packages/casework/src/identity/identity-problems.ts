import type { CaseState } from '../case/case-state.ts';
import type { Problem } from '../case/problem.ts';

/** Whether anybody has laid order and images side by side, and whether what was laid there said anything. */
export function identityProblems(state: CaseState): Problem[] {
  const why = 'A model of another patient looks right.';
  const mismatches = state.mismatches.map(
    ({ number, act }): Problem => ({
      code: 'case/identity-mismatch',
      what: `Entry ${number} (${act.between}) found identities that do not agree: ${act.fields
        .filter(({ agrees }) => agrees === 'no')
        .map(({ field }) => field)
        .join(', ')}.`,
      why,
      mend: 'A named person has to find out and resolve it with a reason: specola case resolve.',
      owes: 'manager',
    }),
  );
  if (state.images.size === 0) return mismatches;
  const compared = state.comparisons.filter(({ act }) => act.between === 'order-and-images');
  if (compared.some(({ act }) => act.fields.some(({ agrees }) => agrees !== 'not-given'))) return mismatches;
  return [
    ...mismatches,
    {
      code: 'case/identity-not-compared',
      what: 'Nobody has compared the patient of the order with the patient of the images.',
      why,
      mend: 'Attach the images with "specola case attach", which compares them.',
      owes: 'engineer',
    },
  ];
}
