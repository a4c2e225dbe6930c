import { vrOf } from '../data/decode-data-set.ts';
import { type DicomJson, element, isKeyword, isUid, type JsonElement, TAG } from '../data/dicom-json.ts';
import type { Holdings, Level, Wanted } from '../hold/holdings.ts';
import { matches } from '../hold/match.ts';

/** What a search asks for: read from the query of its address. */
export interface Search {
  readonly filters: DicomJson;
  readonly limit: number;
  readonly offset: number;
}

const MOST_ANSWERS = 10_000;

/** The tag of a keyword ("StudyDate") or of eight digits ("00080020"); null when it is neither. */
export function tagOf(name: string): string | null {
  if (isKeyword(name)) return TAG[name];
  return /^[0-9a-f]{8}$/i.test(name) ? name.toUpperCase() : null;
}

/**
 * Reads a search. Source: PS3.18 8.3.4.
 *
 * @returns a sentence when it cannot be meant
 */
export function readSearch(query: URLSearchParams): Search | string {
  const filters: Record<string, JsonElement> = {};
  let [limit, offset] = [MOST_ANSWERS, 0];
  for (const [name, value] of query) {
    if (name === 'includefield' || name === 'fuzzymatching') continue;
    if (name === 'limit' || name === 'offset') {
      const number = Number(value);
      if (!Number.isInteger(number) || number < 0) return `"${name}" is no whole number.`;
      if (name === 'limit') limit = Math.min(number, MOST_ANSWERS);
      else offset = number;
      continue;
    }
    const tag = tagOf(name);
    if (!tag) return `"${name}" is no element that can be searched for.`;
    const vr = vrOf(tag) ?? 'LO';
    const values = vr === 'UI' ? value.split(/[,\\]/) : [value];
    if (vr === 'UI' && !values.every(isUid)) return `"${name}" takes UIDs.`;
    filters[tag] = element(vr, ...values);
  }
  return { filters, limit, offset };
}

/** One answer for each thing that fits, with the address where it can be retrieved. */
export function answersToSearch(
  holdings: Holdings,
  level: Exclude<Level, 'PATIENT'>,
  wanted: Wanted,
  { filters, limit, offset }: Search,
  urlOf: (found: DicomJson) => string,
): DicomJson[] {
  const answers: DicomJson[] = [];
  let passed = 0;
  for (const candidate of holdings.candidates(level, wanted)) {
    if (answers.length >= limit) break;
    if (!matches(candidate, filters) || passed++ < offset) continue;
    answers.push({
      ...candidate,
      [TAG.RetrieveURL]: element('UR', urlOf(candidate)),
      [TAG.InstanceAvailability]: element('CS', 'ONLINE'),
    });
  }
  return answers;
}
