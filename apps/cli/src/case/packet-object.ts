import type { CaseState } from '@specola/casework';
import {
  checkIod,
  chooseSeries,
  instancesOf,
  readSourceHeader,
  scanStudy,
  type WrittenObject,
  writeEncapsulatedPdf,
} from '@specola/dicom';
import { BrokenPromiseError } from '@specola/space';
import { aboutSpecola } from '../about.ts';
import { NoDicomSourceError } from '../export/export-errors.ts';
import { openStudy } from '../open-study.ts';
import { readStudy } from '../read-study.ts';
import { OtherPixelsError } from '../replay-record.ts';

/** Beside the series of models and their reports. */
const SERIES_NUMBER = 7005;

/** The packet as a DICOM document of the study that the case was made from, beside its images in the archive. */
export async function packetObject(
  studyPath: string,
  state: CaseState,
  pdf: Uint8Array,
  madeAt: string,
): Promise<WrittenObject> {
  const opened = await openStudy(studyPath);
  if (opened.kind !== 'dicom') throw new NoDicomSourceError();
  const scan = await scanStudy(opened.files, {});
  const attached = [...state.images.keys()];
  const known = scan.series.find(({ uid }) => attached.includes(uid));
  if (!known) await demandPixels(studyPath, state);
  const chosen = chooseSeries(scan, { anatomy: null, seriesUid: known?.uid });
  const first = chosen.series.objects[chosen.stack.frames[0]!.object]!.file;
  const digits = new Date(madeAt).toISOString().replaceAll(/\D/g, '');
  const object = await writeEncapsulatedPdf(
    {
      source: await readSourceHeader(first),
      instances: instancesOf(chosen),
      when: { date: digits.slice(0, 8), time: digits.slice(8, 14) },
      software: aboutSpecola(),
    },
    {
      document: pdf,
      title: 'Claim packet of an anatomic model or guide',
      seriesNumber: SERIES_NUMBER,
      seriesDescription: 'Claim packet',
      instanceNumber: 1,
      concept: null,
    },
  );
  const faults = checkIod(object.bytes);
  if (faults.length > 0)
    throw new BrokenPromiseError(
      `The packet object breaks its IOD: ${faults.map(({ attribute, fault }) => `${attribute} ${fault}`).join(', ')}.`,
    );
  return object;
}

/** The working files carry other UIDs than the study of the archive; the same pixels say that it is the same series. */
async function demandPixels(studyPath: string, state: CaseState): Promise<void> {
  const hashes = [...state.images.values()].map(({ act }) => act.sha256);
  const { source } = await readStudy(studyPath, {
    seriesUid: undefined,
    anatomy: null,
    lend: (length) => new Int16Array(length),
    workers: 1,
    report: () => {},
    signal: new AbortController().signal,
  });
  if (!hashes.includes(source.pixelSha256)) throw new OtherPixelsError();
}
