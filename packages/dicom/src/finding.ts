import type { Sentence } from '@specola/space';

/** Something that the reader noticed, in the shape that the record writes down. */
export interface ReadFinding extends Sentence {
  /** Stable code, dicom/what. */
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
}

/** How long work reports and stops. */
export interface ReadPace {
  readonly report?: (doneFraction: number) => void;
  readonly signal?: AbortSignal;
}
