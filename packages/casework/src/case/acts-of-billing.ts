import { z } from 'zod';
import { Sha256 } from './order.ts';

/** A coder answers a question that the bill put, because a fact is below sure. */
export const CodingDecided = z.strictObject({
  kind: z.literal('coding-decided'),
  decision: z.string().min(1).describe('Code of the decision'),
  answer: z.string().trim().min(1),
  agrees: z.boolean().optional().describe('False: the coder does not agree with the proposal, and the claim stays'),
  reason: z.string().trim().min(1),
});

/** A claim left the house: which bill, by hash, in which form. */
export const ClaimReleased = z.strictObject({
  kind: z.literal('claim-released'),
  claim: z.string().min(1).describe('Claim number of the site; opaque'),
  bill: Sha256,
  packet: Sha256.nullable(),
  attachmentControlNumber: z.string().nullable(),
  form: z.enum(['professional', 'institutional']),
  totalCents: z.int().nonnegative(),
  lines: z
    .array(z.strictObject({ code: z.string(), units: z.int().positive(), cents: z.int().nonnegative().nullable() }))
    .min(1),
});

/** What came back of a claim. */
export const ClaimAnswered = z.strictObject({
  kind: z.literal('claim-answered'),
  claim: z.string().min(1),
  stage: z.enum(['acknowledged', 'rejected', 'accepted', 'pending', 'paid', 'denied', 'partly-paid', 'appealed']),
  lines: z.array(
    z.strictObject({
      code: z.string(),
      units: z.int().nonnegative(),
      paidCents: z.int(),
      adjustments: z.array(z.strictObject({ group: z.string(), reason: z.string(), cents: z.int() })),
      remarks: z.array(z.string()),
    }),
  ),
});

/** A charge went to the hospital’s accounts, or was taken back under the same number. */
export const ChargePosted = z.strictObject({
  kind: z.literal('charge-posted'),
  transaction: z.string().min(1),
  reverses: z.string().nullable(),
  code: z.string(),
  units: z.int().positive(),
  cents: z.int().nonnegative().nullable(),
});

/** The surgeon’s answer after the operation. */
export const OutcomeRecorded = z.strictObject({
  kind: z.literal('outcome-recorded'),
  confidenceBefore: z.int().min(1).max(5).nullable().describe('1 not at all … 5 fully'),
  confidenceAfter: z.int().min(1).max(5).nullable(),
  understanding: z.int().min(1).max(5).nullable(),
  communication: z.int().min(1).max(5).nullable(),
  planChanged: z.boolean().nullable(),
  minutesSaved: z
    .number()
    .min(-600)
    .max(600)
    .nullable()
    .describe('The surgeon’s own estimate; negative when it cost time'),
  usedWhen: z.enum(['before', 'during', 'both', 'not-used']),
  comment: z.string().describe('Names no patient'),
});
