import type { Crew } from '@specola/kernels';
import type { Finding, ReviewRecord, SeriesInspection } from '@specola/record';
import { mayUse, type RulesInForce, type WantedStructure } from '@specola/steps';
import { inspectSeries } from './inspect-series.ts';
import type { Study } from './read-study.ts';

export interface ImageReview {
  readonly wanted: WantedStructure;
  readonly rules: RulesInForce;
  /** What a named person decided on these images before, if anybody did. */
  readonly review: ReviewRecord | null;
}

/**
 * Looks at a study that was read, and says what a record of a model must say of its images.
 *
 * @throws InsufficientSeriesError where the rules, or a reviewer, say that they do not suffice; OtherImagesError
 */
export async function reviewImages(
  { volume, source, about, findings }: Study,
  { wanted, rules, review }: ImageReview,
  crew: Crew,
): Promise<Finding[]> {
  const read = { kind: 'volume', volume, pixelSha256: source.pixelSha256, findings: [] } as const;
  const inspection = await inspectSeries(about, read, { wanted, rules: rules.table, crew });
  mayUse(inspection, 'model', review);
  const known = new Set(findings.map(({ code, what }) => `${code} ${what}`));
  const fresh = inspection.findings.filter(({ code, what }) => !known.has(`${code} ${what}`));
  return [...fresh, ...verdictFindings(inspection, wanted, review)];
}

const DID = { accepted: 'accepted', overridden: 'overrode the rules for', rejected: 'rejected' } as const;

function verdictFindings(
  { sufficiency: { model } }: SeriesInspection,
  wanted: WantedStructure,
  review: ReviewRecord | null,
): Finding[] {
  const verdict: Finding[] =
    model.verdict === 'sufficient'
      ? []
      : [
          {
            code: `review/${model.verdict}-images`,
            severity: 'warning',
            what: `The images are ${model.verdict} for a model of ${wanted}.`,
            why: model.because.join(' '),
            mend: 'See "specola inspect" for every series of the study, and docs/scan-rules.md for the limits.',
          },
        ];
  if (!review) return verdict;
  const { reviewer, decision, decidedAt, reason } = review;
  return [
    ...verdict,
    {
      code: `review/${decision}`,
      severity: decision === 'overridden' ? 'warning' : 'info',
      what: `${reviewer.name} (${reviewer.role}) ${DID[decision]} these images for a model on ${decidedAt.slice(0, 10)}.`,
      why: reason || 'The verdict was taken as it stands.',
      mend: 'The review itself says on which findings and rules it was made.',
    },
  ];
}
