import dicomParser, { type DataSet } from 'dicom-parser';
import { inflatedTo } from './inflate-within.ts';
import { withKnownVrs } from './known-vrs.ts';

const PIXEL_DATA = 'x7fe00010';
/** Pixels that end too early are the matter of whoever decodes them. */
const PIXEL_GROUP = 'x7fe0';
const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
const EXPLICIT_BIG = '1.2.840.10008.1.2.2';
const PREAMBLE_BYTES = 128;

export interface ParsedHeader {
  readonly dataSet: DataSet;
  readonly transferSyntaxUid: string;
  /** Where deflated bytes begin; offsets behind it count in what they inflate to. */
  readonly deflatedFrom: number;
  /** Bytes put before the file's own to make up a missing preamble. */
  readonly shift: number;
}

/**
 * How much of a deflated data set is inflated in search of its pixels. A header of 10,000 frames takes 30 MB; what goes on
 * longer is no header.
 */
const DEFLATED_HEADER_BYTES = [2 ** 17, 2 ** 25] as const;

/** Parsed up to the pixel data; 'broken' says DICOM by its mark but unreadable; null is some other kind of file. */
export function parseHeader(bytes: Uint8Array): ParsedHeader | 'broken' | null {
  const [first, last] = DEFLATED_HEADER_BYTES;
  const parsed = parsedWithin(bytes, first);
  const cut = parsed === 'broken' || (parsed && !parsed.dataSet.elements[PIXEL_DATA]);
  return cut && statesDeflated(bytes) ? parsedWithin(bytes, last) : parsed;
}

function parsedWithin(bytes: Uint8Array, mostInflatedBytes: number): ParsedHeader | 'broken' | null {
  const marked = hasMark(bytes);
  const guess = marked ? null : guessBare(bytes);
  if (!marked && guess === null) return null;
  // A file that starts with its meta group but lacks the 132 bytes before it is given them.
  const shift = guess === 'meta' ? PREAMBLE_BYTES + 4 : 0;
  const known = [withKnownVrs(shift ? withPreamble(bytes) : bytes)];
  let deflatedFrom = 0;
  try {
    const dataSet = dicomParser.parseDicom(known[0]!.bytes, {
      untilTag: PIXEL_DATA,
      ...(guess && guess !== 'meta' ? { TransferSyntaxUID: guess } : {}),
      inflater: (packed: Uint8Array, position: number) => {
        deflatedFrom = position;
        const inflated = withKnownVrs(inflatedTo(packed, position, position + mostInflatedBytes));
        known.push(inflated);
        return skippedTo(inflated.bytes, position);
      },
    });
    for (const { restore } of known) restore(dataSet);
    if (reachesPastEnd(dataSet)) return 'broken';
    const transferSyntaxUid = guess && guess !== 'meta' ? guess : (dataSet.string('x00020010') ?? IMPLICIT_LITTLE);
    return { dataSet, transferSyntaxUid, deflatedFrom: deflatedFrom - shift, shift };
  } catch {
    // dicom-parser throws bare strings; what it says holds no sentence for a person.
    return marked || guess === 'meta' ? 'broken' : null;
  }
}

/** Of bytes that parseHeader calls 'broken': whether their header leads past their end, as in a file that was cut off. */
export function leadsPastEnd(bytes: Uint8Array): boolean {
  try {
    const known = withKnownVrs(hasMark(bytes) ? bytes : withPreamble(bytes));
    return reachesPastEnd(dicomParser.parseDicom(known.bytes, { untilTag: PIXEL_DATA }));
  } catch (thrown) {
    // dicom-parser throws its reason beside all that it has read: sequences may be nested there without end.
    const reason = typeof thrown === 'object' && thrown !== null && 'exception' in thrown ? thrown.exception : thrown;
    const said = typeof reason === 'string' ? reason : reason instanceof RangeError ? 'past end' : '';
    return /past end|overrun|cannot be greater than or equal|missing required meta/i.test(said);
  }
}

/** dicom-parser skips over a value that ends behind the bytes, and throws a bare string when it is asked for. */
const reachesPastEnd = ({ elements, byteArray }: DataSet): boolean =>
  Object.values(elements).some(
    ({ tag, dataOffset, length, items }) =>
      (dataOffset + length > byteArray.length && !tag.startsWith(PIXEL_GROUP)) ||
      items?.some(({ dataSet }) => dataSet && reachesPastEnd(dataSet)),
  );

/**
 * dicom-parser reads an inflated file again from its first byte, where a preamble stands that may hold anything: one
 * element of unknown VR, as long as preamble and meta group, takes it to the data set.
 */
function skippedTo(bytes: Uint8Array, position: number): Uint8Array {
  if (position < 12) return bytes;
  bytes.set([0x01, 0x00, 0x01, 0x00, 0x4f, 0x42, 0, 0], 0);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(8, position - 12, true);
  return bytes;
}

/** The meta group is never deflated, and short. */
const statesDeflated = (bytes: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).includes('1.2.840.10008.1.2.1.99');

const hasMark = (b: Uint8Array): boolean =>
  b.length > 132 && b[128] === 0x44 && b[129] === 0x49 && b[130] === 0x43 && b[131] === 0x4d;

/** A data set without preamble: tells its syntax by the first element, which lies in group 2 or 8. */
export function guessBare(b: Uint8Array): string | 'meta' | null {
  if (b.length < 16) return null;
  const group = b[0]! | (b[1]! << 8);
  const element = b[2]! | (b[3]! << 8);
  const hasVr = isCapital(b[4]!) && isCapital(b[5]!);
  if (group === 0x0002 && element <= 0x0102 && hasVr) return 'meta';
  if (group === 0x0800 && hasVr) return EXPLICIT_BIG;
  if (group !== 0x0008 || element > 0x0100) return null;
  if (hasVr) return EXPLICIT_LITTLE;
  const length = b[4]! | (b[5]! << 8) | (b[6]! << 16) | (b[7]! << 24);
  return length >= 0 && length < b.length ? IMPLICIT_LITTLE : null;
}

const isCapital = (c: number): boolean => c >= 65 && c <= 90;

function withPreamble(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(PREAMBLE_BYTES + 4 + bytes.length);
  whole.set([0x44, 0x49, 0x43, 0x4d], PREAMBLE_BYTES);
  whole.set(bytes, PREAMBLE_BYTES + 4);
  return whole;
}
