import { inflatedTo } from '../read/inflate-within.ts';
import { guessBare } from '../read/parse-header.ts';
import { transferSyntaxOf } from '../transfer-syntax.ts';
import { type DataElement, type ElementSyntax, readElements } from './data-elements.ts';
import { asciiOf } from './element-text.ts';
import { BrokenObjectError } from './errors.ts';

/** An object ready to be gone through: its data set's bytes (inflated if they were deflated) and elements. */
export interface OpenObject {
  readonly bytes: Uint8Array;
  readonly elements: readonly DataElement[];
  readonly syntax: ElementSyntax;
  readonly transferSyntaxUid: string;
  readonly deflated: boolean;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';
const META: ElementSyntax = { explicit: true, bigEndian: false };
/** Deflate packs 1,032 to one at best; an object beyond this is no object. */
const MOST_INFLATED_BYTES = 2 ** 30;

/**
 * Opens a DICOM object of any syntax; null when the bytes are something else, 'directory' for a DICOMDIR.
 *
 * @throws BrokenObjectError  when it is DICOM and cannot be read to its end
 */
export function openObject(file: Uint8Array): OpenObject | 'directory' | null {
  const marked = file.length > 132 && String.fromCharCode(...file.subarray(128, 132)) === 'DICM';
  const guess = marked ? 'meta' : guessBare(file);
  if (guess === null) return null;
  const metaFrom = marked ? 132 : 0;
  const metaTo = guess === 'meta' ? endOfMeta(file, metaFrom) : 0;
  const meta = readElements(file, META, { from: metaFrom, to: metaTo });
  const metaText = (tag: number) => textOf(file, meta, tag);
  const transferSyntaxUid = guess === 'meta' ? metaText(0x00020010) || IMPLICIT_LITTLE : guess;
  if (metaText(0x00020002) === MEDIA_DIRECTORY) return 'directory';
  const { deflated, bigEndian } = transferSyntaxOf(transferSyntaxUid);
  const bytes = deflated ? inflatedTo(file, metaTo, MOST_INFLATED_BYTES).subarray(metaTo) : file;
  const syntax = { explicit: transferSyntaxUid !== IMPLICIT_LITTLE, bigEndian };
  const elements = readElements(bytes, syntax, { from: deflated ? 0 : metaTo });
  return {
    bytes,
    elements,
    syntax,
    transferSyntaxUid,
    deflated,
    sopClassUid: textOf(bytes, elements, 0x00080016) || metaText(0x00020002),
    sopInstanceUid: textOf(bytes, elements, 0x00080018) || metaText(0x00020003),
  };
}

function textOf(bytes: Uint8Array, elements: readonly DataElement[], tag: number): string {
  const element = elements.find((one) => one.tag === tag && one.items === null);
  return element ? asciiOf(bytes, element).trim() : '';
}

/** The meta group is always explicit little endian; where another group begins, so does the data set. */
function endOfMeta(bytes: Uint8Array, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  while (at + 8 <= bytes.length && view.getUint16(at, true) === 0x0002) {
    const vr = String.fromCharCode(bytes[at + 4]!, bytes[at + 5]!);
    const long = ['OB', 'UN', 'OW', 'UT', 'SQ'].includes(vr);
    if (long && at + 12 > bytes.length) break;
    at += long ? 12 + view.getUint32(at + 8, true) : 8 + view.getUint16(at + 6, true);
  }
  if (at > bytes.length) throw new BrokenObjectError('its meta group is longer than the file');
  return at;
}
