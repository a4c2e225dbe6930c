import {
  type CaseFile,
  caseState,
  dueDates,
  evidenceOf,
  identityProblems,
  moveProblems,
  movesFrom,
  partProblems,
  recheckForSurgery,
} from '@specola/casework';
import { PRINT_MATERIALS } from '@specola/facts';

/** What somebody who opens a case wants to see: where it stands, what is late, what comes next and what stands against it. */
export function caseSummary(file: CaseFile, nowAt: string) {
  const state = caseState(file);
  const next = movesFrom(state).find(({ kind }) => kind === 'forward') ?? null;
  return {
    caseCode: file.caseCode,
    step: state.step,
    heldAt: state.heldAt,
    entries: file.entries.length,
    order: state.order && {
      service: state.order.service,
      side: state.order.side,
      surgeryAt: state.order.surgeryAt,
      payer: state.order.payer,
    },
    parts: [...state.parts.values()].map((part) => ({
      id: part.id,
      kind: part.kind,
      name: part.name,
      side: part.side,
      problems: partProblems(state, part),
    })),
    items: [...state.items.values()].map(({ code, printed, quality, released, delivered }) => ({
      code,
      part: printed.act.part,
      purpose: printed.act.purpose,
      outcome: printed.act.outcome,
      measured: quality !== null,
      released: released !== null,
      delivered: delivered !== null,
    })),
    due: dueDates(state, nowAt),
    next: next && { to: next.to, problems: moveProblems(state, next.to, '', PRINT_MATERIALS) },
    recheck: [...identityProblems(state), ...recheckForSurgery(state)],
    evidence: evidenceOf(state),
  };
}

export type CaseSummary = ReturnType<typeof caseSummary>;

/** The same in lines for a person. */
export function caseLines(summary: CaseSummary): string[] {
  const late = summary.due.filter((one) => one.late);
  return [
    `Case ${summary.caseCode}: ${summary.step}${summary.heldAt ? ` (held at ${summary.heldAt})` : ''}, ${summary.entries} entries`,
    ...(summary.order
      ? [
          `Order: ${summary.order.service}, ${summary.order.side}${summary.order.surgeryAt ? `, surgery ${summary.order.surgeryAt}` : ''}`,
        ]
      : []),
    ...summary.parts.map(
      ({ id, kind, name, side, problems }) =>
        `  ${id}  ${kind}  ${name} (${side})${problems.length === 0 ? ': may be printed' : ''}`,
    ),
    ...summary.items.map(
      ({ code, part, purpose, outcome, released, delivered }) =>
        `  ${code}  of ${part}  ${purpose}, ${outcome}${delivered ? ', delivered' : released ? ', released' : ''}`,
    ),
    ...late.map(({ step, dueAt }) => `LATE: ${step} was due ${dueAt}`),
    ...summary.recheck.map(({ what }) => `RECHECK: ${what}`),
    ...(summary.next
      ? [
          `Next: ${summary.next.to}${summary.next.problems.length === 0 ? '; nothing stands against it' : ''}`,
          ...summary.next.problems.map(({ what, owes, mend }) => `  - ${what} ${mend} [${owes}]`),
        ]
      : []),
    'Evidence:',
    ...summary.evidence.map(
      ({ point, entries, missing }) =>
        `  ${missing.length === 0 ? 'ok     ' : 'missing'}  ${point}${entries.length > 0 ? ` (entries ${entries.join(', ')})` : ''}${missing.map(({ what, owes }) => `\n             ${what} [${owes}]`).join('')}`,
    ),
  ];
}
