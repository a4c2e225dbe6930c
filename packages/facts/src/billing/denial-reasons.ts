import type { Confidence } from './dated-fact.ts';

/** What a payer’s reason means to a lab, and what is done next. Numbers are public; the words are our own. */
export interface DenialReason {
  /** Claim Adjustment Reason Code, or a Remittance Advice Remark Code that begins with a letter. */
  readonly code: string;
  readonly means: string;
  readonly next:
    | 'appeal'
    | 'correct-and-resend'
    | 'send-records'
    | 'get-authorization'
    | 'write-off'
    | 'bill-patient'
    | 'none';
  readonly does: string;
  readonly source: string;
  readonly checkedOn: string;
  readonly confidence: Confidence;
}

const reason = (code: string, means: string, next: DenialReason['next'], does: string): DenialReason => ({
  code,
  means,
  next,
  does,
  source: 'Common remittance practice',
  checkedOn: '2026-11-25',
  confidence: 'from-memory',
});

export const DENIAL_REASONS: readonly DenialReason[] = [
  reason(
    '50',
    'not held to be necessary',
    'appeal',
    'Appeal with the order’s necessity, the record of the service and the literature; with a valid notice the patient may be billed.',
  ),
  reason(
    '55',
    'held to be experimental',
    'appeal',
    'Appeal with the indication’s literature and the society’s guideline; name the payer’s own policy.',
  ),
  reason(
    '96',
    'not covered',
    'appeal',
    'Look at the remark beside it; appeal where the payer’s policy does not name the code.',
  ),
  reason(
    '97',
    'held to be part of another service',
    'correct-and-resend',
    'Look for a code on the same claim that packages it; send again apart only where the two are truly distinct.',
  ),
  reason('119', 'more than the benefit allows', 'appeal', 'Appeal with the record of each component.'),
  reason(
    '151',
    'not so many held to be needed',
    'appeal',
    'Appeal with the record of each component: each was segmented and processed on its own.',
  ),
  reason(
    '197',
    'no authorization',
    'get-authorization',
    'Ask for one after the fact; enter its number and send again.',
  ),
  reason(
    '16',
    'something is lacking',
    'send-records',
    'The remark beside it says what; send it and, where asked, the packet.',
  ),
  reason('45', 'above the fee of the contract', 'none', 'The difference is written off by contract.'),
  reason('1', 'deductible', 'bill-patient', 'The patient owes it.'),
  reason('2', 'coinsurance', 'bill-patient', 'The patient owes it.'),
  reason('3', 'copayment', 'bill-patient', 'The patient owes it.'),
  reason('18', 'held to be sent twice', 'none', 'Find the first claim before anything is sent again.'),
  reason('29', 'sent too late', 'write-off', 'Find out why; nothing else helps.'),
  reason(
    'N362',
    'units above what is held possible',
    'appeal',
    'Check the unit limit of that day; appeal with the record of each component.',
  ),
];
