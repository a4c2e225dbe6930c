import { BrokenObjectError } from './errors.ts';

/** How a data set is written. */
export interface ElementSyntax {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

/** An element by its places in the bytes. What is not rewritten is copied from `start` to `end` as it stands. */
export interface DataElement {
  /** 0xGGGGEEEE. */
  readonly tag: number;
  /** Two capitals, or null where the syntax states none. */
  readonly vr: string | null;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly end: number;
  readonly undefinedLength: boolean;
  /** The items of a sequence; null for a plain value. */
  readonly items: readonly DataItem[] | null;
  /** How the items are written: an unknown VR of undefined length holds implicit little-endian ones. */
  readonly inside: ElementSyntax;
}

export interface DataItem {
  readonly start: number;
  readonly end: number;
  readonly undefinedLength: boolean;
  readonly elements: readonly DataElement[];
}

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED = 0xffffffff;
const PIXEL_DATA = 0x7fe00010;
const IMPLICIT: ElementSyntax = { explicit: false, bigEndian: false };
/** VRs whose length takes four bytes after two of padding. Source: DICOM PS3.5 7.1.2. */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
/** Deeper nesting than any standard object has; damaged lengths would nest without end. */
const DEEPEST = 32;

/**
 * The elements of a data set, by their places: nothing is decoded or copied.
 *
 * @throws BrokenObjectError  when a length leads out of the bytes
 */
export function readElements(
  bytes: Uint8Array,
  syntax: ElementSyntax,
  { from = 0, to = bytes.length }: { from?: number; to?: number } = {},
): readonly DataElement[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return elementsIn(view, { syntax, from, to, depth: 0 }).elements;
}

interface Span {
  readonly syntax: ElementSyntax;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** Elements up to the end of the span, or up to an item's delimiter. */
function elementsIn(view: DataView, { syntax, from, to, depth }: Span): { elements: DataElement[]; end: number } {
  if (depth > DEEPEST) throw new BrokenObjectError('sequences are nested without end');
  const elements: DataElement[] = [];
  let at = from;
  while (at < to) {
    if (at + 8 > to) {
      // Padding of a few zero bytes after the last element is no element.
      if (depth === 0) break;
      throw new BrokenObjectError('an item ends within an element');
    }
    const tag = tagAt(view, at, syntax);
    if (tag === ITEM_END || tag === SEQUENCE_END) return { elements, end: at };
    const element = elementAt(view, at, tag, { syntax, from, to, depth });
    elements.push(element);
    at = element.end;
  }
  return { elements, end: at };
}

function elementAt(view: DataView, start: number, tag: number, { syntax, to, depth }: Span): DataElement {
  const little = !syntax.bigEndian;
  const stated = syntax.explicit ? vrAt(view, start + 4) : null;
  const long = stated !== null && LONG.has(stated);
  const valueStart = start + (long ? 12 : 8);
  if (valueStart > to) throw new BrokenObjectError('an element ends within its own head');
  const length =
    stated === null
      ? view.getUint32(start + 4, little)
      : long
        ? view.getUint32(start + 8, little)
        : view.getUint16(start + 6, little);
  // PS3.5 6.2.2: an unknown VR of undefined length is a sequence in implicit VR little endian.
  const inside = stated === 'UN' && length === UNDEFINED ? IMPLICIT : syntax;
  const head = { tag, vr: stated, start, valueStart, inside, undefinedLength: length === UNDEFINED };
  if (length === UNDEFINED) {
    if (tag === PIXEL_DATA) {
      const end = endOfFragments(view, valueStart, to);
      return { ...head, valueEnd: end, end, items: null };
    }
    const { items, end } = itemsIn(view, { syntax: inside, from: valueStart, to, depth: depth + 1 });
    return { ...head, valueEnd: end, end: Math.min(end + 8, to), items };
  }
  const end = valueStart + length;
  if (end > to) {
    // Pixels that end too early are the reader's matter; a header that does is nobody's.
    if (tag === PIXEL_DATA) return { ...head, valueEnd: to, end: to, items: null };
    throw new BrokenObjectError('an element is longer than the file');
  }
  const isSequence = stated === 'SQ' || (stated === null && length >= 8 && tagAt(view, valueStart, syntax) === ITEM);
  if (!isSequence) return { ...head, valueEnd: end, end, items: null };
  const { items } = itemsIn(view, { syntax, from: valueStart, to: end, depth: depth + 1 });
  return { ...head, valueEnd: end, end, items };
}

function itemsIn(view: DataView, { syntax, from, to, depth }: Span): { items: DataItem[]; end: number } {
  const items: DataItem[] = [];
  let at = from;
  while (at + 8 <= to) {
    const tag = tagAt(view, at, syntax);
    if (tag === SEQUENCE_END) return { items, end: at };
    if (tag !== ITEM) throw new BrokenObjectError('a sequence holds something else than items');
    const length = view.getUint32(at + 4, !syntax.bigEndian);
    const undefinedLength = length === UNDEFINED;
    const end = undefinedLength ? to : at + 8 + length;
    if (end > to) throw new BrokenObjectError('an item is longer than its sequence');
    const inner = elementsIn(view, { syntax, from: at + 8, to: end, depth });
    const itemEnd = undefinedLength ? Math.min(inner.end + 8, to) : end;
    items.push({ start: at, end: itemEnd, undefinedLength, elements: inner.elements });
    at = itemEnd;
  }
  return { items, end: at };
}

/** Encapsulated pixels: fragments, each with its length, up to the delimiter. They are always little endian. */
function endOfFragments(view: DataView, from: number, to: number): number {
  let at = from;
  while (at + 8 <= to) {
    const tag = tagAt(view, at, IMPLICIT);
    if (tag === SEQUENCE_END) return at + 8;
    if (tag !== ITEM) return to;
    at += 8 + view.getUint32(at + 4, true);
  }
  return to;
}

const tagAt = (view: DataView, at: number, { bigEndian }: ElementSyntax): number =>
  view.getUint16(at, !bigEndian) * 0x10000 + view.getUint16(at + 2, !bigEndian);

/** Two capitals; null where a writer put an element without its VR into an explicit data set. */
function vrAt(view: DataView, at: number): string | null {
  const [a, b] = [view.getUint8(at), view.getUint8(at + 1)];
  const capital = (c: number) => c >= 65 && c <= 90;
  return capital(a) && capital(b) ? String.fromCharCode(a, b) : null;
}
