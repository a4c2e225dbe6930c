import { type DicomJson, isPersonName, type JsonElement, personText, TAG } from './dicom-json.ts';

/** VRs whose length takes four bytes after two of padding. Source: PS3.5 table 7.1-1. */
export const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const ZERO_PADDED = new Set(['UI', 'OB', 'UN']);

/** Numbers of 64 bits may be told as text. */
type WriteNumber = (bytes: Buffer, told: string) => void;
const NUMBERS: Readonly<Record<string, readonly [bytes: number, write: WriteNumber]>> = {
  US: [2, (b, told) => b.writeUInt16LE(Number(told))],
  SS: [2, (b, told) => b.writeInt16LE(Number(told))],
  UL: [4, (b, told) => b.writeUInt32LE(Number(told))],
  SL: [4, (b, told) => b.writeInt32LE(Number(told))],
  FL: [4, (b, told) => b.writeFloatLE(Number(told))],
  FD: [8, (b, told) => b.writeDoubleLE(Number(told))],
  SV: [8, (b, told) => b.writeBigInt64LE(BigInt(told))],
  UV: [8, (b, told) => b.writeBigUInt64LE(BigInt(told))],
};

/**
 * An identifier (of a query, an answer, a list of references) as bytes, little endian, text in UTF-8 and said so where it
 * goes beyond ASCII. Instances never go through here: they are sent as the bytes that they came in.
 */
export function encodeDataSet(data: DicomJson, { explicit }: { explicit: boolean }): Buffer {
  const beyondAscii = /[^\0-\x7f]/.test(JSON.stringify(data));
  const whole: DicomJson = beyondAscii
    ? { ...data, [TAG.SpecificCharacterSet]: { vr: 'CS', Value: ['ISO_IR 192'] } }
    : data;
  return encoded(whole, explicit);
}

function encoded(data: DicomJson, explicit: boolean): Buffer {
  const tags = Object.keys(data).sort();
  return Buffer.concat(tags.flatMap((tag) => elementBytes(tag, data[tag]!, explicit)));
}

function elementBytes(tag: string, told: JsonElement, explicit: boolean): Buffer[] {
  const body = bodyOf(told, explicit);
  const long = explicit && LONG_VRS.has(told.vr);
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  if (explicit) {
    head.write(told.vr, 4, 'latin1');
    if (long) head.writeUInt32LE(body.length, 8);
    else head.writeUInt16LE(body.length, 6);
  } else head.writeUInt32LE(body.length, 4);
  return [head, body];
}

function bodyOf({ vr, Value: values = [], InlineBinary: binary }: JsonElement, explicit: boolean): Buffer {
  if (binary !== undefined) return even(Buffer.from(binary, 'base64'), vr);
  if (vr === 'SQ') return Buffer.concat(values.flatMap((item) => itemBytes(item as DicomJson, explicit)));
  if (vr === 'AT') return Buffer.concat(values.map((value) => tagBytes(String(value))));
  const number = NUMBERS[vr];
  if (number) {
    const [bytes, write] = number;
    return Buffer.concat(
      values.map((value) => {
        const one = Buffer.alloc(bytes);
        write(one, String(value));
        return one;
      }),
    );
  }
  const text = values.map((value) => (isPersonName(value) ? personText(value) : String(value ?? ''))).join('\\');
  return even(Buffer.from(text, 'utf8'), vr);
}

const even = (bytes: Buffer, vr: string): Buffer =>
  bytes.length % 2 ? Buffer.concat([bytes, Buffer.from(ZERO_PADDED.has(vr) ? '\0' : ' ')]) : bytes;

function itemBytes(item: DicomJson, explicit: boolean): Buffer[] {
  const body = encoded(item, explicit);
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(body.length, 4);
  return [head, body];
}

function tagBytes(tag: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  bytes.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  return bytes;
}
