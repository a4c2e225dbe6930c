import { unzlib } from './gunzip.ts';
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

/** Headers are a dozen lines; comments may be longer. */
const LONGEST_HEADER_BYTES = 2 ** 16;

const TYPES: Readonly<Record<string, SampleType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

interface MetaHeader extends GridHeader {
  readonly packed: boolean;
  /** Bytes of a separate voxel file before its voxels; −1: as many as are too many. */
  readonly skipBytes: number;
  readonly dataFile: string;
}

/** The name of the file that holds the voxels, in the header's own folder; null when they follow the header. */
export function metaImageDataFile(bytes: Uint8Array): string | null {
  const { dataFile } = fieldsOf(bytes);
  return dataFile === 'LOCAL' ? null : dataFile;
}

/**
 * Reads a MetaImage, .mha or .mhd with its voxel file, raw or zlib. Its world is LPS in mm, as ITK writes it; each row of
 * TransformMatrix is the direction of one axis. Without a matrix nobody knows left from right, and the file is refused.
 * Source: itk.org/Wiki/MetaIO/Documentation; ITK's MetaImageIO for the order of the matrix.
 *
 * @param lend    memory for the voxels, asked once
 * @param voxels  what the voxel file holds, where the header names one
 * @throws BadVolumeHeaderError, VolumeKindNotReadError, DetachedHeaderError, NoOrientationError, ShearedGridError,
 *   TruncatedVolumeError
 */
export async function readMetaImage(
  bytes: Uint8Array,
  lend: LendVoxels,
  { voxels }: { readonly voxels?: Uint8Array } = {},
): Promise<VolumeFile> {
  const { fields, voxelsAt, dataFile } = fieldsOf(bytes);
  const header = headerFrom(fields, dataFile);
  if (dataFile !== 'LOCAL' && !voxels) throw new DetachedHeaderError();
  const data = voxels ?? bytes.subarray(voxelsAt);
  const needed = sampleBytesOf(header);
  if (header.packed) return volumeFromSamples(header, await unzlib(data, needed), lend);
  const skip = header.skipBytes < 0 ? data.length - needed : header.skipBytes;
  return volumeFromSamples(header, data.subarray(Math.max(0, skip)), lend);
}

function fieldsOf(bytes: Uint8Array): { fields: Map<string, string>; voxelsAt: number; dataFile: string } {
  const fields = new Map<string, string>();
  const end = Math.min(bytes.length, LONGEST_HEADER_BYTES);
  for (let at = 0; at < end; ) {
    const newline = bytes.indexOf(10, at);
    const to = newline < 0 ? end : Math.min(newline, end);
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(new TextDecoder().decode(bytes.subarray(at, to))) ?? [];
    if (name === undefined || value === undefined) break;
    fields.set(name, value);
    at = to + 1;
    // What follows this line are voxels.
    if (name === 'ElementDataFile') return { fields, voxelsAt: at, dataFile: value };
  }
  throw new BadVolumeHeaderError('The MetaImage header does not say where its voxels are.');
}

function headerFrom(fields: ReadonlyMap<string, string>, dataFile: string): MetaHeader {
  const numbers = (...names: string[]): number[] | null => {
    const text = names.map((name) => fields.get(name)).find((value) => value !== undefined);
    return text === undefined ? null : text.split(/\s+/).map(Number);
  };
  const isTrue = (name: string): boolean => /^(true|1)$/i.test(fields.get(name) ?? '');
  const sizes = numbers('DimSize') ?? [];
  if (Number(fields.get('NDims')) !== sizes.length)
    throw new BadVolumeHeaderError('The MetaImage header’s sizes do not fit its dimension.');
  if (sizes.length !== 3) throw new VolumeKindNotReadError(`The MetaImage has ${sizes.length} dimensions.`);
  if (sizes.some((n) => !Number.isSafeInteger(n) || n < 1))
    throw new BadVolumeHeaderError(`The MetaImage header states a grid of ${sizes.join(' × ')}.`);
  const channels = Number(fields.get('ElementNumberOfChannels') ?? 1);
  if (channels !== 1) throw new VolumeKindNotReadError(`The MetaImage has ${channels} values for each voxel.`);
  const stated = fields.get('ElementType') ?? '';
  const type = TYPES[stated];
  if (!type) throw new VolumeKindNotReadError(`The voxels are of type "${stated}".`);
  if (!isTrue('BinaryData')) throw new VolumeKindNotReadError('The voxels are written as text.');
  if (/^LIST\b|%/.test(dataFile)) throw new DetachedHeaderError('its voxels lie in one file for each slice');
  const msb = isTrue('BinaryDataByteOrderMSB') || isTrue('ElementByteOrderMSB');
  return {
    dimensions: [sizes[0]!, sizes[1]!, sizes[2]!],
    ijkToLps: affineFrom(
      numbers('TransformMatrix', 'Rotation', 'Orientation'),
      numbers('Offset', 'Position', 'Origin'),
      numbers('ElementSpacing', 'ElementSize'),
    ),
    type,
    littleEndian: !(msb && SAMPLE_BYTES[type] > 1),
    slope: 1,
    intercept: 0,
    packed: isTrue('CompressedData'),
    skipBytes: Number(fields.get('HeaderSize') ?? 0) || 0,
    dataFile,
  };
}

function affineFrom(
  matrix: readonly number[] | null,
  offset: readonly number[] | null,
  spacing: readonly number[] | null,
): number[] {
  if (matrix?.length !== 9 || offset?.length !== 3 || spacing?.length !== 3) throw new NoOrientationError();
  // `|| 0` turns a −0 to 0.
  return [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((axis) => matrix[3 * axis + row]! * spacing[axis]! || 0),
    offset[row]! || 0,
  ]);
}
