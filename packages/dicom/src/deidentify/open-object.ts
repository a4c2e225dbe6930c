import { parseHeader } from '../read/parse-header.ts';
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

/**
 * Opens a DICOM object of any syntax; null when the bytes are something else, 'directory' for a DICOMDIR.
 *
 * @throws BrokenObjectError  when it is DICOM and cannot be read to its end
 */
export function openObject(file: Uint8Array): OpenObject | 'directory' | null {
  const parsed = parseHeader(file);
  if (parsed === null) return null;
  if (parsed === 'broken') throw new BrokenObjectError('its header cannot be read');
  const { bytes, transferSyntaxUid } = parsed;
  const { deflated, bigEndian } = transferSyntaxOf(transferSyntaxUid);
  const metaFrom = bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d ? 132 : 0;
  const syntax = { explicit: transferSyntaxUid !== IMPLICIT_LITTLE, bigEndian };
  const from = metaFrom === 0 ? 0 : endOfMeta(bytes, metaFrom);
  const elements = readElements(bytes, syntax, { from });
  const text = (tag: number): string => {
    const element = elements.find((one) => one.tag === tag);
    return element ? asciiOf(bytes, element) : '';
  };
  if (parsed.dataSet.string('x00020002')?.trim() === MEDIA_DIRECTORY) return 'directory';
  return {
    bytes,
    elements,
    syntax,
    transferSyntaxUid,
    deflated,
    sopClassUid: text(0x00080016) || (parsed.dataSet.string('x00020002') ?? '').trim(),
    sopInstanceUid: text(0x00080018) || (parsed.dataSet.string('x00020003') ?? '').trim(),
  };
}

/** The meta group is always explicit little endian; where it ends the data set begins. */
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
  // Some writers put an implicit meta group before it: then the data set is looked for where group 8 begins.
  return at;
}
