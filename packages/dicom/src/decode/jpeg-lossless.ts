import { FrameDamage } from './frame-damage.ts';
import { extended, type HuffmanTable, huffmanTable, LOOK_BITS } from './huffman.ts';
import type { EntropySegment, JpegScan } from './jpeg-scan.ts';

/**
 * Decodes a lossless JPEG of one component. Source: ITU-T T.81 annex H.
 *
 * Written here because of speed and of what bytes from outside can do: jpeg-lossless-decoder-js takes 7 ms for a 512²
 * slice, native GDCM 4, this 3; and it holds no memory that a damaged file could reach.
 *
 * @returns rows · columns samples, each in 16 bits
 * @throws FrameDamage
 */
export function decodeJpegLossless(scan: JpegScan): Uint16Array {
  const { rows, columns, precision, predictor, pointTransform, restartInterval, segments } = scan;
  if (predictor < 1 || predictor > 7 || precision < 2 || precision > 16 || pointTransform >= precision)
    throw new FrameDamage('its lossless parameters are damaged');
  const restartRows = restartInterval === 0 ? rows : restartInterval / columns;
  if (!Number.isInteger(restartRows) || restartRows < 1) throw new FrameDamage('its restarts cut through rows');
  if (segments.length < Math.ceil(rows / restartRows)) throw new FrameDamage('it ends before its samples');
  const table = huffmanTable(scan.dcTable, 16);
  const out = new Uint16Array(rows * columns);
  const start = 1 << (precision - pointTransform - 1);
  for (let row = 0, segment = 0; row < rows; row += restartRows, segment++) {
    const count = Math.min(restartRows, rows - row);
    const part = out.subarray(row * columns, (row + count) * columns);
    if (decodeRows(part, columns, { table, predictor, start, segment: segments[segment]! })) continue;
    throw new FrameDamage('its samples end early or are damaged');
  }
  if (pointTransform > 0) for (let v = 0; v < out.length; v++) out[v]! <<= pointTransform;
  return out;
}

/** Rows up to a restart; false when the bits do not suffice or make no code. */
function decodeRows(
  out: Uint16Array,
  columns: number,
  {
    table: { codes, numbers },
    predictor,
    start,
    segment: { bytes, bits },
  }: { table: HuffmanTable; predictor: number; start: number; segment: EntropySegment },
): boolean {
  let at = 0;
  for (let row = 0; row < out.length; row += columns) {
    const above = row - columns;
    let left = row === 0 ? start : out[above]!;
    for (let v = row; v < row + columns; v++) {
      let difference: number;
      const byte = at >> 3;
      const window =
        ((bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!) << (at & 7);
      const quick = numbers[window >>> (32 - LOOK_BITS)]!;
      if (quick !== 0) {
        difference = quick >> 5;
        at += quick & 31;
      } else {
        const code = codes[window >>> 16]!;
        if (code === 0) return false;
        at += code >> 8;
        const extraBits = code & 255;
        if (extraBits > 16) return false;
        if (extraBits === 16) difference = 32768;
        else {
          const next = at >> 3;
          const rest =
            ((bytes[next]! << 24) | (bytes[next + 1]! << 16) | (bytes[next + 2]! << 8) | bytes[next + 3]!) << (at & 7);
          difference = extraBits === 0 ? 0 : extended(rest >>> (32 - extraBits), extraBits);
          at += extraBits;
        }
      }
      // The first row after a start knows only its left, the first column only what is above it.
      const predicted =
        predictor === 1 || row === 0 || v === row
          ? left
          : predictedFrom(predictor, left, out[v - columns]!, out[v - columns - 1]!);
      left = (predicted + difference) & 0xffff;
      out[v] = left;
    }
    if (at > bits) return false;
  }
  return true;
}

/** T.81 table H.1: a left, b above, c above left. */
function predictedFrom(predictor: number, a: number, b: number, c: number): number {
  switch (predictor) {
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    case 7:
      return (a + b) >> 1;
    default:
      return a;
  }
}
