import { OLDEST_TOLD_AGE_YEARS } from '@specola/facts';
import { cleanDescriptor } from './clean-descriptor.ts';
import type { DataElement } from './data-elements.ts';
import { dummyValue } from './dummy-value.ts';
import { asciiOf } from './element-text.ts';
import type { IdentifierSearch } from './identifier-search.ts';
import { type DeidentifyOptions, deedFor, isPrivate, isSafePrivate, tabledVr } from './profile-action.ts';
import { EMPTY, INSIDE, type Judge, KEEP, REMOVE, type Verdict } from './rewrite-elements.ts';
import { shiftedValue } from './shift-date.ts';

/** Other names for the same things: the same for one secret, and without it no way back. */
export interface Pseudonyms {
  /** Another UID for a UID. */
  uidFor(uid: string): string;
  /** By how many days this patient's dates are moved. */
  readonly shiftDays: number;
  /** What stands in place of name and number. */
  readonly patientCode: string;
}

/** How often each thing was done, for the report. */
export interface Tally {
  removed: number;
  emptied: number;
  replaced: number;
  shifted: number;
  cleaned: number;
  uids: number;
  privateRemoved: number;
  swept: number;
}

export const emptyTally = (): Tally => ({
  removed: 0,
  emptied: 0,
  replaced: 0,
  shifted: 0,
  cleaned: 0,
  uids: 0,
  privateRemoved: 0,
  swept: 0,
});

const DICOM_ROOT = '1.2.840.10008.';
const UID = /^[0-2](?:\.(?:0|[1-9]\d*))+$/;
/** Pixels, and tables and waveforms as long as pixels, hold no text. */
const BULK = new Set([0x7fe00010, 0x7fe00008, 0x7fe00009, 0x54001010, 0x56000020]);
/** Values that the standard enumerates or computes: a patient whose name is one of them does not stand in them. */
const ENUMERATED = new Set([
  'SQ',
  'DA',
  'TM',
  'DT',
  'AS',
  'US',
  'SS',
  'UL',
  'SL',
  'FL',
  'FD',
  'AT',
  'OF',
  'OD',
  'OL',
  'UV',
  'SV',
]);
const ENUMERATED_TAGS = new Set([
  0x00020010, 0x00080005, 0x00080008, 0x00080016, 0x00080060, 0x00080064, 0x00081150, 0x00180015, 0x00185100,
  0x00200060, 0x00200062, 0x00280004, 0x00280301, 0x00281052, 0x00281053,
]);
const LONGEST_SWEPT_BYTES = 1 << 20;

/** The judge of the profile: table first, then private data, then a search through what would stay. */
export function profileJudge(
  bytes: Uint8Array,
  {
    options,
    pseudonyms,
    search,
    tally,
  }: { options: DeidentifyOptions; pseudonyms: Pseudonyms; search: IdentifierSearch; tally: Tally },
): Judge {
  const textVerdict = (text: string, vr: string): Verdict => ({ say: 'value', value: padded(text, vr) });
  const mapped = (element: DataElement): Verdict => {
    tally.uids++;
    const uids = asciiOf(bytes, element)
      .split('\\')
      .map((uid) => uid.trim());
    return textVerdict(
      uids.map((uid) => (uid === '' || uid.startsWith(DICOM_ROOT) ? uid : pseudonyms.uidFor(uid))).join('\\'),
      'UI',
    );
  };
  const empty = (): Verdict => {
    tally.emptied++;
    return EMPTY;
  };
  const remove = (): Verdict => {
    tally.removed++;
    return REMOVE;
  };
  const shifted = (element: DataElement, vr: string): Verdict => {
    const text = asciiOf(bytes, element);
    if (text === '') return KEEP;
    const moved = shiftedValue(text, vr, pseudonyms.shiftDays);
    if (moved === null) return empty();
    tally.shifted++;
    return textVerdict(moved, vr);
  };
  return (element, siblings) => {
    const { tag } = element;
    if (isPrivate(tag)) {
      if (options.retainSafePrivate && keepsPrivate(bytes, element, siblings)) return KEEP;
      tally.privateRemoved++;
      return REMOVE;
    }
    const vr = element.vr === 'UN' || element.vr === null ? (tabledVr(tag) ?? 'UN') : element.vr;
    const isSequence = element.items !== null || vr === 'SQ';
    switch (deedFor(tag, isSequence, options)) {
      case 'remove':
        return remove();
      case 'empty':
        return element.valueEnd === element.valueStart ? KEEP : empty();
      case 'dummy':
        tally.replaced++;
        return textVerdict(dummyValue(vr), vr);
      case 'uid':
        return mapped(element);
      case 'shift':
        return shifted(element, vr);
      case 'clean': {
        tally.cleaned++;
        return textVerdict(
          asciiOf(bytes, element)
            .split('\\')
            .map((part) => cleanDescriptor(part, search))
            .join('\\'),
          vr,
        );
      }
      case 'inside':
        return element.items ? INSIDE : remove();
      case 'keep':
        if (tag === 0x00101010) return agedVerdict(asciiOf(bytes, element), textVerdict);
        if (element.items) return INSIDE;
        if (BULK.has(tag)) return KEEP;
        // Not in the table, and still a date, a person or a name for an object: the newest attributes are younger than it.
        if (vr === 'PN') return empty();
        if (vr === 'DA' || vr === 'DT') return options.retainLongitudinal ? shifted(element, vr) : empty();
        if (looksLikeUid(bytes, element, vr)) return mapped(element);
        if (holdsIdentifier(bytes, element, vr, search)) {
          tally.swept++;
          return EMPTY;
        }
        return KEEP;
    }
  };
}

