import type { Bill } from '../billing/bill.ts';
import type { CaseState } from '../case/case-state.ts';
import type { Problem } from '../case/problem.ts';
import { evidenceOf } from './evidence-of.ts';

/**
 * What stands against letting a claim go: evidence that is missing, with who owes it; what blocks the bill; questions
 * that no coder has answered; identities that do not agree. Passing evidence only ever shortens the list.
 */
export function claimProblems(state: CaseState, bill: Bill): Problem[] {
  return [
    ...(bill.lines.length === 0
      ? [
          problem(
            'nothing-to-bill',
            'The case has no line to bill.',
            'The list of what is not billed says why.',
            'biller',
          ),
        ]
      : []),
    ...evidenceOf(state).flatMap(({ point, missing }) =>
      missing.map(
        ({ what, owes }): Problem => ({
          code: `evidence/${point}`,
          what,
          why: 'A claim without the record of the whole service cannot be defended.',
          mend: 'Do it, and record it in the case.',
          owes,
        }),
      ),
    ),
    ...bill.blockers.map(({ code, what, mend }) => problem(code, what, mend, 'biller')),
    ...bill.lines
      .filter(({ price }) => price.kind === 'unpriced')
      .map(({ code }) =>
        problem('billing/unpriced', `${code} has no price.`, 'Enter it in the site’s fee schedule.', 'manager'),
      ),
    ...bill.decisions
      .filter(({ code }) => !state.codingDecisions.has(code))
      .map(({ code, question }) =>
        problem(`decision/${code}`, `A coder has not answered: ${question}`, 'Answer it with a reason.', 'biller'),
      ),
    ...bill.decisions
      .filter(({ code }) => state.codingDecisions.get(code)?.act.agrees === false)
      .map(({ code, proposal }) =>
        problem(
          `decision/${code}`,
          `The coder does not agree with what is proposed: ${proposal}`,
          'Change the case, the flags of the bill or the facts, until nothing of it is proposed.',
          'biller',
        ),
      ),
    ...state.mismatches.map(({ number }) =>
      problem(
        'case/identity-mismatch',
        `Entry ${number} found identities that do not agree.`,
        'Resolve it by name, with a reason.',
        'manager',
      ),
    ),
  ];
}

const problem = (code: string, what: string, mend: string, owes: Problem['owes']): Problem => ({
  code,
  what,
  why: 'A claim leaves only when nothing stands against it.',
  mend,
  owes,
});
