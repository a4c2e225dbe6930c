import { type DicomJson, isPersonName, itemsOf, type JsonElement, personText } from '../data/dicom-json.ts';

const WILDCARD_VRS = new Set(['AE', 'CS', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UR', 'UT']);
const RANGE_VRS = new Set(['DA', 'TM', 'DT']);

/**
 * Whether a data set fits the keys of a query: single value, list of UIDs, wildcard, range, sequence; an empty key fits
 * everything. An element that is asked about and not there fits nothing. Source: PS3.4 C.2.2.2.
 */
export function matches(data: DicomJson, keys: DicomJson): boolean {
  return Object.entries(keys).every(([tag, key]) => {
    if (key.vr === 'SQ') return sequenceFits(data, tag, key);
    const asked = texts(key);
    if (asked.length === 0 || asked.every((text) => text === '' || text === '*')) return true;
    const there = texts(data[tag]);
    return there.some((value) => asked.some((pattern) => fits(value, pattern, key.vr)));
  });
}

function sequenceFits(data: DicomJson, tag: string, key: JsonElement): boolean {
  const [asked] = itemsOf({ [tag]: key }, tag);
  if (!asked || Object.keys(asked).length === 0) return true;
  return itemsOf(data, tag).some((item) => matches(item, asked));
}

const texts = (told: JsonElement | undefined): string[] =>
  (told?.Value ?? []).map((value) => (isPersonName(value) ? personText(value) : String(value ?? '')));

function fits(value: string, pattern: string, vr: string): boolean {
  if (RANGE_VRS.has(vr) && pattern.includes('-')) return inRange(value, pattern);
  // A time is told to a second here and to a millionth there.
  if (vr === 'TM') return value.startsWith(pattern) || pattern.startsWith(value);
  if (!WILDCARD_VRS.has(vr)) return value === pattern;
  // Names are asked for in any case (PS3.4 C.2.2.2.1), and "DOE^JANE" is also "DOE^JANE^^".
  const plain = (text: string) => (vr === 'PN' ? text.replace(/\^+(?=$|=)/g, '').toLowerCase() : text);
  return wildcardFits(plain(value), plain(pattern));
}

/** "a*b?c", in time that grows with the product of both lengths and no faster. */
function wildcardFits(value: string, pattern: string): boolean {
  let [at, p, star, mark] = [0, 0, -1, 0];
  while (at < value.length) {
    if (p < pattern.length && (pattern[p] === '?' || (pattern[p] === value[at] && pattern[p] !== '*'))) {
      at++;
      p++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = at;
    } else if (star >= 0) {
      p = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

function inRange(value: string, range: string): boolean {
  const [from = '', to = ''] = range.split('-').map((end) => end.trim());
  // The end of a range covers all that begins with it: 1030 is until 10:30:59.
  return (from === '' || value >= from) && (to === '' || value.slice(0, to.length) <= to);
}
