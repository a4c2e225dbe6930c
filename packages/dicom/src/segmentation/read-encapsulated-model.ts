import { parseHeader } from '../read/parse-header.ts';
import { ENCAPSULATED_OBJ_STORAGE, ENCAPSULATED_STL_STORAGE } from '../write/write-encapsulated.ts';
import { codeIn } from './coded-item.ts';

/** An Encapsulated STL or OBJ, taken apart. */
export interface EncapsulatedModel {
  readonly format: 'stl' | 'obj';
  readonly document: Uint8Array;
  readonly frameOfReferenceUid: string | null;
  /** UCUM code of the unit: um, mm, cm, m. Empty when not stated. */
  readonly unit: string;
  readonly title: string;
  readonly mirrored: boolean | null;
  readonly modified: boolean | null;
  readonly laterality: string;
  readonly manufacturer: string;
  readonly softwareVersions: string;
}

/** Null when the file is no Encapsulated STL or OBJ. Source: DICOM PS3.3 C.24.2, C.35.1. */
export function readEncapsulatedModel(bytes: Uint8Array): EncapsulatedModel | null {
  const parsed = parseHeader(bytes);
  if (parsed === null || parsed === 'broken') return null;
  const { dataSet } = parsed;
  const text = (tag: string) => (dataSet.string(tag) ?? '').replaceAll('\0', '').trim();
  const sopClass = text('x00080016');
  const format = sopClass === ENCAPSULATED_STL_STORAGE ? 'stl' : sopClass === ENCAPSULATED_OBJ_STORAGE ? 'obj' : null;
  const document = dataSet.elements.x00420011;
  if (!format || !document) return null;
  const end = Math.min(dataSet.byteArray.length, document.dataOffset + document.length);
  // Without a stated length the last byte may be padding, which no STL of 84 + 50 · n bytes and no text minds.
  const stated = dataSet.uint32('x00420015');
  const length = Math.min(stated ?? Number.POSITIVE_INFINITY, end - document.dataOffset);
  const whole = dataSet.byteArray.slice(document.dataOffset, document.dataOffset + length);
  const yesNo = (tag: string) => (text(tag) === 'YES' ? true : text(tag) === 'NO' ? false : null);
  return {
    format,
    document: whole,
    frameOfReferenceUid: text('x00200052') || null,
    unit: codeIn(dataSet, 'x004008ea')?.value ?? '',
    title: text('x00420010'),
    mirrored: yesNo('x00687002'),
    modified: yesNo('x00687001'),
    laterality: text('x00200062'),
    manufacturer: text('x00080070'),
    softwareVersions: text('x00181020').replaceAll('\\', ' '),
  };
}
