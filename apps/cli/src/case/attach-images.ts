import { type ActOf, compareIdentities, compareMerge } from '@specola/casework';
import { scanStudy } from '@specola/dicom';
import { NoDicomSourceError } from '../export/export-errors.ts';
import { openStudy } from '../open-study.ts';
import { readStudy } from '../read-study.ts';
import { UsageError } from '../usage-error.ts';
import type { VaultEntry } from '../vault-entry.ts';
import { NotWorkingFilesError, OtherPatientsMergeError } from './identity-errors.ts';
import { identityOfImages, type Told } from './vault-identity.ts';

type Compared = ActOf<'identity-compared'>;

/**
 * Working files laid beside an order: the comparison, and the series as the case knows it. The date is the true one, out
 * of the vault, since the age of a scan counts from it.
 *
 * @throws NotWorkingFilesError
 */
export async function imagesWithIdentity(
  studyPath: string,
  seriesUid: string | undefined,
  { entry, told }: { entry: VaultEntry; told: Told },
): Promise<{ compared: Compared; attached: ActOf<'images-attached'> }> {
  const opened = await openStudy(studyPath);
  if (opened.kind !== 'dicom') throw new NoDicomSourceError();
  const { source } = await readStudy(studyPath, {
    seriesUid,
    anatomy: null,
    lend: (length) => new Int16Array(length),
    workers: 1,
    report: () => {},
    signal: new AbortController().signal,
  });
  const series = (await scanStudy(opened.files, {})).series.find(({ uid }) => uid === source.seriesUid);
  const known = new Set(Object.values(entry.uids));
  if (!series || !known.has(series.uid)) throw new NotWorkingFilesError();
  const study = entry.studies.find(({ studyInstanceUid = '' }) => entry.uids[studyInstanceUid] === series.studyUid);
  if (!study) throw new NotWorkingFilesError();
  const [x, y, z] = source.spacingMm as [number, number, number];
  return {
    compared: { ...compareWith(entry, study, told), between: 'order-and-images' },
    attached: {
      kind: 'images-attached',
      sha256: source.pixelSha256,
      seriesUid: series.uid,
      modality: source.modality,
      acquiredOn: dayOf(study.studyDate ?? ''),
      spacingMm: [x, y, z],
    },
  };
}

/** The patient of the case beside what a message or a file says. */
export function compareWith(entry: VaultEntry, study: Readonly<Record<string, string>> | null, told: Told): Compared {
  const ours = identityOfImages(entry, study);
  if (told.kind === 'merge') {
    const fields = compareMerge(ours, told);
    if (!fields) throw new OtherPatientsMergeError();
    return { kind: 'identity-compared', between: 'patient-merge', fields };
  }
  return {
    kind: 'identity-compared',
    between: told.kind === 'patient' ? 'order-and-admission' : 'order-and-images',
    fields: compareIdentities(told.patient, ours),
  };
}

function dayOf(date: string): string {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date) ?? [];
  if (year) return `${year}-${month}-${day}`;
  throw new UsageError(
    'The study states no day on which it was made, and the age of a scan counts.',
    'Find the day out, and enter the images by hand: specola case record.',
  );
}
