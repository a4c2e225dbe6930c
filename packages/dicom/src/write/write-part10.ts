/**
 * A small writer of DICOM files. dcmjs writes them too, but takes 19 ms for a slice where this takes under one, weighs
 * 11 MB at start, and puts its own version into the files, so that the same volume would give other bytes after an update.
 */

/** Value representations that the writer knows. Source: DICOM PS3.5 6.2. */
export type Vr =
  | 'AE'
  | 'AS'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'PN'
  | 'SH'
  | 'TM'
  | 'UI'
  | 'US'
  | 'SS'
  | 'UL'
  | 'FD'
  | 'OB'
  | 'OW'
  | 'SQ';

/** One element: tag as 0xGGGGEEEE. Strings as they are (several parted by \), numbers as lists, items of a sequence as lists of elements. */
export interface DicomElement {
  readonly tag: number;
  readonly vr: Vr;
  readonly value: string | readonly number[] | Uint8Array | readonly (readonly DicomElement[])[];
}

export interface Encoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

export const EXPLICIT_LITTLE: Encoding = { explicit: true, bigEndian: false };

/** VRs whose length takes four bytes after two of padding. */
const LONG = new Set<Vr>(['OB', 'OW', 'SQ']);
const NUMBER_BYTES: Partial<Record<Vr, number>> = { US: 2, SS: 2, UL: 4, FD: 8 };
/** Encapsulated pixel data state no length. */
const UNDEFINED_LENGTH = 0xffffffff;

/**
 * A Part 10 file: preamble, mark, meta group, data set. Elements must come in the order of their tags.
 *
 * @param transferSyntaxUid  written into the meta group; the caller packs pixels (and deflates) accordingly
 */
export function writePart10(
  {
    sopClassUid,
    sopInstanceUid,
    transferSyntaxUid,
  }: { sopClassUid: string; sopInstanceUid: string; transferSyntaxUid: string },
  dataSet: Uint8Array,
): Uint8Array {
  const meta = encodeElements(
    [
      { tag: 0x00020001, vr: 'OB', value: new Uint8Array([0, 1]) },
      { tag: 0x00020002, vr: 'UI', value: sopClassUid },
      { tag: 0x00020003, vr: 'UI', value: sopInstanceUid },
      { tag: 0x00020010, vr: 'UI', value: transferSyntaxUid },
      { tag: 0x00020012, vr: 'UI', value: SPECOLA_IMPLEMENTATION_UID },
      { tag: 0x00020013, vr: 'SH', value: 'SPECOLA' },
    ],
    EXPLICIT_LITTLE,
  );
  const length = encodeElements([{ tag: 0x00020000, vr: 'UL', value: [meta.length] }], EXPLICIT_LITTLE);
  const file = new Uint8Array(132 + length.length + meta.length + dataSet.length);
  file.set([0x44, 0x49, 0x43, 0x4d], 128);
  file.set(length, 132);
  file.set(meta, 132 + length.length);
  file.set(dataSet, 132 + length.length + meta.length);
  return file;
}

/** Under 2.25 (UUID) since no root is registered: derivedUid of the text "specola". */
const SPECOLA_IMPLEMENTATION_UID = '2.25.332954319888545161931067883846610872606';

/** Elements as bytes, in the order given. */
export function encodeElements(elements: readonly DicomElement[], encoding: Encoding): Uint8Array {
  const parts = elements.map((element) => encodeElement(element, encoding));
  return joined(parts);
}

function encodeElement({ tag, vr, value }: DicomElement, encoding: Encoding): Uint8Array {
  const body = bodyOf(vr, value, encoding);
  const long = encoding.explicit && LONG.has(vr);
  const head = new DataView(new ArrayBuffer(long ? 12 : 8));
  const little = !encoding.bigEndian;
  head.setUint16(0, tag >>> 16, little);
  head.setUint16(2, tag & 0xffff, little);
  const encapsulated = tag === 0x7fe00010 && vr === 'OB' && isEncapsulated(body);
  const length = encapsulated ? UNDEFINED_LENGTH : body.length;
  if (encoding.explicit) {
    head.setUint8(4, vr.charCodeAt(0));
    head.setUint8(5, vr.charCodeAt(1));
    if (long) head.setUint32(8, length, little);
    else head.setUint16(6, length, little);
  } else head.setUint32(4, length, little);
  return joined([new Uint8Array(head.buffer), body]);
}

/** Items begin with (FFFE,E000). */
const isEncapsulated = (body: Uint8Array): boolean =>
  body.length >= 8 && body[0] === 0xfe && body[1] === 0xff && body[2] === 0x00 && body[3] === 0xe0;

function bodyOf(vr: Vr, value: DicomElement['value'], encoding: Encoding): Uint8Array {
  if (typeof value === 'string') return textBytes(value, vr === 'UI' ? 0 : 0x20);
  if (value instanceof Uint8Array) return value.length % 2 ? joined([value, new Uint8Array(1)]) : value;
  if (vr === 'SQ') return joined((value as readonly (readonly DicomElement[])[]).map((item) => itemOf(item, encoding)));
  return numberBytes(vr, value as readonly number[], !encoding.bigEndian);
}

function itemOf(elements: readonly DicomElement[], encoding: Encoding): Uint8Array {
  const body = encodeElements(elements, encoding);
  const head = new DataView(new ArrayBuffer(8));
  const little = !encoding.bigEndian;
  head.setUint16(0, 0xfffe, little);
  head.setUint16(2, 0xe000, little);
  head.setUint32(4, body.length, little);
  return joined([new Uint8Array(head.buffer), body]);
}

/** UTF-8; writers that go beyond ASCII state ISO_IR 192 themselves. */
function textBytes(text: string, pad: number): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return bytes.length % 2 ? joined([bytes, new Uint8Array([pad])]) : bytes;
}

function numberBytes(vr: Vr, values: readonly number[], little: boolean): Uint8Array {
  const size = NUMBER_BYTES[vr] ?? 2;
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, n) => {
    if (vr === 'US') view.setUint16(2 * n, value, little);
    else if (vr === 'SS') view.setInt16(2 * n, value, little);
    else if (vr === 'UL') view.setUint32(4 * n, value, little);
    else view.setFloat64(8 * n, value, little);
  });
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A decimal string: the most digits that sixteen characters hold. Source: DICOM PS3.5 6.2, VR DS. */
export function decimalString(value: number): string {
  for (let digits = 16; digits > 0; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return '0';
}
