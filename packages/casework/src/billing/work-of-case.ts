import type { CaseState } from '../case/case-state.ts';
import type { BillableWork } from './billable-work.ts';

/** What the case does not say and a biller or the site does. */
export interface BillingAnswers {
  /** Null takes the day on which the last item was released; common practice, no rule was found. */
  readonly serviceOn: string | null;
  readonly paymentWindowDays: number;
  readonly otherCodes: readonly string[];
  readonly onlyCodes: readonly string[] | null;
  readonly modifiers: BillableWork['modifiers'];
  readonly alreadyReportedDigitally: boolean;
}

/** What a case did, stripped to what a bill turns on. Null while it has no order. */
export function workOfCase(state: CaseState, answers: BillingAnswers): BillableWork | null {
  const { order } = state;
  if (!order) return null;
  const items = [...state.items.values()];
  const good = items.filter(({ printed: { act } }) => act.outcome === 'good' && act.purpose === 'patient-care');
  const printedParts = new Set(good.map(({ printed }) => printed.act.part));
  const parts = [...state.parts.values()];
  const models = parts.filter((part) => part.kind === 'model');
  const trialBones = models.filter(({ companionOf }) => companionOf !== null);
  const pieces = new Set(good.map(({ printed: { act } }) => `${act.part} ${act.piece.number}`)).size;
  const releases = items.flatMap(({ released }) => (released ? [released.at.slice(0, 10)] : [])).sort();
  const notice = state.notices.at(-1) ?? null;
  const purposes = (purpose: string): number =>
    items.filter(({ printed: { act } }) => act.purpose === purpose && act.outcome === 'good').length;
  return {
    serviceOn: answers.serviceOn ?? releases.at(-1) ?? state.versions.at(-1)?.at.slice(0, 10) ?? '',
    setting: order.setting,
    payer: order.payer,
    admittedOn: order.admittedOn,
    paymentWindowDays: answers.paymentWindowDays,
    components: models
      .filter(({ companionOf }) => companionOf === null)
      .flatMap((part) =>
        part.components.map((one) => ({
          key: `${part.id}/${one.key}`,
          anatomy: one.anatomy,
          side: one.side,
          segmentedOnItsOwn: one.segmentedOnItsOwn,
          processedOnItsOwn: one.processedOnItsOwn,
          separatelyOrdered: order.separatelyOrderedCopies.some(
            ({ structure }) => structure.anatomy === one.anatomy && structure.side === one.side,
          ),
          printed: printedParts.has(part.id),
        })),
      ),
    // The pieces of one guide are declared as parts 1 of m, 2 of m …: the first stands for it.
    guides: parts
      .filter((part) => part.kind === 'guide')
      .filter(({ piece }) => piece.number === 1)
      .map(({ id }) => ({ key: id, printed: printedParts.has(id) })),
    copies: purposes('copy') + (good.length - pieces),
    trialBones: trialBones.length + purposes('trial-bone'),
    testPrints: purposes('test-print') + purposes('teaching'),
    failedPrints: items.filter(({ printed: { act } }) => act.outcome === 'failed').length,
    extraPieces:
      pieces - printedParts.size + parts.filter((part) => part.kind === 'guide' && part.piece.number > 1).length,
    onlyTeaching: order.intendedUses.every((use) => use === 'teaching' || use === 'research'),
    usedForSimulation: state.current.has('plan of the case'),
    diagnoses: order.diagnoses.map(({ icd10cm }) => icd10cm),
    otherCodes: answers.otherCodes,
    onlyCodes: answers.onlyCodes,
    modifiers: answers.modifiers,
    notice: notice && { signedOn: notice.act.signedOn, voluntary: notice.act.voluntary },
    priorAuthorization: order.priorAuthorization,
    alreadyReportedDigitally: answers.alreadyReportedDigitally,
  };
}
