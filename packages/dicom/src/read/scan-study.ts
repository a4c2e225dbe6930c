import type { FrameStack } from '@specola/space';
import type { ReadPace } from '../finding.ts';
import type { StudyFile } from '../study-file.ts';
import { type BrokenFile, isImageClass, seriesUidLeft } from './broken-file.ts';
import { type Identity, identityOf, samePatient, withoutIdentity } from './identity.ts';
import { leadsPastEnd, type ParsedHeader, parseHeader } from './parse-header.ts';
import { type ImageObject, readObject } from './read-object.ts';
import { stackFrames } from './stack-frames.ts';

/** Headers of CT and MR are 2 to 40 KB; what does not fit is read whole. */
const START_BYTES = 65536;
/** Files whose starts are read side by side: a disk or a share answers several at once. */
const HEADERS_AHEAD = 16;
const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';

/** One series, told without its patient. */
export interface SeriesSummary {
  readonly uid: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly modality: string;
  /** Emptied if it holds an identity. */
  readonly description: string;
  readonly kernel: string;
  readonly sliceThicknessMm: number | null;
  /** Number of the patient within this scan, from 0: says whether two series show one person, and nothing else. */
  readonly patient: number;
  /** Objects with pixels; `stacks` refer to them by index. */
  readonly objects: readonly ImageObject[];
  /** Largest first; empty when no frame has a place (or all are localizers). */
  readonly stacks: readonly FrameStack[];
  readonly phasesBy: string;
  readonly copiesDropped: number;
  readonly copiedInstances: readonly number[];
  readonly localizers: number;
  readonly unplaced: number;
  /** Files that cannot be read and say that they belong to this series: it is not whole. */
  readonly brokenFiles: readonly BrokenFile[];
}

export interface StudyScan {
  readonly series: readonly SeriesSummary[];
  readonly files: number;
  /** Files of other kinds. */
  readonly notDicom: number;
  /** DICOM by their mark, but unreadable. */
  readonly broken: readonly BrokenFile[];
  /** DICOM without an image: reports, plans, directories. */
  readonly withoutImage: number;
  readonly patients: number;
}

interface Growing {
  readonly facts: Pick<
    SeriesSummary,
    'uid' | 'studyUid' | 'frameOfReferenceUid' | 'modality' | 'description' | 'kernel' | 'sliceThicknessMm' | 'patient'
  >;
  readonly objects: ImageObject[];
}

/**
 * Reads the headers of all files and groups their images into series and stacks. Pixels stay where they are; no name,
 * number or birth date of a patient is in what comes back.
 *
 * @throws whatever `signal` holds as its reason, when aborted
 */
export async function scanStudy(files: readonly StudyFile[], { report, signal }: ReadPace = {}): Promise<StudyScan> {
  const series = new Map<string, Growing>();
  const patients: Identity[] = [];
  const broken: BrokenFile[] = [];
  let notDicom = 0;
  let withoutImage = 0;
  const ahead = new Map<number, Promise<FileHeader>>();
  for (let at = 0; at < files.length; at++) {
    signal?.throwIfAborted();
    for (let next = at; next < Math.min(files.length, at + HEADERS_AHEAD); next++)
      if (!ahead.has(next)) ahead.set(next, settled(fileHeader(files[next]!)));
    const header = await ahead.get(at)!;
    ahead.delete(at);
    report?.((at + 1) / files.length);
    if (header === null) notDicom++;
    else if (header === 'directory') withoutImage++;
    else if ('broken' in header) broken.push({ label: `file ${at + 1} of ${files.length}`, ...header.broken });
    else {
      const { who, object } = header;
      const patient = patientNumber(patients, who);
      if (!object) {
        withoutImage++;
        continue;
      }
      const facts = { ...header.facts, patient };
      const key = `${facts.studyUid} ${facts.uid} ${patient}`;
      const home = series.get(key);
      if (home) home.objects.push(object);
      else series.set(key, { facts, objects: [object] });
    }
  }
  return {
    series: [...series.values()]
      .map((one) => finish(one, broken))
      .sort((a, b) => (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : a.patient - b.patient)),
    files: files.length,
    notDicom,
    broken,
    withoutImage,
    patients: patients.length,
  };
}

