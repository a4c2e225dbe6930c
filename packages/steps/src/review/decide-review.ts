import { Reviewer, type ReviewRecord, type SeriesInspection, type Verdict } from '@specola/record';
import { SpecolaError } from '@specola/space';

/** An override or a rejection without a reason that somebody else can read. */
export class ReasonMissingError extends SpecolaError {
  readonly code = 'review/reason-missing';
  override readonly exitCode = 2;
  constructor(decision: 'overridden' | 'rejected') {
    super({
      what: `A series is ${decision} only with a reason, of ${SHORTEST_REASON} letters or more.`,
      why: 'Whoever reads the record later must see why the rules were not followed, or the images not used.',
      mend: 'Say it in a sentence: --reason "…".',
    });
  }
}

/** The decision does not fit the verdict. */
export class DecisionRefusedError extends SpecolaError {
  readonly code = 'review/decision-refused';
  override readonly exitCode = 2;
  constructor(what: string, mend: string) {
    super({
      what,
      why: 'A review says what was decided against which verdict; this one would say something else.',
      mend,
    });
  }
}

/** Nobody answers for the review. */
export class ReviewerMissingError extends SpecolaError {
  readonly code = 'review/reviewer-missing';
  override readonly exitCode = 2;
  constructor() {
    super({
      what: 'A review needs the name and the role of whoever decides.',
      why: 'A decision that nobody signed is none.',
      mend: 'Give --by "NAME" and --role "ROLE".',
    });
  }
}

/** The images are not those that were reviewed. */
export class OtherImagesError extends SpecolaError {
  readonly code = 'review/other-images';
  constructor(what: string) {
    super({
      what,
      why: 'A review holds for the bytes that were looked at, and for no others.',
      mend: 'Review this series: specola review.',
    });
  }
}

/** A series that the rules say must not be used, and nobody overrode them. */
export class InsufficientSeriesError extends SpecolaError {
  readonly code = 'review/insufficient';
  constructor(purpose: 'model' | 'guide', because: readonly string[]) {
    super({
      what: `The images do not suffice for a ${purpose}. ${because.join(' ')}`,
      why: 'The part would look right and be wrong by more than anybody would accept.',
      mend: 'Get better images; or let a named person override the rules with a reason (specola review --override), and give that review with --review.',
    });
  }
}

const SHORTEST_REASON = 10;

export interface Decision {
  readonly purpose: 'model' | 'guide';
  readonly decision: ReviewRecord['decision'];
  readonly reviewer: { readonly name: string; readonly role: string };
  readonly reason: string;
}

/** What the record needs that no decision holds: who made it, under which rules, and when. */
export interface ReviewSurroundings {
  readonly specola: ReviewRecord['specola'];
  readonly wanted: ReviewRecord['wanted'];
  readonly plannedOn: string | null;
  readonly rules: ReviewRecord['rules'];
  readonly decidedAt: string;
  readonly timeZone: string;
}

/**
 * Whether somebody answers for a decision, and says why where the rules are not followed: asked before any image is read.
 *
 * @throws ReviewerMissingError, ReasonMissingError
 */
export function answeredFor({ decision, reviewer, reason }: Decision): Reviewer {
  const parsed = Reviewer.safeParse(reviewer);
  if (!parsed.success) throw new ReviewerMissingError();
  if (decision !== 'accepted' && reason.trim().length < SHORTEST_REASON) throw new ReasonMissingError(decision);
  return parsed.data;
}

/**
 * Turns a decision into its record.
 *
 * accepted    the verdict is sufficient or limited, and is taken as it stands
 * overridden  the verdict is insufficient, and a named person takes the series all the same, with a reason
 * rejected    the series is not to be used, with a reason
 */
export function decideReview(series: SeriesInspection, decision: Decision, around: ReviewSurroundings): ReviewRecord {
  const reviewer = answeredFor(decision);
  const { verdict }: { verdict: Verdict } = series.sufficiency[decision.purpose];
  if (decision.decision === 'accepted' && verdict === 'insufficient')
    throw new DecisionRefusedError(
      `The series is insufficient for a ${decision.purpose}, so it cannot be accepted.`,
      'Override the rules with a reason (--override), or reject the series (--reject).',
    );
  if (decision.decision === 'overridden' && verdict !== 'insufficient')
    throw new DecisionRefusedError(
      `The series is ${verdict} for a ${decision.purpose}: there is nothing to override.`,
      'Accept it (--accept); a remark may stand in --reason.',
    );
  if (decision.decision === 'overridden' && series.pixelSha256 === null)
    throw new DecisionRefusedError(
      'The series makes no volume, and no decision changes that.',
      'Give another series, or reject this one (--reject).',
    );
  return {
    schema: 'specola/review-record/1',
    ...around,
    series,
    purpose: decision.purpose,
    decision: decision.decision,
    reason: decision.reason.trim(),
    reviewer,
  };
}

/**
 * Whether a series may be used for a purpose: the verdict says so, or a review of the same bytes does.
 *
 * @throws OtherImagesError, InsufficientSeriesError
 */
export function mayUse(series: SeriesInspection, purpose: 'model' | 'guide', review: ReviewRecord | null): void {
  const { verdict, because } = series.sufficiency[purpose];
  if (review) {
    if (review.series.headerSha256 !== series.headerSha256 || review.series.pixelSha256 !== series.pixelSha256)
      throw new OtherImagesError('The review was made on other images than these.');
    if (review.purpose !== purpose)
      throw new OtherImagesError(`The review was made for a ${review.purpose}, not for a ${purpose}.`);
    if (review.decision === 'rejected')
      throw new InsufficientSeriesError(purpose, [`A reviewer rejected the series: ${review.reason}`]);
    if (review.decision === 'overridden') return;
  }
  if (verdict === 'insufficient') throw new InsufficientSeriesError(purpose, because);
}
