/** Where a number comes from, when somebody last looked, and how far it can be trusted. */
export interface Provenance {
  readonly source: string;
  /** ISO date. */
  readonly checkedOn: string;
  /** `stated`: the source says so; `measured`: measured on our own scans; `remembered`: common practice, no one source. */
  readonly confidence: 'stated' | 'measured' | 'remembered';
}

export type Fact<T> = Provenance & { readonly value: T };
