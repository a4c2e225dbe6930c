import { inflateRawSync } from 'node:zlib';
import { encodeElements, writePart10 } from '@specola/dicom';
import dicomParser, { type DataSet } from 'dicom-parser';
import { BadInstanceError } from '../errors.ts';
import { DEFLATED, parseDataSet, toJson } from './decode-data-set.ts';
import { type DicomJson, isUid, TAG, textOf } from './dicom-json.ts';

/** What tells one instance from all others, and how its data set is encoded. */
export interface InstanceIdentity {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntax: string;
}

/** A Part 10 file that begins with these bytes. */
export interface FileStart {
  /** What the file's head says. Careless anonymizers leave the old UIDs there: the data set is what counts. */
  readonly identity: InstanceIdentity;
  /** Where the data set begins: what lies before is ours or another writer's, and does not count as content. */
  readonly dataSetAt: number;
}

/** Everything of a file that comes before the data set of an instance that arrived bare. */
export const fileHead = (identity: InstanceIdentity): Uint8Array =>
  writePart10(
    {
      sopClassUid: identity.sopClassUid,
      sopInstanceUid: identity.sopInstanceUid,
      transferSyntaxUid: identity.transferSyntax,
    },
    encodeElements([], { explicit: true, bigEndian: false }),
  );

/**
 * The meta group of a Part 10 file.
 *
 * @returns null when the bytes begin no such file
 * @throws BadInstanceError when they do, and its meta group cannot be read
 */
export function readFileStart(bytes: Uint8Array): FileStart | null {
  if (bytes.length < 140 || Buffer.from(bytes.buffer, bytes.byteOffset + 128, 4).toString('latin1') !== 'DICM')
    return null;
  const meta = readMeta(bytes);
  const text = (tag: string): string => (meta.string(tag) ?? '').trim();
  const identity = {
    sopClassUid: text('x00020002'),
    sopInstanceUid: text('x00020003'),
    transferSyntax: text('x00020010'),
  };
  const last = Object.values(meta.elements).reduce(
    (end, { dataOffset, length }) => Math.max(end, dataOffset + length),
    0,
  );
  if (!isUid(identity.transferSyntax)) throw new BadInstanceError('it does not say how it is encoded');
  return { identity, dataSetAt: last };
}

function readMeta(bytes: Uint8Array): DataSet {
  try {
    return dicomParser.readPart10Header(bytes);
  } catch {
    throw new BadInstanceError('its file meta information cannot be read');
  }
}

/** What the index needs of an instance; the names in it never leave for a log. */
export interface InstanceFacts {
  readonly identity: InstanceIdentity;
  readonly studyUid: string;
  readonly seriesUid: string;
  /** The elements that queries ask for. */
  readonly data: DicomJson;
}

const PIXELS = 'x7fe00010';
const INDEXED = new Set<string>([
  ...Object.values(TAG),
  // Geometry that viewers sort by.
  '00200032',
  '00200037',
  '00200052',
  '00280030',
  '00180050',
  '00080008',
]);

/**
 * Reads what identifies an instance from the start of its data set.
 *
 * @param told    how it is encoded; and, when it came with a command, which instance that says it is
 * @param start     the data set from its first byte; at least up to the pixels
 * @param wholeBytes  of the data set: pixels that claim more than there is are cut off
 * @throws BadInstanceError when it is unreadable, incomplete, or not the instance that it was said to be
 */
export function readInstanceFacts(
  start: Uint8Array,
  told: Pick<InstanceIdentity, 'transferSyntax'> & Partial<InstanceIdentity>,
  { wholeBytes }: { wholeBytes: number },
): InstanceFacts {
  const { transferSyntax } = told;
  const plain = transferSyntax === DEFLATED ? inflated(start) : start;
  const dataSet = parseDataSet(plain, transferSyntax, PIXELS);
  const pixels = dataSet.elements[PIXELS];
  if (pixels && !pixels.hadUndefinedLength && transferSyntax !== DEFLATED && pixels.length !== UNDEFINED)
    if (pixels.dataOffset + pixels.length > wholeBytes) throw new BadInstanceError('its pixels are cut off');
  const all = toJson(dataSet);
  const data = Object.fromEntries(Object.entries(all).filter(([tag]) => INDEXED.has(tag)));
  const [sopClassUid, sopInstanceUid] = [textOf(data, TAG.SOPClassUID), textOf(data, TAG.SOPInstanceUID)];
  const [studyUid, seriesUid] = [textOf(data, TAG.StudyInstanceUID), textOf(data, TAG.SeriesInstanceUID)];
  if (![sopClassUid, sopInstanceUid, studyUid, seriesUid].every(isUid))
    throw new BadInstanceError('it lacks one of the UIDs that tell study, series, instance and class');
  if (told.sopInstanceUid !== undefined && sopInstanceUid !== told.sopInstanceUid)
    throw new BadInstanceError('it is another instance than it is said to be');
  if (told.sopClassUid !== undefined && sopClassUid !== told.sopClassUid)
    throw new BadInstanceError('it is of another class than it is said to be');
  return { identity: { sopClassUid, sopInstanceUid, transferSyntax }, studyUid, seriesUid, data };
}

const SOP_INSTANCE = 'x00080018';

/**
 * The instance that a file holds, by its data set: what a sender states in its command.
 *
 * @param start  the data set from its first byte, as far as it was read
 * @returns null when it is not told in there
 */
export function sopUidsOf(start: Uint8Array, transferSyntax: string): InstanceIdentity | null {
  try {
    const dataSet = parseDataSet(transferSyntax === DEFLATED ? inflated(start) : start, transferSyntax, SOP_INSTANCE);
    const text = (tag: string): string => (dataSet.string(tag) ?? '').trim();
    const [sopClassUid, sopInstanceUid] = [text('x00080016'), text(SOP_INSTANCE)];
    return isUid(sopClassUid) && isUid(sopInstanceUid) ? { sopClassUid, sopInstanceUid, transferSyntax } : null;
  } catch (thrown) {
    if (thrown instanceof BadInstanceError) return null;
    throw thrown;
  }
}

const UNDEFINED = 0xffffffff;
/** Of a deflated data set; a bomb ends here. */
const LONGEST_INFLATED_BYTES = 1 << 30;

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: LONGEST_INFLATED_BYTES });
  } catch {
    throw new BadInstanceError('its deflated data set cannot be read');
  }
}
