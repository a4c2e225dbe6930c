import { LengthMismatchError } from '@specola/space';
import { zlibSync } from 'fflate';

/** Eight bits a channel, rows from the top, left to right; three channels are RGB, four RGBA (not premultiplied). */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const FILTERS = 5;

/**
 * A PNG of an 8-bit picture. The bytes follow from the pixels alone: JavaScript deflate, no time, no text chunks, so no
 * place where a name could hide. Source: W3C PNG (third edition), sections 5, 9 and 11.
 */
export function writePng(picture: Pixels): Uint8Array<ArrayBuffer> {
  const { width, height, channels, data } = picture;
  if (data.length !== width * height * channels)
    throw new LengthMismatchError('pixels', width * height * channels, data.length);
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8);
  const packed = zlibSync(filteredRows(picture), { level: 7 });
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', packed),
    chunk('IEND', new Uint8Array(0)),
  ];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Each row with the filter that leaves the smallest sum of sizes, the heuristic of the specification (12.7). */
function filteredRows({ width, height, channels, data }: Pixels): Uint8Array {
  const stride = width * channels;
  const out = new Uint8Array((stride + 1) * height);
  const tries = Array.from({ length: FILTERS }, () => new Uint8Array(stride));
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = data.slice(y * stride, (y + 1) * stride);
    const best = bestFilter(row, above, channels, tries);
    out[y * (stride + 1)] = best;
    out.set(tries[best]!, y * (stride + 1) + 1);
    above = row;
  }
  return out;
}

function bestFilter(row: Uint8Array, above: Uint8Array, step: number, tries: readonly Uint8Array[]): number {
  const [none, sub, up, average, paeth] = tries as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const sums = [0, 0, 0, 0, 0];
  for (let x = 0; x < row.length; x++) {
    const value = row[x]!;
    const left = x >= step ? row[x - step]! : 0;
    const top = above[x]!;
    const corner = x >= step ? above[x - step]! : 0;
    none[x] = value;
    sub[x] = value - left;
    up[x] = value - top;
    average[x] = value - ((left + top) >> 1);
    paeth[x] = value - nearestOf(left, top, corner);
    sums[0]! += sizeOf(value);
    sums[1]! += sizeOf(sub[x]!);
    sums[2]! += sizeOf(up[x]!);
    sums[3]! += sizeOf(average[x]!);
    sums[4]! += sizeOf(paeth[x]!);
  }
  return sums.indexOf(Math.min(...sums));
}

const sizeOf = (byte: number): number => (byte < 128 ? byte : 256 - byte);

function nearestOf(left: number, top: number, corner: number): number {
  const guess = left + top - corner;
  const toLeft = Math.abs(guess - left);
  const toTop = Math.abs(guess - top);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toTop && toLeft <= toCorner) return left;
  return toTop <= toCorner ? top : corner;
}

function chunk(kind: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let at = 0; at < 4; at++) out[4 + at] = kind.charCodeAt(at);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}

function crc32(bytes: Uint8Array): number {
  const table = crcTable();
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = table[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** 256 steps of the CRC of PNG, annex D; made anew for each chunk, which takes microseconds. */
function crcTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    table[n] = c >>> 0;
  }
  return table;
}
