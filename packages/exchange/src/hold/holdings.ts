import { type DicomJson, element, type JsonElement, TAG, textOf } from '../data/dicom-json.ts';
import type { InstanceFacts } from '../data/part10.ts';

/** One instance on the disk. */
export interface HeldInstance extends InstanceFacts {
  readonly path: string;
  readonly bytes: number;
  readonly dataSetAt: number;
}

export interface HeldSeries {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instances: ReadonlyMap<string, HeldInstance>;
}

export type Level = 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE';

/** Which instances are asked for; what is left out is not asked about. */
export interface Wanted {
  readonly studyUid?: string | undefined;
  readonly seriesUid?: string | undefined;
  readonly sopInstanceUid?: string | undefined;
}

const STUDY_TAGS: readonly string[] = [
  TAG.StudyDate,
  TAG.StudyTime,
  TAG.AccessionNumber,
  TAG.ReferringPhysicianName,
  TAG.StudyDescription,
  TAG.PatientName,
  TAG.PatientID,
  TAG.IssuerOfPatientID,
  TAG.PatientBirthDate,
  TAG.PatientSex,
  TAG.StudyInstanceUID,
  TAG.StudyID,
];
const SERIES_TAGS: readonly string[] = [
  TAG.SeriesDate,
  TAG.Modality,
  TAG.SeriesDescription,
  TAG.BodyPartExamined,
  TAG.SeriesInstanceUID,
  TAG.SeriesNumber,
];

/** What is held, by UID. Made from the files when the node starts, and kept up to date as instances arrive. */
export class Holdings {
  readonly #bySop = new Map<string, HeldInstance>();
  readonly #studies = new Map<string, Map<string, Map<string, HeldInstance>>>();

  get size(): number {
    return this.#bySop.size;
  }

  add(held: HeldInstance): void {
    this.#bySop.set(held.identity.sopInstanceUid, held);
    const study = getOrMake(this.#studies, held.studyUid, () => new Map<string, Map<string, HeldInstance>>());
    getOrMake(study, held.seriesUid, () => new Map<string, HeldInstance>()).set(held.identity.sopInstanceUid, held);
  }

  instance(sopInstanceUid: string): HeldInstance | undefined {
    return this.#bySop.get(sopInstanceUid);
  }

  series(): HeldSeries[] {
    return [...this.#studies].flatMap(([studyUid, series]) =>
      [...series].map(([seriesUid, instances]) => ({ studyUid, seriesUid, instances })),
    );
  }

  seriesOf(studyUid: string, seriesUid: string): ReadonlyMap<string, HeldInstance> | undefined {
    return this.#studies.get(studyUid)?.get(seriesUid);
  }

  /** The instances asked for, in the order of series and instance number. */
  instances({ studyUid, seriesUid, sopInstanceUid }: Wanted): HeldInstance[] {
    if (sopInstanceUid !== undefined) {
      const one = this.#bySop.get(sopInstanceUid);
      const fits =
        one &&
        (studyUid === undefined || one.studyUid === studyUid) &&
        (seriesUid === undefined || one.seriesUid === seriesUid);
      return fits ? [one] : [];
    }
    const studies = studyUid === undefined ? [...this.#studies.values()] : [this.#studies.get(studyUid)];
    const found = studies.flatMap((study) =>
      [...(study ?? [])]
        .filter(([uid]) => seriesUid === undefined || uid === seriesUid)
        .map(([, instances]) => instances),
    );
    return found.flatMap((instances) => [...instances.values()].sort(byNumber));
  }

  /** One data set for each thing of a level that may fit, with what is counted rather than read. */
  *candidates(level: Level, wanted: Wanted): Generator<DicomJson, void, void> {
    if (level === 'PATIENT') {
      yield* this.#patients();
      return;
    }
    for (const [studyUid, series] of this.#studies) {
      if (wanted.studyUid !== undefined && studyUid !== wanted.studyUid) continue;
      const ofStudy = studyData(series);
      if (level === 'STUDY') {
        yield ofStudy;
        continue;
      }
      for (const [seriesUid, instances] of series) {
        if (wanted.seriesUid !== undefined && seriesUid !== wanted.seriesUid) continue;
        const ofSeries = { ...ofStudy, ...seriesData(instances) };
        if (level === 'SERIES') yield ofSeries;
        else
          for (const [sop, { data }] of instances)
            if (wanted.sopInstanceUid === undefined || sop === wanted.sopInstanceUid) yield { ...ofSeries, ...data };
      }
    }
  }

  *#patients(): Generator<DicomJson, void, void> {
    const told = new Set<string>();
    for (const series of this.#studies.values()) {
      const { data } = first(first(series));
      const who = JSON.stringify([textOf(data, TAG.PatientID), textOf(data, TAG.IssuerOfPatientID)]);
      if (told.has(who)) continue;
      told.add(who);
      yield picked(data, PATIENT_TAGS);
    }
  }
}

const PATIENT_TAGS: readonly string[] = [
  TAG.PatientName,
  TAG.PatientID,
  TAG.IssuerOfPatientID,
  TAG.PatientBirthDate,
  TAG.PatientSex,
];

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}

const byNumber = (a: HeldInstance, b: HeldInstance): number =>
  Number(textOf(a.data, TAG.InstanceNumber)) - Number(textOf(b.data, TAG.InstanceNumber)) ||
  (a.identity.sopInstanceUid < b.identity.sopInstanceUid ? -1 : 1);

function studyData(series: ReadonlyMap<string, ReadonlyMap<string, HeldInstance>>): DicomJson {
  const all = [...series.values()].flatMap((instances) => [...instances.values()]);
  const modalities = new Set([...series.values()].map((instances) => textOf(first(instances).data, TAG.Modality)));
  const classes = new Set(all.map(({ identity }) => identity.sopClassUid));
  return {
    ...picked(all[0]!.data, STUDY_TAGS),
    [TAG.ModalitiesInStudy]: element('CS', ...[...modalities].sort()),
    [TAG.SOPClassesInStudy]: element('UI', ...[...classes].sort()),
    [TAG.NumberOfStudyRelatedSeries]: element('IS', series.size),
    [TAG.NumberOfStudyRelatedInstances]: element('IS', all.length),
  };
}

const seriesData = (instances: ReadonlyMap<string, HeldInstance>): DicomJson => ({
  ...picked(first(instances).data, SERIES_TAGS),
  [TAG.NumberOfSeriesRelatedInstances]: element('IS', instances.size),
});

const first = <T>(some: ReadonlyMap<string, T>): T => some.values().next().value!;

function picked(data: DicomJson, tags: readonly string[]): DicomJson {
  const some: Record<string, JsonElement> = {};
  for (const tag of tags) if (data[tag]) some[tag] = data[tag];
  return some;
}
