import type { DataElement, DataItem, ElementSyntax } from './data-elements.ts';

/** What becomes of an element: its bytes as they are, nothing, another value, or its items gone through. */
export type Verdict =
  | { readonly say: 'keep' }
  | { readonly say: 'remove' }
  | { readonly say: 'value'; readonly value: Uint8Array }
  | { readonly say: 'inside' };

export const KEEP: Verdict = { say: 'keep' };
export const REMOVE: Verdict = { say: 'remove' };
export const EMPTY: Verdict = { say: 'value', value: new Uint8Array(0) };
export const INSIDE: Verdict = { say: 'inside' };

/** Judges an element; `siblings` are those of its data set or item, where the creators of private blocks stand. */
export type Judge = (element: DataElement, siblings: readonly DataElement[]) => Verdict;

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const UNDEFINED = 0xffffffff;

/**
 * Writes elements anew as a judge says; what is kept is copied byte for byte, its own padding and order included.
 * Lengths are made anew only for sequences in which something changed.
 *
 * @param added  elements as bytes, by tag, to be put in their places at the top; they replace any of the same tag
 */
export function rewriteElements(
  bytes: Uint8Array,
  elements: readonly DataElement[],
  { syntax, judge, added = [] }: { syntax: ElementSyntax; judge: Judge; added?: readonly AddedElement[] },
): Uint8Array {
  const out: Uint8Array[] = [];
  const waiting = [...added].sort((a, b) => a.tag - b.tag);
  for (const element of elements) {
    while (waiting.length > 0 && waiting[0]!.tag <= element.tag) out.push(waiting.shift()!.bytes);
    if (added.some(({ tag }) => tag === element.tag)) continue;
    out.push(...rewritten(bytes, element, elements, { syntax, judge }));
  }
  for (const { bytes: late } of waiting) out.push(late);
  return joined(out);
}

export interface AddedElement {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

interface Writing {
  readonly syntax: ElementSyntax;
  readonly judge: Judge;
}

function rewritten(
  bytes: Uint8Array,
  element: DataElement,
  siblings: readonly DataElement[],
  { syntax, judge }: Writing,
): Uint8Array[] {
  const verdict = judge(element, siblings);
  switch (verdict.say) {
    case 'keep':
      return [bytes.subarray(element.start, element.end)];
    case 'remove':
      return [];
    case 'value':
      return [headOf(element, verdict.value.length, syntax), verdict.value];
    case 'inside': {
      const items = (element.items ?? []).map((item) => itemOf(bytes, item, { syntax: element.inside, judge }));
      // An unknown VR of undefined length stays one: its items are in another syntax than what surrounds it.
      if (element.undefinedLength)
        return [headOf(element, UNDEFINED, syntax), ...items.flat(), delimiter(0xfffee0dd, element.inside)];
      const body = joined(items.flat());
      return [headOf(element, body.length, syntax), body];
    }
  }
}

function itemOf(bytes: Uint8Array, item: DataItem, { syntax, judge }: Writing): Uint8Array[] {
  const body = joined(item.elements.flatMap((element) => rewritten(bytes, element, item.elements, { syntax, judge })));
  const head = new DataView(new ArrayBuffer(8));
  writeTag(head, 0xfffee000, syntax);
  head.setUint32(4, item.undefinedLength ? UNDEFINED : body.length, !syntax.bigEndian);
  const parts = [new Uint8Array(head.buffer), body];
  return item.undefinedLength ? [...parts, delimiter(0xfffee00d, syntax)] : parts;
}

function headOf({ tag, vr }: Pick<DataElement, 'tag' | 'vr'>, length: number, syntax: ElementSyntax): Uint8Array {
  const little = !syntax.bigEndian;
  const long = vr !== null && LONG.has(vr);
  const head = new DataView(new ArrayBuffer(long ? 12 : 8));
  writeTag(head, tag, syntax);
  if (vr === null) head.setUint32(4, length, little);
  else {
    head.setUint8(4, vr.charCodeAt(0));
    head.setUint8(5, vr.charCodeAt(1));
    if (long) head.setUint32(8, length, little);
    else head.setUint16(6, length, little);
  }
  return new Uint8Array(head.buffer);
}

function delimiter(tag: number, syntax: ElementSyntax): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  writeTag(head, tag, syntax);
  return new Uint8Array(head.buffer);
}

function writeTag(head: DataView, tag: number, { bigEndian }: ElementSyntax): void {
  head.setUint16(0, tag >>> 16, !bigEndian);
  head.setUint16(2, tag & 0xffff, !bigEndian);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
