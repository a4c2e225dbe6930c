import {
  type IjkToLps,
  ijkToLpsOf,
  type Modality,
  type Sentence,
  signedVoxelVolumeMm3,
  type Volume,
} from '@specola/space';
import {
  NoOrientationError,
  ShearedGridError,
  TruncatedVolumeError,
  VolumeKindNotReadError,
} from './volume-file-errors.ts';

/** Something noticed about a volume file, in the shape that the record writes down. */
export interface VolumeFinding extends Sentence {
  readonly code: string;
  readonly severity: 'info' | 'warning';
}

export interface VolumeFile {
  readonly volume: Volume;
  readonly findings: readonly VolumeFinding[];
}

/** Memory for the voxels: the caller lends it once, when the size is known. */
export type LendVoxels = (length: number) => Int16Array;

export type SampleType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

export const SAMPLE_BYTES: Readonly<Record<SampleType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

/** What the header of a volume file says, with its frame already turned to LPS. */
export interface GridHeader {
  readonly dimensions: readonly [number, number, number];
  /** 3×4, row-major, LPS mm; may still be left-handed. */
  readonly ijkToLps: readonly number[];
  readonly type: SampleType;
  readonly littleEndian: boolean;
  readonly slope: number;
  readonly intercept: number;
}

/** Node's and browsers' buffers end near here. */
const LARGEST_BYTES = 4 * 2 ** 30;

/** How many bytes of samples a header announces. Throws VolumeKindNotReadError when no buffer could hold them. */
export function sampleBytesOf({ dimensions: [nx, ny, nz], type }: GridHeader): number {
  const bytes = nx * ny * nz * SAMPLE_BYTES[type];
  if (bytes > LARGEST_BYTES)
    throw new VolumeKindNotReadError(`The header announces a volume of ${nx} × ${ny} × ${nz}.`);
  return bytes;
}

/** Neither format names a modality. A volume that reaches below this holds air on the HU scale; no MR goes there. */
const AIR_BELOW_HU = -500;
/** Axes may lean by this cosine (0.06°): single-precision headers round to 1e-7, and registered ones lean visibly. */
const PERPENDICULAR_COSINE = 1e-3;

/**
 * Makes a Volume of raw samples: Int16 in lent memory; HU as they are, other values with a scale. A left-handed grid is
 * read with its rows in reverse order, so that (i, j, k) is right-handed in LPS, as it is for every DICOM series.
 *
 * @param samples  dimensions' product of samples, i fastest, in the file's byte order
 * @throws NoOrientationError, ShearedGridError, TruncatedVolumeError
 */
export function volumeFromSamples(header: GridHeader, samples: Uint8Array, lend: LendVoxels): VolumeFile {
  const [nx, ny, nz] = header.dimensions;
  const count = nx * ny * nz;
  const needed = sampleBytesOf(header);
  if (samples.length < needed) throw new TruncatedVolumeError(needed - samples.length);
  const { affine, flipped } = rightHanded(header);
  const raw = samplesOf(header, samples, count);
  const range = rangeOf(raw);
  const toReal = (value: number) => header.slope * value + header.intercept;
  const ends = [toReal(range.low), toReal(range.high)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const isHu = low <= AIR_BELOW_HU && high <= 65535;

  const { scale, offset } = isHu ? { scale: 1, offset: 0 } : storageFor(header, range, low, high);
  const values = lend(count);
  const clipped = copyRows(header, raw, values, { scale, offset, flipped, fill: isHu ? -1024 : low });
  const modality: Modality = isHu ? 'CT' : 'other';
  const volume: Volume = {
    dimensions: header.dimensions,
    values,
    valueScale: { slope: scale, intercept: offset, unit: isHu ? 'HU' : 'arbitrary' },
    ijkToLps: affine,
    modality,
  };
  return { volume, findings: findingsOf(isHu, low, clipped, range.notNumbers) };
}

function rightHanded({ ijkToLps, dimensions }: GridHeader): { affine: IjkToLps; flipped: boolean } {
  if (!ijkToLps.every(Number.isFinite)) throw new NoOrientationError();
  const column = (c: number) => [ijkToLps[c]!, ijkToLps[c + 4]!, ijkToLps[c + 8]!];
  const columns = [column(0), column(1), column(2)];
  const lengths = columns.map((v) => Math.sqrt(dot(v, v)));
  if (lengths.some((length) => !(length > 1e-6))) throw new NoOrientationError();
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const cosine = dot(columns[a]!, columns[b]!) / (lengths[a]! * lengths[b]!);
    if (Math.abs(cosine) > PERPENDICULAR_COSINE) throw new ShearedGridError(cosine);
  }
  const affine = ijkToLpsOf(ijkToLps);
  if (signedVoxelVolumeMm3(affine) > 0) return { affine, flipped: false };
  const rows = dimensions[1] - 1;
  const turned = ijkToLps.map((value, n) => {
    if (n % 4 === 1) return -value || 0;
    return n % 4 === 3 ? value + rows * ijkToLps[n - 2]! : value;
  });
  return { affine: ijkToLpsOf(turned), flipped: true };
}

