import { vrOf } from '../data/decode-data-set.ts';
import { type DicomJson, element, type JsonElement, TAG, textOf } from '../data/dicom-json.ts';
import { type Caller, find } from '../dimse/ask.ts';
import type { Wanted } from '../hold/holdings.ts';
import { searchWeb, type WebCaller } from '../web/dicomweb-client.ts';
import type { Peer } from './address.ts';

export type SearchLevel = 'STUDY' | 'SERIES' | 'IMAGE';

/** What is asked: matched elements by tag, below the study and series that are named. */
export interface Question {
  readonly level: SearchLevel;
  readonly wanted: Wanted;
  /** Tag to the value it must match, with wildcards and ranges as the standard has them. */
  readonly matching: Readonly<Record<string, string>>;
}

const RETURNED: Readonly<Record<SearchLevel, readonly string[]>> = {
  STUDY: [
    TAG.StudyDate,
    TAG.StudyTime,
    TAG.AccessionNumber,
    TAG.ModalitiesInStudy,
    TAG.StudyDescription,
    TAG.PatientName,
    TAG.PatientID,
    TAG.PatientBirthDate,
    TAG.PatientSex,
    TAG.StudyInstanceUID,
    TAG.StudyID,
    TAG.NumberOfStudyRelatedSeries,
    TAG.NumberOfStudyRelatedInstances,
  ],
  SERIES: [
    TAG.StudyInstanceUID,
    TAG.SeriesInstanceUID,
    TAG.Modality,
    TAG.SeriesNumber,
    TAG.SeriesDescription,
    TAG.BodyPartExamined,
    TAG.NumberOfSeriesRelatedInstances,
  ],
  IMAGE: [TAG.StudyInstanceUID, TAG.SeriesInstanceUID, TAG.SOPInstanceUID, TAG.SOPClassUID, TAG.InstanceNumber],
};

/** Asks a peer what it has. Below the study, DIMSE needs the UIDs of all levels above (PS3.4 C.4.1.2.2.1). */
export async function searchPeer(
  peer: Peer,
  { level, wanted, matching }: Question,
  caller: Caller & WebCaller,
): Promise<DicomJson[]> {
  const uids: Record<string, string> = {};
  if (wanted.studyUid) uids[TAG.StudyInstanceUID] = wanted.studyUid;
  if (wanted.seriesUid) uids[TAG.SeriesInstanceUID] = wanted.seriesUid;
  if (wanted.sopInstanceUid) uids[TAG.SOPInstanceUID] = wanted.sopInstanceUid;
  if (peer.kind === 'web') return searchWeb(peer, ...webQuestion(level, uids, matching), caller);
  const keys: Record<string, JsonElement> = { [TAG.QueryRetrieveLevel]: element('CS', level) };
  for (const tag of RETURNED[level]) keys[tag] = { vr: vrOf(tag)! };
  for (const [tag, value] of Object.entries({ ...matching, ...uids }))
    keys[tag] = element(vrOf(tag) ?? 'LO', ...value.split('\\'));
  return find(peer, keys, caller);
}

function webQuestion(
  level: SearchLevel,
  uids: Readonly<Record<string, string>>,
  matching: Readonly<Record<string, string>>,
): [path: string, params: URLSearchParams] {
  const { [TAG.StudyInstanceUID]: study, [TAG.SeriesInstanceUID]: series, ...rest } = uids;
  const params = new URLSearchParams({ ...matching, ...rest });
  for (const tag of RETURNED[level]) params.append('includefield', tag);
  if (level === 'STUDY') {
    if (study) params.set(TAG.StudyInstanceUID, study);
    return ['studies', params];
  }
  const below = study ? `studies/${study}/` : '';
  if (level === 'SERIES') {
    if (series) params.set(TAG.SeriesInstanceUID, series);
    return [`${below}series`, params];
  }
  if (study && series) return [`${below}series/${series}/instances`, params];
  if (series) params.set(TAG.SeriesInstanceUID, series);
  return [`${below}instances`, params];
}

/** One instance that a peer says it has. */
export interface Listed {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
}

/** Every instance of a study, series or instance that a peer says it has: series by series, since a PACS asks for that. */
export async function listInstances(peer: Peer, wanted: Wanted, caller: Caller & WebCaller): Promise<Listed[]> {
  const series = wanted.seriesUid
    ? [wanted.seriesUid]
    : (await searchPeer(peer, { level: 'SERIES', wanted: { studyUid: wanted.studyUid }, matching: {} }, caller)).map(
        (found) => textOf(found, TAG.SeriesInstanceUID),
      );
  const listed = new Map<string, Listed>();
  for (const seriesUid of series) {
    const question = { level: 'IMAGE', wanted: { ...wanted, seriesUid }, matching: {} } as const;
    for (const found of await searchPeer(peer, question, caller)) {
      const sopInstanceUid = textOf(found, TAG.SOPInstanceUID);
      listed.set(sopInstanceUid, {
        studyUid: wanted.studyUid ?? textOf(found, TAG.StudyInstanceUID),
        seriesUid,
        sopInstanceUid,
        sopClassUid: textOf(found, TAG.SOPClassUID),
      });
    }
  }
  return [...listed.values()];
}
