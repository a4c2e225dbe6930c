import { withKnownVrs } from '@specola/dicom';
import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { BadInstanceError } from '../errors.ts';
import { type DecodeText, textDecoder } from './decode-text.ts';
import { type DicomJson, type JsonElement, type JsonValue, personName, TAG } from './dicom-json.ts';
import { valueRepresentations } from './vr-table.ts';

export const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
export const EXPLICIT_BIG = '1.2.840.10008.1.2.2';
export const DEFLATED = '1.2.840.10008.1.2.1.99';

const KNOWN_VRS = valueRepresentations();
const TEXT_VRS = new Set([
  'AE',
  'AS',
  'CS',
  'DA',
  'DS',
  'DT',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'ST',
  'TM',
  'UC',
  'UI',
  'UR',
  'UT',
]);
/** Their text is in the stated character set; the others are ASCII. */
const WORDED_VRS = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
/** One value only: a backslash is text. */
const SINGLE_VRS = new Set(['LT', 'ST', 'UT', 'UR']);
const NUMBER_BYTES: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, SV: 8, UV: 8 };

export interface Decoding {
  /** Where the value of a bulky element can be fetched, when metadata are asked for; without it the element is left out. */
  readonly bulkUri?: (tag: string) => string;
}

/** Values above this are told by their address, not inline. */
const LONGEST_INLINE_BYTES = 1024;
const DEEPEST = 32;

/**
 * A bare data set (as it comes over the wire) parsed by dicom-parser.
 *
 * @throws BadInstanceError
 */
export function parseDataSet(bytes: Uint8Array, transferSyntax: string, untilTag?: string): DataSet {
  const big = transferSyntax === EXPLICIT_BIG;
  const parser = big ? dicomParser.bigEndianByteArrayParser : dicomParser.littleEndianByteArrayParser;
  // No tag is below the first: without one it reads to the end.
  const until = { untilTag: untilTag ?? '' };
  try {
    const known = withKnownVrs(bytes);
    const stream = new dicomParser.ByteStream(parser, known.bytes, 0);
    const dataSet = emptyDataSet(stream);
    if (transferSyntax === IMPLICIT_LITTLE)
      dicomParser.parseDicomDataSetImplicit(dataSet, stream, bytes.length, {
        ...until,
        // Left open where the pixels' sign decides, which is not known before all is read.
        vrCallback: (tag) => (US_OR_SS.has(tag.slice(1)) ? '' : (vrOf(tag) ?? '')),
      });
    else dicomParser.parseDicomDataSetExplicit(dataSet, stream, bytes.length, until);
    known.restore(dataSet);
    return dataSet;
  } catch {
    // dicom-parser throws bare strings; what it says holds no sentence for a person.
    throw new BadInstanceError('its data set cannot be read');
  }
}

/** The declared type leaves the constructor out. */
function emptyDataSet(stream: InstanceType<typeof dicomParser.ByteStream>): DataSet {
  const { DataSet: Made } = dicomParser as typeof dicomParser & {
    DataSet: new (parser: unknown, bytes: unknown, elements: Record<string, Element>) => DataSet;
  };
  return new Made(stream.byteArrayParser, stream.byteArray, {});
}

/** The VR by the dictionary; undefined for private and unknown elements. */
export function vrOf(tag: string): string | undefined {
  const number = Number.parseInt(tag.slice(-8), 16);
  if ((number & 0xffff) === 0) return 'UL';
  return KNOWN_VRS.get(number);
}

/** A parsed data set as DICOM JSON. Group lengths and the meta group are left out, as the standard says. */
export function toJson(dataSet: DataSet, decoding: Decoding = {}): DicomJson {
  return jsonOf(dataSet, {
    ...decoding,
    decodeText: decoderOf(dataSet, null),
    signed: hasSignedPixels(dataSet),
    depth: 0,
  });
}

interface Within extends Decoding {
  readonly decodeText: DecodeText;
  readonly signed: boolean;
  readonly depth: number;
}

function decoderOf(dataSet: DataSet, above: DecodeText | null): DecodeText {
  const stated = dataSet.elements.x00080005;
  if (!stated && above) return above;
  return textDecoder(stated ? latin(dataSet, stated) : '');
}

const latin = (dataSet: DataSet, { dataOffset, length }: Element): string =>
  Buffer.from(dataSet.byteArray.buffer, dataSet.byteArray.byteOffset + dataOffset, length)
    .toString('latin1')
    .replace(/[\0 ]+$/, '');

function jsonOf(dataSet: DataSet, within: Within): DicomJson {
  const json: Record<string, JsonElement> = {};
  for (const parsed of Object.values(dataSet.elements)) {
    const tag = parsed.tag.slice(1).toUpperCase();
    if (tag.startsWith('0002') || tag.endsWith('0000') || isDelimiter(parsed)) continue;
    const told = elementOf(dataSet, parsed, tag, within);
    if (told) json[tag] = told;
  }
  return json;
}

