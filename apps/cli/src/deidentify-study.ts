import {
  BrokenObjectError,
  blankPixels,
  type DeidentifyOptions,
  deidentifyObject,
  emptyTally,
  type FrameDecoders,
  folded,
  type Identifier,
  identifierSearch,
  identifiersIn,
  type ObjectRisk,
  type OpenObject,
  openObject,
  type Pseudonyms,
  riskOf,
  type StudyFile,
  type Tally,
  uniqueIdentifiers,
} from '@specola/dicom';
import { type BlankOrder, rectanglesFor, refuseUnmet } from './blank-flag.ts';
import type { JobWatcher } from './make-model.ts';
import { headerText } from './study-facts.ts';

/** Headers of images fit; what does not is read whole. */
const START_BYTES = 65536;

export type LeftOutReason = 'directory' | 'document' | 'damaged' | 'other-kind' | 'drawn-into';

/** One object of the study as the first pass sees it. */
export interface StudyObject {
  readonly file: StudyFile;
  readonly patientKey: string;
  readonly seriesUid: string;
  readonly seriesNumber: string;
  readonly sopInstanceUid: string;
  readonly instanceNumber: number;
  readonly modality: string;
  readonly risk: ObjectRisk;
}

export interface StudySurvey {
  readonly objects: readonly StudyObject[];
  readonly identifiers: readonly Identifier[];
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
  readonly patients: readonly string[];
  /** Header facts of the patient and the studies, for the vault. */
  readonly patient: Readonly<Record<string, string>>;
  readonly studies: readonly Readonly<Record<string, string>>[];
}

/** First pass: who is in the study, what points to them, and what each object is. Nothing is written. */
export async function surveyStudy(
  files: readonly StudyFile[],
  { keepCaptures }: { keepCaptures: boolean },
  { progress, signal }: JobWatcher,
): Promise<StudySurvey> {
  const objects: StudyObject[] = [];
  const identifiers: Identifier[] = [];
  const leftOut: Record<LeftOutReason, number> = {
    directory: 0,
    document: 0,
    damaged: 0,
    'other-kind': 0,
    'drawn-into': 0,
  };
  const patientOfStudy = new Map<string, string>();
  const pending: (StudyObject & { studyUid: string })[] = [];
  let patient: Record<string, string> = {};
  const studies = new Map<string, Record<string, string>>();
  for (const [at, file] of files.entries()) {
    signal.throwIfAborted();
    progress.step('deidentify.survey', 'Looks for what points to the patient', at / files.length);
    let opened: Awaited<ReturnType<typeof openHeader>>;
    try {
      opened = await openHeader(file);
    } catch (thrown) {
      if (!(thrown instanceof BrokenObjectError)) throw thrown;
      leftOut.damaged++;
      continue;
    }
    if (opened === null || opened === 'directory') {
      leftOut[opened === null ? 'other-kind' : 'directory']++;
      continue;
    }
    const found = uniqueIdentifiers(identifiersIn(opened.bytes, opened.elements));
    identifiers.push(...found);
    const facts = headerText(opened);
    patient = { ...facts.patient, ...patient };
    studies.set(facts.studyUid, { ...facts.study, ...studies.get(facts.studyUid) });
    const risk = riskOf(opened.bytes, opened.elements);
    if (risk.wordy) leftOut.document++;
    else if (risk.burnedIn !== null && !keepCaptures) leftOut['drawn-into']++;
    else
      pending.push({
        file,
        patientKey: patientKeyOf(facts.patient),
        seriesUid: facts.seriesUid,
        seriesNumber: facts.seriesNumber,
        sopInstanceUid: opened.sopInstanceUid,
        instanceNumber: facts.instanceNumber,
        modality: facts.modality,
        risk,
        studyUid: facts.studyUid,
      });
    const key = patientKeyOf(facts.patient);
    if (key !== '') patientOfStudy.set(facts.studyUid, key);
  }
  // An object that leaves the patient blank belongs to whoever the rest of its study belongs to.
  for (const { studyUid, ...object } of pending)
    objects.push({ ...object, patientKey: object.patientKey || (patientOfStudy.get(studyUid) ?? studyUid) });
  return {
    objects,
    identifiers: uniqueIdentifiers(identifiers),
    leftOut,
    patients: [...new Set([...patientOfStudy.values(), ...objects.map((one) => one.patientKey)])],
    patient,
    studies: [...studies.values()],
  };
}

