import type { Side } from '../case/order.ts';

/** A component as the bill sees it. */
export interface BillableComponent {
  readonly key: string;
  readonly anatomy: string;
  readonly side: Side;
  readonly segmentedOnItsOwn: boolean;
  readonly processedOnItsOwn: boolean;
  /** A second preparation of the same structure, ordered apart with its own necessity. */
  readonly separatelyOrdered: boolean;
  /** It went into at least one good print for this patient’s care. */
  readonly printed: boolean;
}

export interface BillableGuide {
  readonly key: string;
  readonly printed: boolean;
}

/** What was done, stripped to what a bill turns on; derived from a case, or typed in by hand. */
export interface BillableWork {
  /** The day of the service, as the site’s policy sets it. */
  readonly serviceOn: string;
  readonly setting: string;
  readonly payer: string;
  readonly admittedOn: string | null;
  /** Three for a hospital paid by case rates, one for others; the rule of the site. */
  readonly paymentWindowDays: number;
  readonly components: readonly BillableComponent[];
  readonly guides: readonly BillableGuide[];
  /** Objects and work that never are a unit, counted so that the bill can say why. */
  readonly copies: number;
  readonly trialBones: number;
  readonly testPrints: number;
  readonly failedPrints: number;
  readonly extraPieces: number;
  /** Everything was made for teaching or research. */
  readonly onlyTeaching: boolean;
  readonly usedForSimulation: boolean;
  readonly diagnoses: readonly string[];
  /** What else is asked for on the same claim for these images: 76377, C8001, … */
  readonly otherCodes: readonly string[];
  /** A code stands alone: somebody asks for an add-on without its parent. Otherwise null. */
  readonly onlyCodes: readonly string[] | null;
  readonly modifiers: readonly { readonly code: string; readonly modifier: string; readonly reason: string }[];
  readonly notice: {
    readonly signedOn: string;
    readonly voluntary: boolean;
    /** What the patient ticked: a claim is sent, is not sent, or the service is not wanted. */
    readonly choice: 'wants-it-and-claim' | 'wants-it-no-claim' | 'does-not-want-it';
  } | null;
  readonly priorAuthorization: string | null;
  readonly alreadyReportedDigitally: boolean;
  /** The oldest images that the work was made from, and how old they may be on the day of the service. */
  readonly imagesFrom: string | null;
  readonly oldestImagesDays: number | null;
}