function elementOf(dataSet: DataSet, parsed: Element, tag: string, within: Within): JsonElement | null {
  const { items, fragments, length, dataOffset } = parsed;
  if (items) {
    if (within.depth >= DEEPEST) throw new BadInstanceError('its sequences are nested too deep');
    const inner = items.flatMap(({ dataSet: item }) =>
      item
        ? [jsonOf(item, { ...within, decodeText: decoderOf(item, within.decodeText), depth: within.depth + 1 })]
        : [],
    );
    return inner.length > 0 ? { vr: 'SQ', Value: inner } : { vr: 'SQ' };
  }
  const vr = knownVr(parsed, tag, { signed: within.signed });
  if (vr === 'SQ') return { vr };
  const bulky = tag === TAG.PixelData || fragments !== undefined || length > LONGEST_INLINE_BYTES;
  if (bulky && !(TEXT_VRS.has(vr) && fragments === undefined))
    // Only elements of the data set itself have an address.
    return within.bulkUri && within.depth === 0 ? { vr, BulkDataURI: within.bulkUri(tag) } : null;
  if (length === 0) return { vr };
  const bytes = Buffer.from(dataSet.byteArray.buffer, dataSet.byteArray.byteOffset + dataOffset, length);
  if (TEXT_VRS.has(vr)) {
    const decoded = WORDED_VRS.has(vr) ? within.decodeText(bytes) : bytes.toString('latin1');
    const values = textValues(vr, decoded);
    return values.some((value) => value !== null) ? { vr, Value: values } : { vr };
  }
  if (vr === 'AT' || NUMBER_BYTES[vr] !== undefined) return { vr, Value: numberValues(dataSet, parsed, vr) };
  return { vr, InlineBinary: bytes.toString('base64') };
}

/** Smallest, largest and padding values have the sign of the pixels. Source: PS3.6 table 6-1, "US or SS". */
const US_OR_SS = new Set(
  ['0104', '0105', '0106', '0107', '0108', '0109', '0110', '0111', '0120', '0121', '3002'].map((end) => `0028${end}`),
);
export const hasSignedPixels = (dataSet: DataSet): boolean => dataSet.uint16('x00280103') === 1;

/** dicom-parser lists the ends of items among their elements. */
export const isDelimiter = ({ tag }: Element): boolean => tag.startsWith('xfffe');

/** An element written as unknown whose tag is known is what it is known for (PS3.5 6.2.2, note 2); a sequence stays closed. */
export function knownVr({ vr }: Element, tag: string, { signed }: { signed: boolean }): string {
  if (vr && vr !== 'UN') return vr;
  const known = signed && US_OR_SS.has(tag) ? 'SS' : vrOf(tag);
  return known && !(vr === 'UN' && known === 'SQ') ? known : 'UN';
}

function textValues(vr: string, text: string): JsonValue[] {
  // Trailing padding has no meaning; leading blanks have, in long texts.
  const cut = (part: string): string =>
    SINGLE_VRS.has(vr) ? part.replace(/[\0 ]+$/, '') : part.replace(/^ +|[\0 ]+$/g, '');
  return (SINGLE_VRS.has(vr) ? [text] : text.split('\\')).map((part) => {
    const value = cut(part);
    if (value === '') return null;
    if (vr === 'PN') return personName(value);
    if (vr === 'DS' || vr === 'IS') return Number.isFinite(Number(value)) ? Number(value) : value;
    return value;
  });
}

function numberValues(dataSet: DataSet, { dataOffset, length }: Element, vr: string): JsonValue[] {
  const { byteArrayParser: read, byteArray: bytes } = dataSet;
  const size = vr === 'AT' ? 4 : NUMBER_BYTES[vr]!;
  return Array.from({ length: Math.floor(length / size) }, (_, n): JsonValue => {
    const at = dataOffset + n * size;
    switch (vr) {
      case 'US':
        return read.readUint16(bytes, at);
      case 'SS':
        return read.readInt16(bytes, at);
      case 'UL':
        return read.readUint32(bytes, at);
      case 'SL':
        return read.readInt32(bytes, at);
      case 'FL':
        return read.readFloat(bytes, at);
      case 'FD':
        return read.readDouble(bytes, at);
      case 'SV':
      case 'UV':
        return longOf(dataSet, at, vr);
      default:
        return [at, at + 2]
          .map((half) => read.readUint16(bytes, half).toString(16).padStart(4, '0'))
          .join('')
          .toUpperCase();
    }
  });
}

/** What JavaScript's numbers do not hold is told as text. Source: PS3.18 F.2.2, table F.2.3-1. */
function longOf({ byteArray, byteArrayParser }: DataSet, at: number, vr: 'SV' | 'UV'): JsonValue {
  const view = new DataView(byteArray.buffer, byteArray.byteOffset + at, 8);
  const little = byteArrayParser !== dicomParser.bigEndianByteArrayParser;
  const long = vr === 'SV' ? view.getBigInt64(0, little) : view.getBigUint64(0, little);
  return Number.isSafeInteger(Number(long)) ? Number(long) : String(long);
}
