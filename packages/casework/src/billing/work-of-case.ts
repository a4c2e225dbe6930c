import type { CaseState } from '../case/case-state.ts';
import { localDay } from '../time/local-day.ts';
import { DEFAULT_EXPIRY, type ExpiryRules } from '../time/recheck-for-surgery.ts';
import type { BillableWork } from './billable-work.ts';
import { componentsByOrder } from './separate-orders.ts';

/** What the case does not say and a biller or the site does. */
export interface BillingAnswers {
  /** Null takes the day on which the last item was released, where its releaser was; common practice, no rule was found. */
  readonly serviceOn: string | null;
  readonly paymentWindowDays: number;
  readonly otherCodes: readonly string[];
  readonly onlyCodes: readonly string[] | null;
  readonly modifiers: BillableWork['modifiers'];
  readonly alreadyReportedDigitally: boolean;
}

/** What a case did, stripped to what a bill turns on. Null while it has no order. */
export function workOfCase(
  state: CaseState,
  answers: BillingAnswers,
  { oldestScanDays }: ExpiryRules = DEFAULT_EXPIRY,
): BillableWork | null {
  const { order } = state;
  if (!order) return null;
  const items = [...state.items.values()];
  const good = items.filter(
    ({ code, printed: { act } }) =>
      act.outcome === 'good' && act.purpose === 'patient-care' && !state.scrapped.has(code),
  );
  const printedParts = new Set(good.map(({ printed }) => printed.act.part));
  const parts = [...state.parts.values()];
  const models = parts.filter((part) => part.kind === 'model');
  const trialBones = models.filter(({ companionOf }) => companionOf !== null);
  const pieces = new Set(good.map(({ printed: { act } }) => `${act.part} ${act.piece.number}`)).size;
  const lastOf = (days: string[]): string | undefined => days.sort().at(-1);
  const serviceOn =
    answers.serviceOn ??
    lastOf(items.flatMap(({ released }) => (released ? [localDay(released.at, released.timeZone)] : []))) ??
    lastOf(good.map(({ printed }) => localDay(printed.act.endedAt, printed.timeZone))) ??
    lastOf(state.versions.map(({ at, timeZone }) => localDay(at, timeZone))) ??
    localDay(state.orderPlacedAt ?? '', order.timeZone);
  // A notice that came too late does not undo one that was in time.
  const notice = state.notices.findLast(({ act }) => act.signedOn <= serviceOn) ?? state.notices.at(-1) ?? null;
  const images = [...state.images.values()].map(({ act }) => act.acquiredOn).sort();
  const guides = parts.filter((part) => part.kind === 'guide');
  const purposes = (purpose: string): number =>
    items.filter(({ printed: { act } }) => act.purpose === purpose && act.outcome === 'good').length;
  return {
    serviceOn,
    setting: order.setting,
    payer: order.payer,
    admittedOn: order.admittedOn,
    paymentWindowDays: answers.paymentWindowDays,
    components: componentsByOrder(models, order.separatelyOrderedCopies, printedParts).map(
      ({ part, component, separatelyOrdered }) => ({
        key: `${part.id}/${component.key}`,
        anatomy: component.anatomy,
        side: component.side,
        segmentedOnItsOwn: component.segmentedOnItsOwn,
        processedOnItsOwn: component.processedOnItsOwn,
        separatelyOrdered,
        printed: printedParts.has(part.id),
      }),
    ),
    // The pieces of one guide are declared as parts 1 of m, 2 of m …: the first stands for it.
    guides: guides
      .filter(({ piece }) => piece.number === 1)
      .map(({ id }) => ({ key: id, printed: printedParts.has(id) })),
    copies: purposes('copy') + (good.length - pieces),
    trialBones: trialBones.length + purposes('trial-bone'),
    testPrints: purposes('test-print') + purposes('teaching'),
    failedPrints: items.filter(({ code, printed: { act } }) => act.outcome === 'failed' || state.scrapped.has(code))
      .length,
    extraPieces: pieces - printedParts.size + guides.filter(({ piece }) => piece.number > 1).length,
    onlyTeaching: order.intendedUses.every((use) => use === 'teaching' || use === 'research'),
    usedForSimulation: state.current.has('plan of the case'),
    diagnoses: order.diagnoses.map(({ icd10cm }) => icd10cm),
    otherCodes: answers.otherCodes,
    onlyCodes: answers.onlyCodes,
    modifiers: answers.modifiers,
    notice: notice && {
      signedOn: notice.act.signedOn,
      voluntary: notice.act.voluntary,
      choice: notice.act.choice,
    },
    priorAuthorization: order.priorAuthorization,
    alreadyReportedDigitally: answers.alreadyReportedDigitally,
    imagesFrom: images[0] ?? null,
    oldestImagesDays: oldestScanDays[guides.length > 0 ? 'guide' : 'model'],
  };
}
