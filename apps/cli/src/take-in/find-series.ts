import {
  chooseSeries,
  identityFilter,
  readPredecessor,
  type SeriesSummary,
  type StudyFile,
  scanStudy,
} from '@specola/dicom';
import type { Source } from '@specola/record';
import type { Volume } from '@specola/space';
import { NoFrameStatedError, OtherFrameError, OtherPatientError } from '@specola/steps';
import type { JobWatcher } from '../make-model.ts';
import { openStudy } from '../open-study.ts';
import { readStudy } from '../read-study.ts';

/** What a foreign object says of where it belongs. */
export interface Belonging {
  /** Null: it says nothing, and its coordinates are spoken for otherwise. */
  readonly frameOfReferenceUid: string | null;
  readonly sourceSeriesUids: readonly string[];
  /** It is a DICOM object, which states its patient and should state its frame. */
  readonly dicom: boolean;
}

export interface FoundSeries {
  readonly volume: Volume;
  readonly source: Source;
  /** Empties a text that holds a part of the patient's identity. */
  readonly clean: (text: string) => string;
}

/**
 * The series that a foreign object is laid over: the one that is told, else the one that it says it was made on, else one
 * in its frame of reference, else the best of the study. Then: the same patient, and the same frame.
 *
 * @throws OtherPatientError, OtherFrameError, NoFrameStatedError, and what reading a study throws
 */
export async function findSeries(
  {
    studyPath,
    seriesUid,
    workers,
    frameTold,
  }: { studyPath: string; seriesUid: string | undefined; workers: number; frameTold: boolean },
  belonging: Belonging,
  object: StudyFile,
  { progress, signal }: JobWatcher,
): Promise<FoundSeries> {
  const does = 'Reads the series that it is laid over';
  progress.step('study.read', does, 0);
  const opened = await openStudy(studyPath);
  const scan = opened.kind === 'dicom' ? await scanStudy(opened.files, { signal }) : null;
  const wanted = seriesUid ?? (scan ? seriesFor(scan.series, belonging) : undefined);
  const study = await readStudy(studyPath, {
    seriesUid: wanted,
    anatomy: null,
    lend: (length) => new Int16Array(new SharedArrayBuffer(2 * length)),
    workers,
    report: (fraction) => progress.step('study.read', does, fraction),
    signal,
  });
  progress.step('study.read', does, 1);
  const own = study.source.frameOfReferenceUid;
  const other = belonging.frameOfReferenceUid;
  if (own !== null && other !== null && own !== other) throw new OtherFrameError();
  // A DICOM object without a frame, or a series without one, can only be placed by somebody who says that they are one.
  if (belonging.dicom && (own === null || other === null) && !frameTold) throw new NoFrameStatedError();
  if (!scan) return { volume: study.volume, source: study.source, clean: (text) => text };
  const chosen = chooseSeries(scan, { anatomy: null, seriesUid: study.source.seriesUid ?? undefined });
  const first = chosen.series.objects[chosen.stack.frames[0]!.object]!.file;
  if (belonging.dicom && (await readPredecessor([object], first)).ofOtherPatients > 0) throw new OtherPatientError();
  return { volume: study.volume, source: study.source, clean: await identityFilter(first) };
}

/** The series that an object says it was made on, else the largest in its frame of reference; none if it says nothing. */
export function seriesFor(
  all: readonly SeriesSummary[],
  { frameOfReferenceUid, sourceSeriesUids }: Belonging,
): string | undefined {
  const usable = all.filter(({ stacks }) => stacks.length > 0);
  const stated = usable.find(({ uid }) => sourceSeriesUids.includes(uid));
  if (stated) return stated.uid;
  const inFrame = usable.filter(
    (series) => frameOfReferenceUid !== null && series.frameOfReferenceUid === frameOfReferenceUid,
  );
  return inFrame.sort((a, b) => b.stacks[0]!.frames.length - a.stacks[0]!.frames.length)[0]?.uid;
}
