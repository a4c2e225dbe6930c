import { gunzip } from './gunzip.ts';
import {
  type GridHeader,
  type LendVoxels,
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

/** Bytes of the longer header and the four of its extension flag. */
const HEADER_BYTES = 544;
/** Source: nifti1.h, datatype codes. */
const TYPES: Readonly<Record<number, SampleType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
};
/** xyzt_units & 7: unknown counts as mm, as in every program we know. */
const MM_PER_UNIT: Readonly<Record<number, number>> = { 0: 1, 1: 1000, 2: 1, 3: 0.001 };

interface NiftiHeader extends GridHeader {
  readonly voxelsAt: number;
  readonly template: boolean;
}

/**
 * Reads NIfTI-1 or NIfTI-2, plain or gzip, in either byte order. Its RAS becomes LPS: x and y change their signs. The
 * sform counts if it is set, else the qform; without either nobody knows left from right, and the file is refused.
 * Source: nifti1.h and nifti2.h of the NIfTI working group.
 *
 * @param lend  memory for the voxels, asked once
 * @throws BadVolumeHeaderError, VolumeKindNotReadError, DetachedHeaderError, NoOrientationError, ShearedGridError,
 *   TruncatedVolumeError
 */
export async function readNifti(bytes: Uint8Array, lend: LendVoxels): Promise<VolumeFile> {
  const { header, samples } = await openNifti(bytes);
  return volumeFromSamples(header, samples, lend);
}

/** Header and samples, unpacked; `template` when the coordinates are those of an atlas and not of the scanner. */
export async function openNifti(
  bytes: Uint8Array,
): Promise<{ header: GridHeader; samples: Uint8Array; template: boolean }> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const sizeOf = (start: Uint8Array) => {
    const header = headerOf(start);
    return header.voxelsAt + sampleBytesOf(header);
  };
  const whole = packed ? await gunzip(bytes, HEADER_BYTES, sizeOf) : bytes;
  const header = headerOf(whole);
  return { header, samples: whole.subarray(header.voxelsAt), template: header.template };
}

function headerOf(bytes: Uint8Array): NiftiHeader {
  if (bytes.length < 348) throw new BadVolumeHeaderError('The file is too short for a NIfTI header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = [348, 540].includes(view.getInt32(0, true));
  const size = view.getInt32(0, littleEndian);
  if (size !== 348 && size !== 540) throw new BadVolumeHeaderError('The file has no NIfTI header.');
  if (size === 540 && bytes.length < 540) throw new BadVolumeHeaderError('The file is too short for a NIfTI header.');
  const fields = size === 348 ? fieldsOf1(view, littleEndian) : fieldsOf2(view, littleEndian);
  if (/^ni[12]$/.test(fields.magic)) throw new DetachedHeaderError();
  if (!/^n\+[12]$/.test(fields.magic)) throw new BadVolumeHeaderError('The file has no NIfTI mark.');
  const { dim } = fields;
  if (dim[0]! < 1 || dim[0]! > 7) throw new BadVolumeHeaderError(`The NIfTI header states ${dim[0]} dimensions.`);
  const extent = (n: number) => (n <= dim[0]! ? dim[n]! : 1);
  for (let n = 4; n <= 7; n++)
    if (extent(n) > 1) throw new VolumeKindNotReadError(`The file holds ${extent(n)} volumes or components.`);
  const dimensions = [extent(1), extent(2), extent(3)] as const;
  if (dimensions.some((n) => !Number.isSafeInteger(n) || n < 1))
    throw new BadVolumeHeaderError(`The NIfTI header states a grid of ${dimensions.join(' × ')}.`);
  const type = TYPES[fields.datatype];
  if (!type) throw new VolumeKindNotReadError(`The voxels are of NIfTI data type ${fields.datatype}.`);
  const mm = MM_PER_UNIT[fields.units & 7];
  if (mm === undefined) throw new BadVolumeHeaderError(`The NIfTI header states the unknown unit ${fields.units & 7}.`);
  // A slope of 0 means that there is no scale (nifti1.h).
  const scaled = Number.isFinite(fields.slope) && fields.slope !== 0 && Number.isFinite(fields.intercept);
  return {
    dimensions,
    type,
    littleEndian,
    slope: scaled ? fields.slope : 1,
    intercept: scaled ? fields.intercept : 0,
    ijkToLps: rasFrom(fields).map((value, n) => (n < 8 ? -value : value) * mm || 0),
    voxelsAt: Math.max(fields.voxelsAt, size === 348 ? 352 : 544),
    // 1: scanner, 2: aligned with another scan; 3 and above: Talairach, MNI and other templates (nifti1.h).
    template: (fields.sformCode > 0 ? fields.sformCode : fields.qformCode) > 2,
  };
}

interface Fields {
  readonly magic: string;
  readonly dim: readonly number[];
  readonly datatype: number;
  readonly pixdim: readonly number[];
  readonly voxelsAt: number;
  readonly slope: number;
  readonly intercept: number;
  readonly units: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quaternion: readonly number[];
  readonly srow: readonly number[];
}

const textAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2));