const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

type Samples =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** A view over the file's bytes where they are aligned and of this machine's order; a copy where not. */
function samplesOf({ type, littleEndian }: GridHeader, bytes: Uint8Array, count: number): Samples {
  const size = SAMPLE_BYTES[type];
  const swap = !littleEndian && size > 1;
  const own = swap || bytes.byteOffset % size ? bytes.slice(0, count * size) : bytes;
  if (swap) for (let b = 0; b < own.length; b += size) own.subarray(b, b + size).reverse();
  switch (type) {
    case 'int8':
      return new Int8Array(own.buffer, own.byteOffset, count);
    case 'uint8':
      return new Uint8Array(own.buffer, own.byteOffset, count);
    case 'int16':
      return new Int16Array(own.buffer, own.byteOffset, count);
    case 'uint16':
      return new Uint16Array(own.buffer, own.byteOffset, count);
    case 'int32':
      return new Int32Array(own.buffer, own.byteOffset, count);
    case 'uint32':
      return new Uint32Array(own.buffer, own.byteOffset, count);
    case 'float32':
      return new Float32Array(own.buffer, own.byteOffset, count);
    case 'float64':
      return new Float64Array(own.buffer, own.byteOffset, count);
  }
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
  readonly notNumbers: number;
}

function rangeOf(raw: Samples): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let notNumbers = 0;
  let fractions = 0;
  for (let v = 0; v < raw.length; v++) {
    const value = raw[v]!;
    if (value - value !== 0) notNumbers++;
    else {
      if (value < low) low = value;
      if (value > high) high = value;
      if (value !== Math.trunc(value)) fractions++;
    }
  }
  if (low > high) return { low: 0, high: 0, whole: true, notNumbers };
  return { low, high, whole: fractions === 0, notNumbers };
}

/** Whole numbers that Int16 holds (shifted if need be) stay exact; all else is spread over the 65,536 steps of Int16. */
function storageFor(
  { slope, intercept }: GridHeader,
  { low: rawLow, high: rawHigh, whole }: Range,
  low: number,
  high: number,
): { scale: number; offset: number } {
  if (whole && slope > 0 && rawLow >= -32768 && rawHigh <= 32767) return { scale: slope, offset: intercept };
  if (whole && slope > 0 && rawHigh - rawLow <= 65535)
    return { scale: slope, offset: intercept + slope * (rawLow + 32768) };
  const scale = high > low ? (high - low) / 65535 : 1;
  return { scale, offset: low + 32768 * scale };
}

function copyRows(
  { dimensions: [nx, ny, nz], slope, intercept }: GridHeader,
  raw: Samples,
  out: Int16Array,
  { scale, offset, flipped, fill }: { scale: number; offset: number; flipped: boolean; fill: number },
): number {
  const factor = slope / scale;
  const shift = (intercept - offset) / scale;
  const instead = Math.max(-32768, Math.min(32767, Math.round((fill - offset) / scale)));
  let clipped = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const from = nx * (j + ny * k);
      const to = nx * ((flipped ? ny - 1 - j : j) + ny * k);
      for (let i = 0; i < nx; i++) {
        const stored = Math.round(factor * raw[from + i]! + shift);
        if (stored >= -32768 && stored <= 32767) out[to + i] = stored;
        else if (Number.isFinite(stored)) {
          out[to + i] = stored < 0 ? -32768 : 32767;
          clipped++;
        } else out[to + i] = instead;
      }
    }
  return clipped;
}

function findingsOf(isHu: boolean, low: number, clipped: number, notNumbers: number): VolumeFinding[] {
  const findings: VolumeFinding[] = [
    isHu
      ? {
          code: 'formats/taken-for-ct',
          severity: 'info',
          what: `The volume was taken for a CT in HU: its lowest value is ${Math.round(low)}.`,
          why: 'The file names no modality, and only a CT reaches so far below zero.',
          mend: 'Nothing needs to be done if it is a CT.',
        }
      : {
          code: 'formats/no-modality',
          severity: 'warning',
          what: 'The volume was not taken for a CT: no value lies at air on the HU scale.',
          why: 'The file names no modality.',
          mend: 'If it is a cropped CT, give a threshold with --threshold-hu.',
        },
  ];
  if (clipped > 0)
    findings.push({
      code: 'formats/clipped',
      severity: 'warning',
      what: `${clipped} voxels lie outside −32768 to 32767 and were clipped.`,
      why: 'Values are kept in 16 bits.',
      mend: 'Nothing needs to be done for bone; metal looks less dense than it is.',
    });
  if (notNumbers > 0)
    findings.push({
      code: 'formats/not-numbers',
      severity: 'warning',
      what: `${notNumbers} voxels hold no number (NaN or infinity) and were set to ${isHu ? 'air' : 'the lowest value'}.`,
      why: 'Some programs mark what lies outside the field of view so.',
      mend: 'Check the rim of the field of view in the report.',
    });
  return findings;
}
