import { BrokenPromiseError } from '@specola/space';
import type { DicomElement, Vr } from './write-part10.ts';

/** A term of a coding scheme. Source: DICOM PS3.3 8.8. */
export interface CodedConcept {
  readonly value: string;
  /** SCT, DCM, LN or UCUM. */
  readonly scheme: string;
  readonly meaning: string;
}

export const element = (tag: number, vr: Vr, value: DicomElement['value']): DicomElement => ({ tag, vr, value });

/** A sequence of items, each the list of its elements in any order. */
export const sequence = (tag: number, ...items: readonly (readonly DicomElement[])[]): DicomElement => ({
  tag,
  vr: 'SQ',
  value: items.map((item) => inTagOrder(item)),
});

export const codeItem = ({ value, scheme, meaning }: CodedConcept): DicomElement[] => [
  element(0x00080100, 'SH', value),
  element(0x00080102, 'SH', scheme),
  element(0x00080104, 'LO', meaning),
];

export const codeSequence = (tag: number, ...concepts: readonly CodedConcept[]): DicomElement =>
  sequence(tag, ...concepts.map(codeItem));

/** The elements of several modules as one data set. @throws BrokenPromiseError when two of them state one attribute */
export function inTagOrder(...modules: readonly (readonly DicomElement[])[]): DicomElement[] {
  // Tags are unsigned: a shift has made some of them negative if they were not written as literals.
  const all = modules.flat().sort((a, b) => (a.tag >>> 0) - (b.tag >>> 0));
  for (let n = 1; n < all.length; n++)
    if (all[n]!.tag === all[n - 1]!.tag)
      throw new BrokenPromiseError(`Two modules state the attribute ${tagName(all[n]!.tag)}.`);
  return all;
}

export function tagName(tag: number): string {
  const hex = (tag >>> 0).toString(16).padStart(8, '0').toUpperCase();
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

/** Text for a value: no backslash (it parts values), no control characters, cut to what the VR holds. PS3.5 6.2. */
export function plainText(text: string, longest = 64): string {
  const plain = Array.from(text, (letter) =>
    letter < ' ' || letter === '\u007f' ? ' ' : letter === '\\' ? '/' : letter,
  );
  return plain.join('').trim().slice(0, longest).trim();
}