/** What is taken from a file's header; the header itself is let go. */
type FileHeader =
  | null
  | 'directory'
  | { readonly broken: Omit<BrokenFile, 'label'> }
  | { readonly who: Identity; readonly object: ImageObject | null; readonly facts: Omit<Growing['facts'], 'patient'> };

async function fileHeader(file: StudyFile): Promise<FileHeader> {
  const parsed = await headerOf(file);
  if (parsed === null) return null;
  if (parsed === 'broken') return broken(await file.read());
  try {
    if (parsed.dataSet.string('x00020002') === MEDIA_DIRECTORY) return 'directory';
    const who = identityOf(parsed.dataSet);
    const object = readObject(parsed, file);
    const facts = seriesFacts(parsed, who);
    if (!object && isImageClass(parsed.dataSet.string('x00080016') ?? ''))
      return { broken: { reason: 'its pixels are missing', seriesUid: facts.uid === 'none' ? null : facts.uid } };
    return { who, object, facts };
  } catch (thrown) {
    // dicom-parser throws bare strings where a value reaches past the end.
    if (typeof thrown === 'string' || thrown instanceof RangeError) return broken(await file.read());
    throw thrown;
  }
}

function broken(bytes: Uint8Array): { broken: Omit<BrokenFile, 'label'> } {
  const reason = leadsPastEnd(bytes) ? 'its header leads past its end' : 'its header is damaged';
  return { broken: { reason, seriesUid: seriesUidLeft(bytes) } };
}

/** A failure waits for its turn; nobody else meets it. */
function settled<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

async function headerOf(file: StudyFile): Promise<ParsedHeader | 'broken' | null> {
  if (file.bytes < 16) return null;
  if (file.readStart && file.bytes > START_BYTES) {
    const parsed = parseHeader(await file.readStart(START_BYTES));
    if (parsed === null) return null;
    // Cut off before the pixel data, or deflated: the start alone does not do.
    if (parsed !== 'broken' && parsed.dataSet.elements.x7fe00010) return parsed;
  }
  return parseHeader(await file.read());
}

/** A number for each person met; nobody is told by more than that. */
function patientNumber(patients: Identity[], who: Identity): number {
  const known = patients.findIndex((other) => samePatient(other, who));
  if (known >= 0) {
    const other = patients[known]!;
    // What one file leaves blank another may state.
    patients[known] = {
      id: other.id || who.id,
      name: other.name || who.name,
      birthDate: other.birthDate || who.birthDate,
    };
    return known;
  }
  return patients.push(who) - 1;
}

function seriesFacts({ dataSet }: ParsedHeader, who: Identity): Omit<Growing['facts'], 'patient'> {
  const text = (tag: string) => (dataSet.string(tag) ?? '').trim();
  const thickness = dataSet.floatString('x00180050');
  return {
    uid: text('x0020000e') || 'none',
    studyUid: text('x0020000d') || 'none',
    frameOfReferenceUid: text('x00200052') || null,
    modality: text('x00080060').toUpperCase(),
    description: withoutIdentity(text('x0008103e'), who),
    kernel: withoutIdentity(text('x00181210').replaceAll('\\', ' '), who),
    sliceThicknessMm: thickness !== undefined && Number.isFinite(thickness) ? thickness : null,
  };
}

/** Objects in the order of their instance number, then of their UID: the order of files on a disk decides nothing. */
function finish({ facts, objects }: Growing, broken: readonly BrokenFile[]): SeriesSummary {
  objects.sort(
    (a, b) =>
      a.instanceNumber - b.instanceNumber ||
      (a.sopInstanceUid < b.sopInstanceUid ? -1 : a.sopInstanceUid > b.sopInstanceUid ? 1 : 0),
  );
  const brokenFiles = broken.filter(({ seriesUid }) => seriesUid === facts.uid);
  return { ...facts, objects, brokenFiles, ...stackFrames(objects) };
}
