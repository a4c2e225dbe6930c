import { type DicomJson, element, type JsonElement, TAG, textOf } from '../data/dicom-json.ts';
import type { Holdings, Level, Wanted } from '../hold/holdings.ts';
import { matches } from '../hold/match.ts';

const LEVELS: readonly Level[] = ['PATIENT', 'STUDY', 'SERIES', 'IMAGE'];
/** Elements that steer the query and are not matched. */
const STEERING = new Set<string>([
  TAG.QueryRetrieveLevel,
  TAG.SpecificCharacterSet,
  TAG.RetrieveAETitle,
  TAG.InstanceAvailability,
]);

export const levelIn = (keys: DicomJson): Level | null =>
  LEVELS.find((level) => level === textOf(keys, TAG.QueryRetrieveLevel)) ?? null;

/** A UID stated alone narrows what is looked through. */
export function wantedIn(keys: DicomJson): Wanted {
  const single = (tag: string): string | undefined => {
    const values = keys[tag]?.Value ?? [];
    return values.length === 1 && typeof values[0] === 'string' && values[0] !== '' ? values[0] : undefined;
  };
  return {
    studyUid: single(TAG.StudyInstanceUID),
    seriesUid: single(TAG.SeriesInstanceUID),
    sopInstanceUid: single(TAG.SOPInstanceUID),
  };
}

/** Answers to a C-FIND: the elements asked for, those that are not there empty. Source: PS3.4 C.4.1. */
export function* answersTo(
  holdings: Holdings,
  keys: DicomJson,
  level: Level,
  ae: string,
): Generator<DicomJson, void, void> {
  const filters = Object.fromEntries(Object.entries(keys).filter(([tag]) => !STEERING.has(tag)));
  for (const candidate of holdings.candidates(level, wantedIn(keys))) {
    if (!matches(candidate, filters)) continue;
    const answer: Record<string, JsonElement> = {
      [TAG.QueryRetrieveLevel]: element('CS', level),
      [TAG.RetrieveAETitle]: element('AE', ae),
      [TAG.InstanceAvailability]: element('CS', 'ONLINE'),
    };
    for (const [tag, key] of Object.entries(filters)) answer[tag] = candidate[tag] ?? { vr: key.vr };
    yield answer;
  }
}
