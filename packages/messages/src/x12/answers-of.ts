import type { ActOf } from '@specola/casework';
import { readInterchange, transactionsOf } from './interchange.ts';
import { readAcknowledgement, readClaimStatus } from './read-acknowledgement.ts';
import { type Adjustment, type RemittedClaim, readRemittance } from './read-remittance.ts';
import { NotX12Error, UnbalancedRemittanceError } from './x12-errors.ts';

type Answer = ActOf<'claim-answered'>;

/** What was sent, as far as an answer must be matched to it. */
export interface SentClaim {
  readonly claim: string;
  /** Of the interchange that it left in; null when that was not kept. */
  readonly controlNumber: number | null;
}

/**
 * The answers to these claims in an acknowledgement (999), a claim status (277CA) or a remittance (835); what concerns
 * other claims is left alone.
 *
 * @throws NotX12Error
 * @throws UnbalancedRemittanceError
 */
export function answersTo(sent: readonly SentClaim[], text: string): Answer[] {
  const interchange = readInterchange(text);
  const kinds = ['999', '277', '835'].filter((kind) => transactionsOf(interchange, kind).length > 0);
  if (kinds.length === 0) throw new NotX12Error('there is no 999, 277CA or 835 in it.');
  return kinds.flatMap((kind) =>
    kind === '999' ? acknowledged(sent, text) : kind === '277' ? statuses(sent, text) : remitted(sent, text),
  );
}

function acknowledged(sent: readonly SentClaim[], text: string): Answer[] {
  return readAcknowledgement(text).flatMap(({ groupControl, answer, transactions }) =>
    sent
      .filter(
        ({ controlNumber }) => controlNumber !== null && String(controlNumber) === groupControl.replace(/^0+/, ''),
      )
      .map(({ claim }): Answer => {
        const said = transactions[0]?.answer || answer;
        return {
          kind: 'claim-answered',
          claim,
          stage: said === 'A' || said === 'E' ? 'acknowledged' : 'rejected',
          lines: [],
        };
      }),
  );
}

/** Categories of a 277CA: A0 to A2 are on their way or in, P is pending, every other A is a refusal. */
function statuses(sent: readonly SentClaim[], text: string): Answer[] {
  return readClaimStatus(text).flatMap(({ claim, statuses: said }) => {
    const known = sent.find((one) => one.claim === claim);
    if (!known || said.length === 0) return [];
    const categories = said.map(({ category }) => category);
    const stage = categories.some((one) => /^(A[3-8]|E|D)/.test(one))
      ? ('rejected' as const)
      : categories.some((one) => one.startsWith('P'))
        ? ('pending' as const)
        : categories.includes('A2')
          ? ('accepted' as const)
          : ('acknowledged' as const);
    return [{ kind: 'claim-answered' as const, claim: known.claim, stage, lines: [] }];
  });
}

/** CLP02 of a claim that is still looked at, forwarded or taken back: nothing of it is final. */
const NOT_FINAL = new Set(['5', '11', '13', '15', '16', '17', '22', '23', '25', '27']);

function remitted(sent: readonly SentClaim[], text: string): Answer[] {
  return readRemittance(text).flatMap(({ balances, claims }) => {
    const ours = claims.filter(({ claim }) => sent.some((one) => one.claim === claim));
    if (ours.length > 0 && !balances) throw new UnbalancedRemittanceError();
    return ours.map(answerOf);
  });
}

function answerOf(claim: RemittedClaim): Answer {
  const lines = claim.lines.map(({ code, units, paidCents, adjustments, remarks }) => ({
    code,
    units: Math.max(0, Math.round(units)),
    paidCents: Number(paidCents),
    adjustments: adjustments.map(adjustmentOf),
    remarks: [...remarks],
  }));
  // What was decided of the claim as a whole stands on a line without a code.
  if (claim.adjustments.length > 0 || claim.remarks.length > 0 || lines.length === 0)
    lines.push({
      code: '',
      units: 0,
      paidCents: lines.length === 0 ? Number(claim.paidCents) : 0,
      adjustments: claim.adjustments.map(adjustmentOf),
      remarks: [...claim.remarks],
    });
  const coded = lines.filter(({ code }) => code !== '');
  const judged = coded.length > 0 ? coded : lines;
  const paid = judged.filter(({ paidCents }) => paidCents > 0).length;
  const stage = NOT_FINAL.has(claim.status)
    ? ('pending' as const)
    : claim.status === '4' || claim.paidCents <= 0n
      ? ('denied' as const)
      : paid === judged.length
        ? ('paid' as const)
        : ('partly-paid' as const);
  return { kind: 'claim-answered', claim: claim.claim, stage, lines };
}

const adjustmentOf = ({ group, reason, cents }: Adjustment) => ({ group, reason, cents: Number(cents) });
