import { gunzip } from './gunzip.ts';
import {
  type GridHeader,
  type LendVoxels,
  SAMPLE_BYTES,
  type SampleType,
  sampleBytesOf,
  type VolumeFile,
  volumeFromSamples,
} from './volume-file.ts';
import {
  BadVolumeHeaderError,
  DetachedHeaderError,
  NoOrientationError,
  VolumeKindNotReadError,
} from './volume-file-errors.ts';

/** A header ends with an empty line; Slicer's with a hundred segments take 60 KB. */
const LONGEST_HEADER_BYTES = 2 ** 20;

/** Source: teem.sourceforge.net/nrrd/format.html, "type". */
const TYPES: Readonly<Record<string, SampleType>> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  float: 'float32',
  double: 'float64',
};

/** Signs that turn each space to LPS. */
const TO_LPS: Readonly<Record<string, readonly [number, number, number]>> = {
  'left-posterior-superior': [1, 1, 1],
  lps: [1, 1, 1],
  'right-anterior-superior': [-1, -1, 1],
  ras: [-1, -1, 1],
  'left-anterior-superior': [1, -1, 1],
  las: [1, -1, 1],
};

/**
 * Reads an NRRD volume: raw or gzip, header attached, space LPS, RAS or LAS.
 * Source: teem.sourceforge.net/nrrd/format.html.
 *
 * @param lend  memory for the voxels, asked once
 * @throws BadVolumeHeaderError, VolumeKindNotReadError, DetachedHeaderError, NoOrientationError, ShearedGridError,
 *   TruncatedVolumeError
 */
export async function readNrrd(bytes: Uint8Array, lend: LendVoxels): Promise<VolumeFile> {
  const { fields, voxelsAt } = fieldsOf(bytes);
  if (fields.has('data file') || fields.has('datafile')) throw new DetachedHeaderError();
  const header = headerFrom(fields);
  const needed = sampleBytesOf(header);
  for (const skip of ['byte skip', 'byteskip', 'line skip', 'lineskip'])
    if (Number(fields.get(skip) ?? 0) !== 0) throw new VolumeKindNotReadError(`The NRRD header uses "${skip}".`);
  const encoding = (fields.get('encoding') ?? '').toLowerCase();
  const voxels = bytes.subarray(voxelsAt);
  if (encoding === 'raw') return volumeFromSamples(header, voxels, lend);
  if (encoding === 'gzip' || encoding === 'gz')
    return volumeFromSamples(header, await gunzip(voxels, 0, () => needed), lend);
  throw new VolumeKindNotReadError(`The voxels are encoded as "${encoding}".`);
}

function fieldsOf(bytes: Uint8Array): { fields: Map<string, string>; voxelsAt: number } {
  const end = Math.min(bytes.length, LONGEST_HEADER_BYTES);
  let at = 0;
  while (at < end && !(bytes[at] === 10 && (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10))))
    at++;
  const lines = new TextDecoder().decode(bytes.subarray(0, at)).split(/\r?\n/);
  if (!/^NRRD000[1-5]$/.test(lines[0] ?? '')) throw new BadVolumeHeaderError('The file has no NRRD mark.');
  const fields = new Map<string, string>();
  for (const line of lines.slice(1)) {
    // "key:=value" is a note of some program; "field: value" is the header's own.
    const [, name, value] = /^([^#:]+): (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.trim().toLowerCase(), value.trim());
  }
  if (at >= end && !fields.has('data file') && !fields.has('datafile'))
    throw new BadVolumeHeaderError('The NRRD header has no end.');
  return { fields, voxelsAt: at + (bytes[at + 1] === 13 ? 3 : 2) };
}

function headerFrom(fields: ReadonlyMap<string, string>): GridHeader {
  const sizes = (fields.get('sizes') ?? '').split(/\s+/).map(Number);
  if (Number(fields.get('dimension')) !== sizes.length)
    throw new BadVolumeHeaderError('The NRRD header’s sizes do not fit its dimension.');
  if (sizes.length !== 3) throw new VolumeKindNotReadError(`The NRRD volume has ${sizes.length} dimensions.`);
  if (sizes.some((n) => !Number.isSafeInteger(n) || n < 1))
    throw new BadVolumeHeaderError(`The NRRD header states a grid of ${sizes.join(' × ')}.`);
  const stated = (fields.get('type') ?? '').toLowerCase();
  const type = TYPES[stated];
  if (!type) throw new VolumeKindNotReadError(`The voxels are of type "${stated}".`);
  const endian = (fields.get('endian') ?? '').toLowerCase();
  if (SAMPLE_BYTES[type] > 1 && endian !== 'little' && endian !== 'big')
    throw new BadVolumeHeaderError('The NRRD header does not state the order of bytes.');
  return {
    dimensions: [sizes[0]!, sizes[1]!, sizes[2]!],
    ijkToLps: affineFrom(fields),
    type,
    littleEndian: endian !== 'big',
    slope: 1,
    intercept: 0,
  };
}

function affineFrom(fields: ReadonlyMap<string, string>): number[] {
  const space = (fields.get('space') ?? '').toLowerCase();
  const signs = TO_LPS[space];
  const vectors = (text: string | undefined) =>
    [...(text ?? '').matchAll(/\(([^)]*)\)/g)].map(([, inside]) => inside!.split(',').map(Number));
  const columns = vectors(fields.get('space directions'));
  const [origin] = vectors(fields.get('space origin'));
  if (!signs || columns.length !== 3 || !origin || [...columns, origin].some((v) => v.length !== 3))
    throw new NoOrientationError();
  // `|| 0` turns a −0 to 0.
  return signs.flatMap((sign, r) => [...columns, origin].map((column) => sign * column[r]! || 0));
}
