import type { chooseSegment, loadSegments, ParamsOf } from '@specola/commands';

/** A file of segments that a model is made of, and the lines of the recipe that take them. */
export interface SegmentsForModel {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly load: ParamsOf<typeof loadSegments>;
  readonly choose: ParamsOf<typeof chooseSegment>;
  readonly name: string;
  /** The series of a study that the file says it was made on; undefined where it says nothing. */
  readonly seriesIn: (studyPath: string, signal: AbortSignal) => Promise<string | undefined>;
}