async function openHeader(file: StudyFile): Promise<OpenObject | 'directory' | null> {
  if (file.bytes < 16) return null;
  if (file.readStart && file.bytes > START_BYTES) {
    try {
      const opened = openObject(await file.readStart(START_BYTES));
      if (opened === null || opened === 'directory') return opened;
      if (opened.elements.some(({ tag }) => tag === 0x7fe00010)) return opened;
    } catch (thrown) {
      if (!(thrown instanceof BrokenObjectError)) throw thrown;
    }
  }
  return openObject(await file.read());
}

/** One key for one person: the number if there is one, else the name. */
const patientKeyOf = (patient: Readonly<Record<string, string>>): string =>
  folded((patient.patientId ?? '').trim() || (patient.patientName ?? '').replaceAll(/[\^=\s]+/g, ' ').trim());

export interface DeidentifiedStudy {
  readonly files: number;
  readonly tally: Tally;
  readonly notSearchable: number;
  /** Old UID to new one: for the vault only. */
  readonly uids: ReadonlyMap<string, string>;
  readonly damaged: number;
  readonly blanked: Blanked;
}

/** What became of pixels that were to be blanked. */
export interface Blanked {
  readonly objects: ReadonlySet<StudyObject>;
  /** Decoded, and written uncompressed. */
  readonly unpacked: number;
  readonly lossy: number;
}

/** Rectangles to blank, and who decodes packed pixels for it. */
export interface Blanking {
  readonly orders: readonly BlankOrder[];
  /** Somebody says that no name is left in the blanked images. */
  readonly statesNoBurnedIn: boolean;
  readonly decoders: FrameDecoders;
}

/** Second pass: each object rewritten and handed on under a name that says nothing. */
export async function deidentifyStudy(
  survey: StudySurvey,
  {
    options,
    pseudonymsFor,
    write,
    blanking = null,
  }: {
    options: DeidentifyOptions;
    pseudonymsFor: (patientKey: string) => Pseudonyms;
    write: (name: string, bytes: Uint8Array) => Promise<void>;
    blanking?: Blanking | null;
  },
  { progress, signal }: JobWatcher,
): Promise<DeidentifiedStudy> {
  const search = identifierSearch(survey.identifiers.filter(({ kind }) => kind !== 'uid'));
  const tally = emptyTally();
  const uids = new Map<string, string>();
  let files = 0;
  let damaged = 0;
  const blanked = { objects: new Set<StudyObject>(), unpacked: 0, lossy: 0 };
  if (blanking) refuseUnmet(blanking.orders, survey.objects);
  for (const [name, object] of namedObjects(survey, pseudonymsFor)) {
    signal.throwIfAborted();
    progress.step('deidentify.write', 'Writes each object without identity', files / survey.objects.length);
    const told = pseudonymsFor(object.patientKey);
    const pseudonyms: Pseudonyms = {
      ...told,
      uidFor(uid) {
        const other = told.uidFor(uid);
        uids.set(uid, other);
        return other;
      },
    };
    try {
      const bytes = await object.file.read();
      const opened = openObject(bytes);
      if (opened === null || opened === 'directory') throw new BrokenObjectError('it changed while it was read');
      const rectangles = blanking ? rectanglesFor(blanking.orders, object) : [];
      const clean =
        blanking && rectangles.length > 0
          ? await blankPixels(opened, bytes, { rectangles, decoders: blanking.decoders })
          : null;
      if (clean) {
        blanked.objects.add(object);
        if (clean.unpacked) blanked.unpacked++;
        if (clean.lossy) blanked.lossy++;
      }
      const context = { options, pseudonyms, search, tally };
      await write(
        name,
        clean
          ? deidentifyObject(clean.object, { ...context, blanked: { statesNoBurnedIn: blanking!.statesNoBurnedIn } })
          : deidentifyObject(opened, context),
      );
      files++;
    } catch (thrown) {
      if (!(thrown instanceof BrokenObjectError)) throw thrown;
      damaged++;
    }
  }
  return { files, tally, notSearchable: search.notSearchable, uids, damaged, blanked };
}

/** Names in an order that the new UIDs and the instance numbers give: what the files were called decides nothing. */
function namedObjects(
  { objects }: StudySurvey,
  pseudonymsFor: (patientKey: string) => Pseudonyms,
): [name: string, object: StudyObject][] {
  const series = Map.groupBy(objects, ({ patientKey, seriesUid }) => pseudonymsFor(patientKey).uidFor(seriesUid));
  return [...series.keys()].sort().flatMap((uid, s) => {
    const sorted = [...series.get(uid)!].sort(
      (a, b) => a.instanceNumber - b.instanceNumber || (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1),
    );
    return sorted.map((object, n): [string, StudyObject] => [
      `S${String(s + 1).padStart(3, '0')}/I${String(n + 1).padStart(5, '0')}.dcm`,
      object,
    ]);
  });
}
