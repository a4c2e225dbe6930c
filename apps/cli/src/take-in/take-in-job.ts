import type { Origin, TakenInMeshRecord } from '@specola/record';
import type { ForeignUnit } from '@specola/steps';
import type { JobWatcher } from '../make-model.ts';
import type { OutputFolder } from '../output-folder.ts';
import type { FoundSeries } from './find-series.ts';

export interface TakeInJob {
  readonly filePath: string;
  readonly studyPath: string;
  readonly seriesUid: string | undefined;
  readonly outPath: string;
  readonly software: { readonly name: string | null; readonly version: string | null };
  readonly clearance: Origin['clearance'];
  readonly author: string | null;
  readonly frame: 'LPS' | 'RAS' | null;
  readonly unit: ForeignUnit | null;
  readonly namesPath: string | undefined;
  readonly name: string | null;
  readonly stated: TakenInMeshRecord['stated'];
  readonly workers: number;
}

/** What is known when the object is placed, and where the results go. */
export interface Surroundings {
  readonly series: FoundSeries;
  readonly origin: (placement: Origin['placement']) => Origin;
  readonly folder: OutputFolder;
  readonly startedAt: string;
  readonly watcher: JobWatcher;
}
