import { open, readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { frameFragments, longOffsetsOf } from '@specola/dicom';
import type { DataSet } from 'dicom-parser';
import { DEFLATED, parseDataSet, toJson } from '../data/decode-data-set.ts';
import { type DicomJson, element, numberOf, TAG } from '../data/dicom-json.ts';
import type { HeldInstance } from '../hold/holdings.ts';

const PIXELS = 'x7fe00010';
const START_BYTES = 1 << 18;

/** Everything of an instance but its bulk, which is told by its address. */
export async function metadataOf(held: HeldInstance, bulkUri: (tag: string) => string): Promise<DicomJson> {
  const start = await partOf(held, START_BYTES);
  const json = startJson(start, held, bulkUri) ?? toJson(await wholeDataSet(held), { bulkUri });
  const { identity } = held;
  // Viewers ask for these of the meta group by the name that PS3.18 gives them.
  return { ...json, '00083002': element('UI', identity.transferSyntax) };
}

/** Null when the start of the file does not reach to its pixels. */
function startJson(start: Uint8Array, { identity }: HeldInstance, bulkUri: (tag: string) => string): DicomJson | null {
  if (identity.transferSyntax === DEFLATED) return null;
  try {
    const dataSet = parseDataSet(start, identity.transferSyntax, PIXELS);
    return dataSet.elements[PIXELS] ? toJson(dataSet, { bulkUri }) : null;
  } catch {
    return null;
  }
}

async function partOf({ path, dataSetAt }: HeldInstance, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, dataSetAt);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function wholeDataSet({ path, dataSetAt, identity }: HeldInstance): Promise<DataSet> {
  const bytes = (await readFile(path)).subarray(dataSetAt);
  return parseDataSet(identity.transferSyntax === DEFLATED ? inflateRawSync(bytes) : bytes, identity.transferSyntax);
}

export interface Bulk {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** How compressed frames are named. Source: PS3.18 table 8.7.3-5. */
const FRAME_TYPES: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.5': 'image/dicom-rle',
  '1.2.840.10008.1.2.4.50': 'image/jpeg',
  '1.2.840.10008.1.2.4.51': 'image/jpeg',
  '1.2.840.10008.1.2.4.57': 'image/jpeg',
  '1.2.840.10008.1.2.4.70': 'image/jpeg',
  '1.2.840.10008.1.2.4.80': 'image/jls',
  '1.2.840.10008.1.2.4.81': 'image/jls',
  '1.2.840.10008.1.2.4.90': 'image/jp2',
  '1.2.840.10008.1.2.4.91': 'image/jp2',
  '1.2.840.10008.1.2.4.201': 'image/jphc',
  '1.2.840.10008.1.2.4.202': 'image/jphc',
  '1.2.840.10008.1.2.4.203': 'image/jphc',
};

/**
 * Frames by number (from 1), as they are stored.
 *
 * @returns null when one of them is not there, or its end cannot be told
 */
export async function framesOf(held: HeldInstance, numbers: readonly number[]): Promise<Bulk[] | null> {
  const dataSet = await wholeDataSet(held);
  const pixels = dataSet.elements[PIXELS];
  if (!pixels) return null;
  const data = toJson(dataSet);
  const frames = numberOf(data, TAG.NumberOfFrames) || 1;
  if (numbers.some((number) => number < 1 || number > frames)) return null;
  if (pixels.fragments) {
    const contentType = `${FRAME_TYPES[held.identity.transferSyntax] ?? 'application/octet-stream'}; transfer-syntax=${held.identity.transferSyntax}`;
    const offset = pixels.dataOffset;
    const items = frameFragments(dataSet.byteArray, { offset, frames, longOffsets: longOffsetsOf(dataSet) });
    const cut = numbers.map((number) => items.frame(number - 1));
    return cut.every((bytes) => bytes !== null) ? cut.map((bytes) => ({ bytes, contentType })) : null;
  }
  const bits =
    numberOf(data, TAG.Rows) *
    numberOf(data, TAG.Columns) *
    numberOf(data, TAG.BitsAllocated) *
    (dataSet.uint16('x00280002') ?? 1);
  // Frames of single bits may begin inside a byte: those are not cut.
  if (!(bits > 0) || (bits % 8 !== 0 && frames > 1)) return null;
  const bytes = Math.ceil(bits / 8);
  const contentType = `application/octet-stream; transfer-syntax=${held.identity.transferSyntax}`;
  return numbers.map((number) => {
    const from = pixels.dataOffset + (number - 1) * bytes;
    return { bytes: dataSet.byteArray.subarray(from, from + bytes), contentType };
  });
}

/** The value of one element of the data set, by its tag. */
export async function bulkOf(held: HeldInstance, tag: string): Promise<Bulk | null> {
  const dataSet = await wholeDataSet(held);
  const found = dataSet.elements[`x${tag.toLowerCase()}`];
  if (!found || found.fragments || found.items) return null;
  return {
    bytes: dataSet.byteArray.subarray(found.dataOffset, found.dataOffset + found.length),
    contentType: `application/octet-stream; transfer-syntax=${held.identity.transferSyntax}`,
  };
}