/** A creator's own element (gggg,00xx) stays when something of its block does. */
function keepsPrivate(bytes: Uint8Array, { tag, items }: DataElement, siblings: readonly DataElement[]): boolean {
  const group = tag >>> 16;
  const creatorOf = (block: number): string => {
    const creator = siblings.find((one) => one.tag === ((group << 16) | block) >>> 0);
    return creator ? asciiOf(bytes, creator) : '';
  };
  const element = tag & 0xffff;
  if (element >= 0x1000) return items === null && isSafePrivate(tag, creatorOf(element >>> 8));
  return (
    element >= 0x10 &&
    siblings.some(
      (one) =>
        one.tag >>> 16 === group && (one.tag & 0xffff) >>> 8 === element && isSafePrivate(one.tag, creatorOf(element)),
    )
  );
}

function agedVerdict(text: string, textVerdict: (text: string, vr: string) => Verdict): Verdict {
  const years = /^(\d{3})Y$/.exec(text.trim());
  if (!years) return /^\d{3}[DWM]$/.test(text.trim()) ? KEEP : EMPTY;
  const oldest = OLDEST_TOLD_AGE_YEARS.value;
  return Number(years[1]) > oldest ? textVerdict(`${String(oldest + 1).padStart(3, '0')}Y`, 'AS') : KEEP;
}

function looksLikeUid(bytes: Uint8Array, element: DataElement, vr: string): boolean {
  if (vr !== 'UI' && vr !== 'UN') return false;
  if (element.valueEnd - element.valueStart > 66) return vr === 'UI';
  const text = asciiOf(bytes, element);
  if (text.startsWith(DICOM_ROOT)) return false;
  return UID.test(text) && (vr === 'UI' || (text.length >= 16 && text.split('.').length >= 5));
}

function holdsIdentifier(bytes: Uint8Array, element: DataElement, vr: string, search: IdentifierSearch): boolean {
  if (ENUMERATED.has(vr) || ENUMERATED_TAGS.has(element.tag)) return false;
  if (element.valueEnd - element.valueStart > LONGEST_SWEPT_BYTES) return false;
  const value = bytes.subarray(element.valueStart, element.valueEnd);
  const strict = value.length <= 1024;
  return (
    search.find(asciiOf(bytes, element), { strict }).length > 0 ||
    (value.some((byte) => byte >= 0x80) && search.find(new TextDecoder('utf-8').decode(value), { strict }).length > 0)
  );
}

function padded(text: string, vr: string): Uint8Array {
  const even = text.length % 2 === 0 ? text : text + (vr === 'UI' ? '\0' : ' ');
  return Uint8Array.from(even, (letter) => letter.charCodeAt(0));
}
