import type { DataElement } from './data-elements.ts';
import { asciiOf, bytesOf, decoderFor } from './element-text.ts';

export type IdentifierKind = 'name' | 'id' | 'birth-date' | 'contact' | 'other-person' | 'place' | 'uid';

/** Something that points to the patient, as the study states it. Never printed, never written outside the vault. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

const KINDS: readonly (readonly [IdentifierKind, readonly number[]])[] = [
  ['name', [0x00100010, 0x00101001, 0x00101005, 0x00101060, 0x00100012, 0x00102297]],
  [
    'id',
    [
      0x00100020, 0x00101000, 0x00101090, 0x00080050, 0x00380010, 0x00200010, 0x00401001, 0x00402016, 0x00402017,
      0x00400253, 0x00400009, 0x00380060, 0x0040050a,
    ],
  ],
  ['birth-date', [0x00100030]],
  ['contact', [0x00101040, 0x00102154, 0x00102155, 0x00401102, 0x00401103]],
  [
    'other-person',
    [
      0x00080090, 0x00081048, 0x00081050, 0x00081060, 0x00081070, 0x0008009c, 0x00321032, 0x00400006, 0x00404037,
      0x0040a123, 0x0040a075, 0x00700084,
    ],
  ],
  ['place', [0x00080080, 0x00080081, 0x00081040, 0x00081010]],
  ['uid', [0x0020000d, 0x0020000e, 0x00080018, 0x00200052]],
];
const KIND_OF = new Map(KINDS.flatMap(([kind, tags]) => tags.map((tag) => [tag, kind] as const)));
/** What anonymous studies hold in place of a name says nothing of anybody. */
const PLACEHOLDER =
  /^(anon(ymous|ymized|ymised|ymize)?|none|unknown|removed|deleted|no name|patient|test|phantom|n\/?a|xx+|0+|-+|\.)$/i;

/** Every identifier that a data set states, in sequences too. */
export function identifiersIn(bytes: Uint8Array, elements: readonly DataElement[]): Identifier[] {
  const found: Identifier[] = [];
  const charset = elements.find(({ tag }) => tag === 0x00080005);
  const decoder = decoderFor(charset ? asciiOf(bytes, charset) : '');
  const visit = (list: readonly DataElement[]): void => {
    for (const element of list) {
      for (const item of element.items ?? []) visit(item.elements);
      const kind = KIND_OF.get(element.tag);
      if (kind === undefined || element.items) continue;
      const text = decoder.decode(bytesOf(bytes, element)).replaceAll('\0', '');
      for (const value of text.split('\\').map((part) => part.trim()))
        if (value !== '' && !PLACEHOLDER.test(value.replaceAll(/[\^=]+/g, ' ').trim())) found.push({ kind, value });
    }
  };
  visit(elements);
  return found;
}

/** Each identifier once. */
export function uniqueIdentifiers(all: readonly Identifier[]): Identifier[] {
  return [...new Map(all.map((one) => [`${one.kind} ${one.value}`, one])).values()];
}
