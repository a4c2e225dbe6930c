import { chooseSegment, loadSegments } from '@specola/commands';
import { scanStudy } from '@specola/dicom';
import { openNodeDecoders } from './node-decoders.ts';
import { openStudy } from './open-study.ts';
import type { SegmentsForModel } from './segments-for-model.ts';
import { sha256Of } from './sha256.ts';
import { seriesFor } from './take-in/find-series.ts';
import { type ForeignFile, NotTakenInError, openForeign } from './take-in/open-foreign.ts';
import { openedObject } from './take-in/take-in.ts';

export interface SegmentChoice {
  /** Of the file, by name or number; all of them when there is none. */
  readonly wanted: readonly string[];
  readonly surfaceFrom: 'auto' | 'grey' | 'mask' | undefined;
  readonly otherGrid: 'refuse' | 'nearest' | 'share' | undefined;
  /** Somebody says that an object without a frame of reference lies in that of the series. */
  readonly sameFrame: boolean;
}

/** @throws NotTakenInError when the file holds no segments, and what opening it throws */
export async function readModelSegments(path: string, choice: SegmentChoice): Promise<SegmentsForModel> {
  const foreign = await openForeign(path);
  if (foreign.kind === 'mesh') throw new NotTakenInError();
  const sha256 = sha256Of(foreign.bytes);
  const ids = choice.wanted.map(idFor);
  return {
    bytes: foreign.bytes,
    sha256,
    seriesIn: (studyPath, signal) => seriesStated(foreign, studyPath, signal),
    load: loadSegments.params.parse({
      // The user's name for it may be the patient's.
      file: `segments-${sha256.slice(0, 12)}.${ENDINGS[foreign.format] ?? 'dcm'}`,
      sha256,
      segments:
        choice.wanted.length === 0
          ? null
          : choice.wanted.map((wanted, n) => ({
              from: /^\d+$/.test(wanted) ? Number(wanted) : wanted,
              segment: ids[n],
            })),
      otherGrid: choice.otherGrid,
      frame: choice.sameFrame ? 'same' : 'stated',
    }),
    choose: chooseSegment.params.parse({
      segments: ids.length === 0 ? null : ids,
      surfaceFrom: choice.surfaceFrom,
    }),
    name: ids.length === 1 ? ids[0]! : 'segments',
  };
}

/** The id under which a segment is taken; two of one name keep apart. */
function idFor(wanted: string, n: number, all: readonly string[]): string {
  const slug = wanted
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  const id = /^\d+$/.test(wanted) ? `segment-${wanted}` : slug || 'segment';
  return all.indexOf(wanted) === n ? id : `${id}-${n + 1}`;
}

const ENDINGS: Readonly<Partial<Record<ForeignFile['format'], string>>> = { nrrd: 'nrrd', nifti: 'nii' };

async function seriesStated(foreign: ForeignFile, studyPath: string, signal: AbortSignal): Promise<string | undefined> {
  using decoders = openNodeDecoders(1);
  const opened = openedObject(foreign, decoders);
  if (!opened.dicom) return undefined;
  const study = await openStudy(studyPath);
  if (study.kind !== 'dicom') return undefined;
  return seriesFor((await scanStudy(study.files, { signal })).series, opened);
}
