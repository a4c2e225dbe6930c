import { vrOf } from '../data/decode-data-set.ts';
import { type DicomJson, element, isKeyword, isUid, type JsonElement, TAG } from '../data/dicom-json.ts';
import type { Holdings, Level, Wanted } from '../hold/holdings.ts';
import { matches } from '../hold/match.ts';
import { wantedFrom } from './paths.ts';
import { metadataOf } from './read-held.ts';

/** What a search asks for: read from the query of its address. */
export interface Search {
  readonly filters: DicomJson;
  readonly limit: number;
  readonly offset: number;
  /** Elements wanted beside those of the index, or all of them. Source: PS3.18 8.3.4.3. */
  readonly include: readonly string[] | 'all';
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
  let include: string[] | 'all' = [];
  for (const [name, value] of query) {
    if (name === 'fuzzymatching') continue;
    if (name === 'includefield') {
      for (const field of value.split(',')) {
        // Of a sequence the whole is given, whichever part of it is named.
        const tag = tagOf(field.split('.')[0]!);
        if (field === 'all') include = 'all';
        else if (!tag) return `"includefield" names an element that is not known.`;
        else if (include !== 'all') include.push(tag);
      }
      continue;
    }
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
  return { filters, limit, offset, include };
}

/** Of one kind for a whole study, or a whole series: any instance tells them. Elements of an instance are told for it alone. */
const GROUPS_OF_ALL: Readonly<Record<'STUDY' | 'SERIES', RegExp>> = {
  STUDY: /^(?:0008(?:00[235]0|0090|1030|1032|0201)|0010|0020(?:0010|000D))/,
  SERIES:
    /^(?:0008(?:00[2356][01]|0070|0080|0090|103[0E]|1090|1070)|0010|0018(?:0015|1030)|0020(?:0010|0011|000D|000E|0052|0060))/,
};

/** What is asked for and not in the index is read from the file of the first instance. Bulk is never in an answer. */
async function includedFor(
  holdings: Holdings,
  wanted: Wanted,
  known: DicomJson,
  { include, level }: { include: Search['include']; level: Exclude<Level, 'PATIENT'> },
): Promise<DicomJson> {
  if (include !== 'all' && include.every((tag) => tag in known)) return {};
  const [first] = holdings.instances(wanted);
  if (!first) return {};
  const header = await metadataOf(first, () => '');
  const asked =
    include !== 'all'
      ? (tag: string) => include.includes(tag)
      : (tag: string) => level === 'IMAGE' || GROUPS_OF_ALL[level].test(tag);
  return Object.fromEntries(
    Object.entries(header).filter(([tag, { BulkDataURI }]) => asked(tag) && BulkDataURI === undefined),
  );
}

/** One answer for each thing that fits, with the address where it can be retrieved. */
export async function answersToSearch(
  holdings: Holdings,
  level: Exclude<Level, 'PATIENT'>,
  wanted: Wanted,
  { filters, limit, offset, include }: Search,
  urlOf: (found: DicomJson) => string,
): Promise<DicomJson[]> {
  const answers: DicomJson[] = [];
  let passed = 0;
  for (const candidate of holdings.candidates(level, wanted)) {
    if (answers.length >= limit) break;
    if (!matches(candidate, filters) || passed++ < offset) continue;
    answers.push({
      ...(await includedFor(holdings, wantedFrom(candidate, level), candidate, { include, level })),
      ...candidate,
      [TAG.RetrieveURL]: element('UR', urlOf(candidate)),
      [TAG.InstanceAvailability]: element('CS', 'ONLINE'),
    });
  }
  return answers;
}
