import { LengthMismatchError, signedVoxelVolumeMm3, spacingMmOf, type Volume, voxelCountOf } from '@specola/space';
import { Gzip } from 'fflate';

const HEADER_BYTES = 352;
const INT16 = 4;
const SCANNER = 1;
const MM = 2;
/** As fast as it goes: the file is sent and read once. */
const GZIP_LEVEL = 1;

/**
 * Writes a volume as NIfTI-1, packed with gzip and without a time or a word of text: grey values and where they lie,
 * nothing else. Its place stands in the sform and, for readers that take that one, in the qform.
 * Source: nifti1.h of the NIfTI working group.
 */
export function writeNifti({ dimensions, values, valueScale, ijkToLps: m }: Volume): Uint8Array {
  if (values.length !== voxelCountOf(dimensions))
    throw new LengthMismatchError('values', voxelCountOf(dimensions), values.length);
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const spacingMm = spacingMmOf(m);
  // LPS becomes RAS: x and y change their signs. A zero keeps its plus, so that the bytes are the same everywhere.
  const ras = m.map((value, n) => (n < 8 ? -value : value) || 0);
  const { b, c, d, handed } = quaternionOf(ras, spacingMm, signedVoxelVolumeMm3(m) > 0 ? 1 : -1);
  const floats = (at: number, list: readonly number[]) => {
    for (const [n, value] of list.entries()) header.setFloat32(at + 4 * n, value, true);
  };
  header.setInt32(0, 348, true);
  for (const [n, size] of [3, ...dimensions, 1, 1, 1, 1].entries()) header.setInt16(40 + 2 * n, size, true);
  header.setInt16(70, INT16, true);
  header.setInt16(72, 16, true);
  floats(76, [handed, ...spacingMm, 0, 0, 0, 0]);
  floats(108, [HEADER_BYTES, valueScale.slope, valueScale.intercept]);
  header.setUint8(123, MM);
  header.setInt16(252, SCANNER, true);
  header.setInt16(254, SCANNER, true);
  floats(256, [b, c, d, ras[3]!, ras[7]!, ras[11]!, ...ras]);
  for (const [n, letter] of [0x6e, 0x2b, 0x31, 0].entries()) header.setUint8(344 + n, letter);
  return packed(new Uint8Array(header.buffer), values);
}

/** Rotation of the columns, after the third is turned where the grid is left-handed (`handed` −1, the qfac). */
function quaternionOf(ras: readonly number[], spacingMm: readonly number[], handed: 1 | -1) {
  const r = (row: number, column: number) =>
    (ras[4 * row + column]! / spacingMm[column]!) * (column === 2 ? handed : 1);
  // Source: nifti1_io, nifti_mat44_to_quatern: the largest of four sums is divided by, so that none is near zero.
  const trace = r(0, 0) + r(1, 1) + r(2, 2);
  const [xx, yy, zz] = [
    1 + r(0, 0) - r(1, 1) - r(2, 2),
    1 + r(1, 1) - r(0, 0) - r(2, 2),
    1 + r(2, 2) - r(0, 0) - r(1, 1),
  ];
  let [a, b, c, d] = [0, 0, 0, 0];
  if (trace > 0) {
    a = 0.5 * Math.sqrt(1 + trace);
    [b, c, d] = [(r(2, 1) - r(1, 2)) / (4 * a), (r(0, 2) - r(2, 0)) / (4 * a), (r(1, 0) - r(0, 1)) / (4 * a)];
  } else if (xx >= yy && xx >= zz) {
    b = 0.5 * Math.sqrt(xx);
    [a, c, d] = [(r(2, 1) - r(1, 2)) / (4 * b), (r(0, 1) + r(1, 0)) / (4 * b), (r(0, 2) + r(2, 0)) / (4 * b)];
  } else if (yy >= zz) {
    c = 0.5 * Math.sqrt(yy);
    [a, b, d] = [(r(0, 2) - r(2, 0)) / (4 * c), (r(0, 1) + r(1, 0)) / (4 * c), (r(1, 2) + r(2, 1)) / (4 * c)];
  } else {
    d = 0.5 * Math.sqrt(zz);
    [a, b, c] = [(r(1, 0) - r(0, 1)) / (4 * d), (r(0, 2) + r(2, 0)) / (4 * d), (r(1, 2) + r(2, 1)) / (4 * d)];
  }
  const sign = a < 0 ? -1 : 1;
  return { b: sign * b, c: sign * c, d: sign * d, handed };
}

function packed(header: Uint8Array, values: Int16Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const gzip = new Gzip({ level: GZIP_LEVEL, mtime: 0 }, (chunk) => parts.push(chunk));
  gzip.push(header);
  const PIECE = 1 << 20;
  for (let from = 0; from < values.length; from += PIECE) {
    const end = Math.min(from + PIECE, values.length);
    // Copied: the packer keeps what it is given, and the scan lies in memory that threads share.
    const piece = values.slice(from, end);
    gzip.push(new Uint8Array(piece.buffer, 0, 2 * piece.length), end === values.length);
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
