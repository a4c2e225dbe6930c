import type { Confidence } from '@specola/facts';

/** Whole cents; a price that nobody gave is not a zero. */
export type Cents = bigint;

/** The ground that something stands on. */
export interface Basis {
  readonly fact: string;
  readonly says: string;
  readonly source: string;
  readonly checkedOn: string;
  readonly confidence: Confidence;
}

export interface BillLine {
  readonly code: string;
  readonly label: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  /** Places in the list of diagnoses, from 1; four at most. */
  readonly diagnosisPointers: readonly number[];
  /** What the units count, by key. */
  readonly counts: readonly string[];
  readonly because: readonly string[];
  readonly basis: readonly Basis[];
  readonly price:
    | { readonly kind: 'priced'; readonly cents: Cents }
    | { readonly kind: 'unpriced'; readonly why: string };
}

export interface NotBilled {
  readonly what: string;
  readonly because: string;
  readonly basis: readonly Basis[];
}

/** Something that keeps the claim back, or that the coder should know. */
export interface BillingNote {
  readonly code: string;
  readonly what: string;
  readonly mend: string;
}

/** A question that only a coder can answer, since what is known is below sure. */
export interface CoderDecision {
  readonly code: string;
  readonly question: string;
  readonly proposal: string;
  readonly basis: Basis | null;
}

export interface Bill {
  readonly serviceOn: string;
  readonly form: 'institutional' | 'professional' | null;
  readonly placeOfService: string | null;
  readonly lines: readonly BillLine[];
  readonly notBilled: readonly NotBilled[];
  readonly blockers: readonly BillingNote[];
  readonly warnings: readonly BillingNote[];
  readonly decisions: readonly CoderDecision[];
}
