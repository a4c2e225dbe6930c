import type { loadSegments, ParamsOf } from '@specola/commands';
import { readSegmentation, readStructureSet, type StudyFile } from '@specola/dicom';
import { readLabelFile } from '@specola/formats';
import type { SegmentState, Volume } from '@specola/space';
import type { Run } from '../../runner/values.ts';
import {
  type PlacedSegments,
  placeLabelFile,
  placeSegmentationObject,
  placeStructureSet,
} from '../../take-in/place-segments.ts';
import { NoFrameStatedError, OtherFrameError, OtherPatientError } from '../../take-in/take-in-errors.ts';
import { edited } from '../edit/edit-history.ts';
import {
  NotInStoredError,
  OtherGridError,
  StoredChangedError,
  StoredKindError,
  StoredMissingError,
  StoredNameError,
} from '../stored-errors.ts';
import { type StoredInputs, storedKindOf } from '../stored-inputs.ts';
import { withSegment } from './manage-segments.ts';

type Params = ParamsOf<typeof loadSegments>;

/**
 * Takes segments from a stored file, after its sha256, its patient, its frame and its grid were looked at.
 *
 * @throws StoredMissingError, StoredChangedError, StoredKindError, StoredNameError, OtherGridError, NotInStoredError,
 *         SegmentExistsError, OtherPatientError, OtherFrameError, NoFrameStatedError, OutsideSeriesError, and what the
 *         readers of the file throw
 */
export const runLoadSegments: Run<typeof loadSegments> = async ({ volume, segments }, params, { stored, pace }) => {
  const bytes = await stored?.read({ file: params.file, sha256: params.sha256 });
  if (!stored || !bytes) throw new StoredMissingError();
  const found = await sha256Of(bytes);
  if (found !== params.sha256) throw new StoredChangedError(params.sha256, found);
  const clean = await stored.cleaner();
  if (clean(params.file) !== params.file) throw new StoredNameError();
  pace.report(0.1);
  const placed = await placedFrom(bytes, { stored, volume, params, clean });
  if (!placed.exact && params.otherGrid === 'refuse') throw new OtherGridError();
  pace.report(0.9);
  const next = picked(placed, params.segments).reduce(withSegment, segments.now);
  return { segments: edited(segments, next), findings: placed.findings };
};

async function placedFrom(
  bytes: Uint8Array,
  {
    stored,
    volume,
    params,
    clean,
  }: { stored: StoredInputs; volume: Volume; params: Params; clean: (text: string) => string },
): Promise<PlacedSegments> {
  const kind = storedKindOf(bytes);
  const laying = { clean, placing: params.otherGrid === 'share' ? ('share' as const) : ('nearest' as const) };
  if (kind === null) throw new StoredKindError();
  if (kind === 'nrrd' || kind === 'nifti') {
    const names = new Map(Object.entries(params.names).map(([label, name]) => [Number(label), name]));
    return placeLabelFile(await readLabelFile(bytes, kind), volume, { ...laying, names });
  }
  const object: StudyFile = { path: 'stored', bytes: bytes.length, read: async () => bytes };
  if (!(await stored.isOfThisPatient(object))) throw new OtherPatientError();
  if (kind === 'dicom-seg') {
    const segmentation = readSegmentation(bytes, stored.decoders);
    demandFrame([segmentation.frameOfReferenceUid], stored.frameOfReferenceUid, params);
    return placeSegmentationObject(segmentation, volume, laying);
  }
  const structures = readStructureSet(bytes);
  demandFrame(structures.frameOfReferenceUids, stored.frameOfReferenceUid, params);
  return placeStructureSet(structures, volume, laying);
}

/** Two frames that are stated must be one; where one is not stated, somebody must say so. */
function demandFrame(stated: readonly (string | null)[], own: string | null, { frame }: Params): void {
  const uids = stated.filter((uid): uid is string => uid !== null && uid !== '');
  if (own !== null && uids.some((uid) => uid !== own)) throw new OtherFrameError();
  if (new Set(uids).size > 1) throw new OtherFrameError();
  if ((own === null || uids.length === 0) && frame !== 'same') throw new NoFrameStatedError();
}

function picked({ segmentation, labels }: PlacedSegments, wanted: Params['segments']): readonly SegmentState[] {
  if (!wanted) return segmentation.segments;
  const known = segmentation.segments.map(({ name }, n) => (labels[n] === null ? name : `${labels[n]} (${name})`));
  return wanted.map(({ from, segment, name, anatomy, side }) => {
    const fitting = segmentation.segments.filter((one, n) =>
      typeof from === 'number' ? labels[n] === from : one.name === from || one.id === from,
    );
    const [only] = fitting;
    if (!only || fitting.length > 1) throw new NotInStoredError(fitting.length, known);
    return {
      ...only,
      id: segment,
      ...(name !== undefined && { name }),
      ...(anatomy !== undefined && { anatomy }),
      ...(side !== undefined && { side }),
    };
  });
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
