import { inflateRawSync } from 'node:zlib';
import type { DataSet, Element } from 'dicom-parser';
import {
  DEFLATED,
  EXPLICIT_LITTLE,
  hasSignedPixels,
  IMPLICIT_LITTLE,
  isDelimiter,
  knownVr,
  parseDataSet,
} from './decode-data-set.ts';
import { LONG_VRS } from './encode-data-set.ts';

/** Encodings that say the same in the same order of bytes: one can be made of another without touching a value. */
const PLAIN = new Set([EXPLICIT_LITTLE, IMPLICIT_LITTLE, DEFLATED]);
/** What a plain instance can be sent as. Every DICOM program takes the last (PS3.5 10.1). */
export const PLAIN_TARGETS: readonly string[] = [EXPLICIT_LITTLE, IMPLICIT_LITTLE];

export const isPlain = (transferSyntax: string): boolean => PLAIN.has(transferSyntax);

const LONGEST_SHORT_BYTES = 0xffff;
const UNSTATED = new Set(['', '??', '--']);

/**
 * The data set in another plain encoding, for a peer that does not take the one that it is stored in. Values are copied as
 * they are; group lengths (retired) go, and sequences get lengths.
 *
 * @throws BadInstanceError when it cannot be read
 */
export function reencode(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const plain = from === DEFLATED ? inflateRawSync(bytes) : bytes;
  const dataSet = parseDataSet(plain, from);
  return Buffer.concat(dataSetParts(dataSet, to === EXPLICIT_LITTLE));
}

function dataSetParts(dataSet: DataSet, explicit: boolean): Buffer[] {
  return Object.values(dataSet.elements)
    .filter((found) => !found.tag.endsWith('0000') && !isDelimiter(found))
    .flatMap((found) => elementParts(dataSet, found, explicit));
}

function elementParts(dataSet: DataSet, found: Element, explicit: boolean): Buffer[] {
  const { tag, items, dataOffset, length } = found;
  const body = items
    ? items.map((item) => itemOf(item, explicit))
    : [Buffer.from(dataSet.byteArray.buffer, dataSet.byteArray.byteOffset + dataOffset, length)];
  const bytes = body.reduce((sum, part) => sum + part.length, 0);
  const stated = items ? 'SQ' : UNSTATED.has(found.vr ?? '') ? implicitVr(dataSet, found) : found.vr!;
  // A value that the short form has no room for is unknown to nobody but the encoding (PS3.5 6.2.2, note 2).
  const vr = !LONG_VRS.has(stated) && bytes > LONGEST_SHORT_BYTES ? 'UN' : stated;
  const long = explicit && LONG_VRS.has(vr);
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(Number.parseInt(tag.slice(1, 5), 16), 0);
  head.writeUInt16LE(Number.parseInt(tag.slice(5), 16), 2);
  if (!explicit) head.writeUInt32LE(bytes, 4);
  else {
    head.write(vr, 4, 'latin1');
    if (long) head.writeUInt32LE(bytes, 8);
    else head.writeUInt16LE(bytes, 6);
  }
  return [head, ...body];
}

/** What an element is that does not say it. */
const implicitVr = (dataSet: DataSet, { tag }: Element): string =>
  knownVr({ tag, length: 0, dataOffset: 0 }, tag.slice(1).toUpperCase(), { signed: hasSignedPixels(dataSet) });

function itemOf({ dataSet }: Element, explicit: boolean): Buffer {
  const body = dataSet ? Buffer.concat(dataSetParts(dataSet, explicit)) : Buffer.alloc(0);
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
