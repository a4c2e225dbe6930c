import { z } from 'zod';
import { SeriesInspection } from './inspection.ts';

/** Who answers for a decision. */
export const Reviewer = z.strictObject({
  name: z.string().trim().min(2).describe('The reviewer’s own name; never the patient’s'),
  role: z.string().trim().min(2),
});
export type Reviewer = z.infer<typeof Reviewer>;

/** One decision on whether the images suffice: by a named person, on named bytes, under a named table of rules. */
export const ReviewRecord = z.strictObject({
  schema: z.literal('specola/review-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  series: SeriesInspection.describe('The series as it was reviewed: findings, verdicts, hashes'),
  wanted: z.enum(['bone', 'skin', 'contrast', 'airway']),
  plannedOn: z.iso.date().nullable(),
  rules: z.strictObject({ version: z.string(), sha256: z.string(), changedBySite: z.array(z.string()) }),
  purpose: z.enum(['model', 'guide']),
  decision: z
    .enum(['accepted', 'overridden', 'rejected'])
    .describe(
      'Accepted: as the rules say; overridden: used although the rules say insufficient; rejected: not to be used',
    ),
  reason: z.string(),
  reviewer: Reviewer,
  decidedAt: z.iso.datetime().describe('UTC'),
  timeZone: z.string().describe('Where the reviewer’s clock stood, as IANA names it'),
});
export type ReviewRecord = z.infer<typeof ReviewRecord>;