function fieldsOf1(view: DataView, little: boolean): Fields {
  const floats = (at: number, count: number) =>
    Array.from({ length: count }, (_, n) => view.getFloat32(at + 4 * n, little));
  return {
    magic: textAt(view, 344),
    dim: Array.from({ length: 8 }, (_, n) => view.getInt16(40 + 2 * n, little)),
    datatype: view.getInt16(70, little),
    pixdim: floats(76, 8),
    voxelsAt: view.getFloat32(108, little),
    slope: view.getFloat32(112, little),
    intercept: view.getFloat32(116, little),
    units: view.getUint8(123),
    qformCode: view.getInt16(252, little),
    sformCode: view.getInt16(254, little),
    quaternion: floats(256, 6),
    srow: floats(280, 12),
  };
}

function fieldsOf2(view: DataView, little: boolean): Fields {
  const doubles = (at: number, count: number) =>
    Array.from({ length: count }, (_, n) => view.getFloat64(at + 8 * n, little));
  return {
    magic: textAt(view, 4),
    dim: Array.from({ length: 8 }, (_, n) => Number(view.getBigInt64(16 + 8 * n, little))),
    datatype: view.getInt16(12, little),
    pixdim: doubles(104, 8),
    voxelsAt: Number(view.getBigInt64(168, little)),
    slope: view.getFloat64(176, little),
    intercept: view.getFloat64(184, little),
    units: view.getInt32(500, little),
    qformCode: view.getInt32(344, little),
    sformCode: view.getInt32(348, little),
    quaternion: doubles(352, 6),
    srow: doubles(400, 12),
  };
}

/** Voxel index to RAS, 3×4, in the file's unit. The qform is a unit quaternion whose first part follows from the others. */
function rasFrom({ sformCode, qformCode, srow, quaternion, pixdim }: Fields): readonly number[] {
  if (sformCode > 0) return srow;
  if (qformCode <= 0) throw new NoOrientationError();
  const [b, c, d, x, y, z] = quaternion as [number, number, number, number, number, number];
  const rest = 1 - (b * b + c * c + d * d);
  // Rounding leaves the rest of a half turn just below zero; then b, c, d are the whole of it.
  const norm = rest < 1e-7 ? 1 / Math.sqrt(b * b + c * c + d * d) : 1;
  const [p, q, r, a] = [b * norm, c * norm, d * norm, rest < 1e-7 ? 0 : Math.sqrt(rest)];
  const [dx, dy] = [pixdim[1]!, pixdim[2]!];
  const dz = (pixdim[0]! < 0 ? -1 : 1) * pixdim[3]!;
  return [
    (a * a + p * p - q * q - r * r) * dx,
    2 * (p * q - a * r) * dy,
    2 * (p * r + a * q) * dz,
    x,
    2 * (p * q + a * r) * dx,
    (a * a + q * q - p * p - r * r) * dy,
    2 * (q * r - a * p) * dz,
    y,
    2 * (p * r - a * q) * dx,
    2 * (q * r + a * p) * dy,
    (a * a + r * r - q * q - p * p) * dz,
    z,
  ];
}
