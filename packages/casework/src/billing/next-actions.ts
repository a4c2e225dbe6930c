import { DENIAL_REASONS, type DenialReason } from '@specola/facts';
import type { CaseState } from '../case/case-state.ts';
import { evidenceOf } from '../evidence/evidence-of.ts';

/** What is to be done about one line that came back. */
export interface NextAction {
  readonly code: string;
  readonly reason: string;
  readonly means: string;
  readonly next: DenialReason['next'] | 'ask';
  readonly does: string;
}

/** The latest answer to each claim of a case, as things to do; a reason that is not in the table is for a person. */
export function nextActions(state: CaseState): NextAction[] {
  const latest = new Map(state.claimAnswers.map((answer) => [answer.act.claim, answer.act]));
  return [...latest.values()].flatMap(({ stage, lines }) => {
    if (stage === 'rejected')
      return [
        {
          code: '',
          reason: 'rejected',
          means: 'the file was not taken',
          next: 'correct-and-resend' as const,
          does: 'Mend what the acknowledgement names and send it again; it never reached a person.',
        },
      ];
    return lines.flatMap(({ code, adjustments, remarks }) =>
      [...adjustments.map(({ reason }) => reason), ...remarks].map((reason): NextAction => {
        const known = DENIAL_REASONS.find((one) => one.code === reason);
        return known
          ? { code, reason, means: known.means, next: known.next, does: known.does }
          : {
              code,
              reason,
              means: 'not in the table',
              next: 'ask',
              does: 'Look the reason up and enter it in the table with its source.',
            };
      }),
    );
  });
}

/**
 * The draft of an appeal, in paragraphs, from the record alone: what was ordered and why, what was done, by whom, how
 * long, how far it was checked. A person completes and signs it. Names no patient: the letterhead brings that.
 */
export function appealDraft(state: CaseState, claim: string): string[] {
  const { order } = state;
  const answer = state.claimAnswers.findLast(({ act }) => act.claim === claim)?.act;
  const released = state.claims.find(({ act }) => act.claim === claim)?.act;
  if (!order || !answer || !released) return [];
  const denied = answer.lines.filter(({ paidCents }) => paidCents <= 0);
  const minutes = state.times.reduce((sum, { act }) => sum + act.minutes, 0);
  const complete = evidenceOf(state).filter(({ missing }) => missing.length === 0).length;
  const parts = [...state.parts.values()].map((part) =>
    part.kind === 'model'
      ? `a model of ${part.components.length} component${part.components.length === 1 ? '' : 's'}, each segmented and processed on its own (${part.components.map(({ anatomy, side }) => `${anatomy}, ${side}`).join('; ')})`
      : `a ${part.guideType} guide for the ${part.bone}, ${part.side}`,
  );
  return [
    `We ask you to reconsider claim ${claim}: ${denied.map(({ code, units }) => `${code} × ${units}`).join(', ')}, denied for ${[...new Set(denied.flatMap(({ adjustments }) => adjustments.map(({ group, reason }) => `${group}-${reason}`)))].join(', ')}.`,
    `The service was ordered for ${order.diagnoses.map(({ icd10cm }) => icd10cm).join(', ')}. The question was: ${order.clinicalQuestion} The ordering clinician states: ${order.necessity}`,
    `Prepared were ${parts.join('; ')}. The images were reviewed and accepted by name before the work began.`,
    `The final design was laid over the patient’s own images and approved, that very version, before it was printed; it was measured, photographed and released by name. ${complete} of the 13 points of the record are complete; ${Math.round(minutes)} minutes of work are logged by person and step.`,
    ...(state.outcomes.length > 0 && state.outcomes.at(-1)!.act.minutesSaved !== null
      ? [`After the operation the surgeon put the time saved at ${state.outcomes.at(-1)!.act.minutesSaved} minutes.`]
      : []),
    'In the literature such models saved 62 minutes in the operating room on average and guides 23 (Ballard 2020, PMC7078060). The packet with the record of every step is enclosed.',
  ];
}
