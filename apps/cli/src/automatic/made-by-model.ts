import type { AutomaticFacts, Finding, Source } from '@specola/record';
import type { Segmentation, Volume } from '@specola/space';
import type { Pace, Seams } from '@specola/steps';

/** Segments that a model made of a scan, with what is to be said about it. */
export interface MadeByModel {
  readonly segmentation: Segmentation;
  readonly findings: readonly Finding[];
  readonly seams: Seams;
  readonly facts: Omit<AutomaticFacts, 'stored'>;
}

/** A model that is ready to be asked: its files are read, its server or program has answered. */
export interface ReadyModel {
  /** What is being done, for the line of progress. */
  readonly does: string;
  run(scan: { readonly volume: Volume; readonly source: Source }, pace: Pace): Promise<MadeByModel>;
}
