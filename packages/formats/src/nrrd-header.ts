import { gunzip } from './gunzip.ts';
import { SAMPLE_BYTES, type SampleType } from './volume-file.ts';
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

/** The lines before the voxels: the header's own fields (names in lower case), and notes that programs leave. */
export interface NrrdHeader {
  readonly fields: ReadonlyMap<string, string>;
  /** "key:=value", as written. */
  readonly notes: ReadonlyMap<string, string>;
  readonly voxelsAt: number;
}

/** @throws BadVolumeHeaderError no NRRD, or a header without end */
export function nrrdHeader(bytes: Uint8Array): NrrdHeader {
  const end = Math.min(bytes.length, LONGEST_HEADER_BYTES);
  let at = 0;
  while (at < end && !(bytes[at] === 10 && (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10))))
    at++;
  const lines = new TextDecoder().decode(bytes.subarray(0, at)).split(/\r?\n/);
  if (!/^NRRD000[1-5]$/.test(lines[0] ?? '')) throw new BadVolumeHeaderError('The file has no NRRD mark.');
  const fields = new Map<string, string>();
  const notes = new Map<string, string>();
  for (const line of lines.slice(1)) {
    // "key:=value" is a note of some program; "field: value" is the header's own.
    const [, key, note] = /^([^#:][^:]*):=(.*)$/.exec(line) ?? [];
    if (key !== undefined && note !== undefined) {
      notes.set(key, note);
      continue;
    }
    const [, name, value] = /^([^#:]+): (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.trim().toLowerCase(), value.trim());
  }
  if (at >= end && !fields.has('data file') && !fields.has('datafile'))
    throw new BadVolumeHeaderError('The NRRD header has no end.');
  return { fields, notes, voxelsAt: at + (bytes[at + 1] === 13 ? 3 : 2) };
}

/** Type and byte order of the samples. @throws VolumeKindNotReadError, BadVolumeHeaderError */
export function nrrdSamples(fields: NrrdHeader['fields']): { type: SampleType; littleEndian: boolean } {
  const stated = (fields.get('type') ?? '').toLowerCase();
  const type = TYPES[stated];
  if (!type) throw new VolumeKindNotReadError(`The voxels are of type "${stated}".`);
  const endian = (fields.get('endian') ?? '').toLowerCase();
  if (SAMPLE_BYTES[type] > 1 && endian !== 'little' && endian !== 'big')
    throw new BadVolumeHeaderError('The NRRD header does not state the order of bytes.');
  return { type, littleEndian: endian !== 'big' };
}

/** The counts along each axis. @throws BadVolumeHeaderError */
export function nrrdSizes(fields: NrrdHeader['fields']): number[] {
  const sizes = (fields.get('sizes') ?? '').split(/\s+/).map(Number);
  if (Number(fields.get('dimension')) !== sizes.length)
    throw new BadVolumeHeaderError('The NRRD header’s sizes do not fit its dimension.');
  if (sizes.some((n) => !Number.isSafeInteger(n) || n < 1))
    throw new BadVolumeHeaderError(`The NRRD header states a grid of ${sizes.join(' × ')}.`);
  return sizes;
}

/**
 * The samples, unpacked where they are packed.
 *
 * @throws DetachedHeaderError, VolumeKindNotReadError, TruncatedVolumeError
 */
export async function nrrdBytes(
  bytes: Uint8Array,
  { fields, voxelsAt }: NrrdHeader,
  needed: number,
): Promise<Uint8Array> {
  if (fields.has('data file') || fields.has('datafile')) throw new DetachedHeaderError();
  for (const skip of ['byte skip', 'byteskip', 'line skip', 'lineskip'])
    if (Number(fields.get(skip) ?? 0) !== 0) throw new VolumeKindNotReadError(`The NRRD header uses "${skip}".`);
  const encoding = (fields.get('encoding') ?? '').toLowerCase();
  const voxels = bytes.subarray(voxelsAt);
  if (encoding === 'raw') return voxels;
  if (encoding === 'gzip' || encoding === 'gz') return gunzip(voxels, 0, () => needed);
  throw new VolumeKindNotReadError(`The voxels are encoded as "${encoding}".`);
}

/** The affine in LPS; an axis without direction ("none": a list) is left out. @throws NoOrientationError */
export function nrrdAffine(fields: NrrdHeader['fields']): number[] {
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
