import { centsOf, readInterchange, type Segment, transactionsOf } from './interchange.ts';
import { NotX12Error } from './x12-errors.ts';

export interface Adjustment {
  /** CO, PR, OA, PI. */
  readonly group: string;
  /** Claim Adjustment Reason Code. */
  readonly reason: string;
  readonly cents: bigint;
  readonly quantity: number | null;
}

export interface RemittedLine {
  readonly code: string;
  readonly modifiers: readonly string[];
  readonly units: number;
  readonly chargedCents: bigint;
  readonly paidCents: bigint;
  readonly adjustments: readonly Adjustment[];
  /** Remittance Advice Remark Codes. */
  readonly remarks: readonly string[];
  /** Our own number of the line. */
  readonly lineControl: string | null;
}

export interface RemittedClaim {
  /** Our claim number, as CLP gives it back. */
  readonly claim: string;
  /** CLP02: 1 to 4 processed (4 denied), 22 reversal … */
  readonly status: string;
  readonly chargedCents: bigint;
  readonly paidCents: bigint;
  readonly patientOwesCents: bigint;
  readonly payerClaimNumber: string | null;
  readonly adjustments: readonly Adjustment[];
  /** Remark codes of the claim as a whole (MOA, MIA). */
  readonly remarks: readonly string[];
  readonly lines: readonly RemittedLine[];
}

export interface Remittance {
  readonly payer: string | null;
  readonly trace: string | null;
  readonly paidCents: bigint;
  readonly claims: readonly RemittedClaim[];
  /** Adjustments of the provider that belong to no claim (PLB), cents. */
  readonly providerAdjustmentCents: bigint;
  /** False when claims and provider adjustments do not add up to what was paid. */
  readonly balances: boolean;
}

/**
 * A remittance advice (835). Patients’ names in it are not taken over.
 *
 * @throws NotX12Error
 */
export function readRemittance(text: string): Remittance[] {
  const interchange = readInterchange(text);
  const found = transactionsOf(interchange, '835').map((segments) =>
    remittance(segments, interchange.separators.component),
  );
  if (found.length === 0) throw new NotX12Error('there is no remittance (835) in it.');
  return found;
}

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

function remittance(segments: readonly Segment[], component: string): Remittance {
  const claims: Open<RemittedClaim>[] = [];
  let line: Open<RemittedLine> | null = null;
  let payer: string | null = null;
  let trace: string | null = null;
  let paidCents = 0n;
  let providerAdjustmentCents = 0n;
  for (const segment of segments) {
    const claim = claims.at(-1);
    switch (segment[0]) {
      case 'BPR':
        paidCents = money(segment, 2);
        break;
      case 'TRN':
        trace = segment[2] ?? null;
        break;
      case 'N1':
        if (segment[1] === 'PR') payer = segment[2] ?? null;
        break;
      case 'CLP':
        line = null;
        claims.push({
          claim: segment[1] ?? '',
          status: segment[2] ?? '',
          chargedCents: money(segment, 3),
          paidCents: money(segment, 4),
          patientOwesCents: segment[5] ? money(segment, 5) : 0n,
          payerClaimNumber: segment[7] || null,
          adjustments: [],
          remarks: [],
          lines: [],
        });
        break;
      case 'SVC': {
        if (!claim) throw new NotX12Error('a service line stands before any claim.');
        const [, code = '', ...modifiers] = (segment[1] ?? '').split(component);
        line = {
          code,
          modifiers: modifiers.filter((modifier) => /^[0-9A-Z]{2}$/.test(modifier)),
          chargedCents: money(segment, 2),
          paidCents: money(segment, 3),
          units: segment[5] ? number(segment, 5) : 1,
          adjustments: [],
          remarks: [],
          lineControl: null,
        };
        claim.lines.push(line);
        break;
      }
      case 'CAS': {
        const list = line ? line.adjustments : claim?.adjustments;
        if (!list) throw new NotX12Error('an adjustment stands before any claim.');
        for (let at = 2; at + 1 < segment.length; at += 3)
          list.push({
            group: segment[1] ?? '',
            reason: segment[at]!,
            cents: money(segment, at + 1),
            quantity: segment[at + 2] ? number(segment, at + 2) : null,
          });
        break;
      }
      case 'MOA':
      case 'MIA': {
        // MOA03 to MOA07; MIA05 and MIA20 to MIA23.
        const places = segment[0] === 'MOA' ? [3, 4, 5, 6, 7] : [5, 20, 21, 22, 23];
        for (const at of places) if (claim && segment[at]) claim.remarks.push(segment[at]);
        break;
      }
      case 'LQ':
        if (segment[1] === 'HE' && line && segment[2]) line.remarks.push(segment[2]);
        break;
      case 'REF':
        if (segment[1] === '6R' && line) line.lineControl = segment[2] ?? null;
        break;
      case 'PLB':
        for (let at = 4; at < segment.length; at += 2) providerAdjustmentCents += money(segment, at);
        break;
    }
  }
  const claimed = claims.reduce((sum, claim) => sum + claim.paidCents, 0n);
  return {
    payer,
    trace,
    paidCents,
    claims,
    providerAdjustmentCents,
    balances: claimed - providerAdjustmentCents === paidCents,
  };
}

function money(segment: Segment, at: number): bigint {
  const cents = centsOf(segment[at]);
  if (cents === null) throw new NotX12Error(`${segment[0]} has no amount where one belongs.`);
  return cents;
}

function number(segment: Segment, at: number): number {
  const value = Number(segment[at]);
  if (!Number.isFinite(value)) throw new NotX12Error(`${segment[0]} has no number where one belongs.`);
  return value;
}
