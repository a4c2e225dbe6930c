import type { BillableWork } from '../billable-work.ts';

/**
 * One row of the table: work, what its bill must say, and the sentence that this stands on. The sentences are those of
 * the house’s billing reference, by section; nothing here was copied from what the code answers.
 */
export interface BillingCase {
  readonly title: string;
  readonly ground: string;
  readonly work: Partial<BillableWork>;
  /** `CODE×units`, with modifiers as `CODE-GZ×units`. */
  readonly lines: readonly string[];
  /** A word or two out of each reason why something is not billed; all of them. */
  readonly notBilled?: readonly string[];
  /** Codes without `billing/`; all of them. */
  readonly blockers?: readonly string[];
  readonly warnings?: readonly string[];
  /** All but those that ask to confirm a fact. */
  readonly decisions?: readonly string[];
  /** Facts below `sure` that must be asked about, and facts that must not be. */
  readonly confirms?: readonly string[];
  readonly doesNotConfirm?: readonly string[];
}

/** What a row does not say: an office, a payer that decides by the case and of whom everything is sure, a sure diagnosis. */
export const PLAIN_WORK: BillableWork = {
  serviceOn: '2026-05-12',
  setting: 'office',
  payer: 'plan-at-discretion',
  admittedOn: null,
  paymentWindowDays: 3,
  components: [],
  guides: [],
  copies: 0,
  trialBones: 0,
  testPrints: 0,
  failedPrints: 0,
  extraPieces: 0,
  onlyTeaching: false,
  usedForSimulation: false,
  diagnoses: ['I71.21'],
  otherCodes: [],
  onlyCodes: null,
  modifiers: [],
  notice: null,
  priorAuthorization: null,
  alreadyReportedDigitally: false,
  imagesFrom: null,
  oldestImagesDays: null,
};

/** Printed components, each prepared on its own, one for each anatomy. */
export const components = (...anatomies: string[]): BillableWork['components'] =>
  anatomies.map((anatomy, at) => ({
    key: `c${at + 1}`,
    anatomy,
    side: 'midline',
    segmentedOnItsOwn: true,
    processedOnItsOwn: true,
    separatelyOrdered: false,
    printed: true,
  }));

export const someComponents = (count: number): BillableWork['components'] =>
  components(...Array.from({ length: count }, (_, at) => `structure-${at + 1}`));

export const digital = (count: number): BillableWork['components'] =>
  someComponents(count).map((one) => ({ ...one, printed: false }));

export const guides = (count: number, printed = true): BillableWork['guides'] =>
  Array.from({ length: count }, (_, at) => ({ key: `g${at + 1}`, printed }));

/** A modifier asked for on a line. */
export const asked = (code: string, modifier: string, reason = ''): BillableWork['modifiers'] => [
  { code, modifier, reason },
];

export const signed = (
  signedOn: string,
  voluntary = false,
  choice: NonNullable<BillableWork['notice']>['choice'] = 'wants-it-and-claim',
): BillableWork['notice'] => ({ signedOn, voluntary, choice });
