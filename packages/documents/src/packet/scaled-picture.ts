import { NotPngError, readPng, writePng } from '@specola/formats';
import { decode, encode } from 'jpeg-js';
import { PictureNotReadError } from './packet-errors.ts';

interface Rgb {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each point. */
  readonly data: Uint8Array;
}

const MOST_MEGAPIXELS = 100;
const MOST_MEMORY_MB = 1600;
const JPEG_QUALITY = 82;

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;
export const isPng = (bytes: Uint8Array): boolean => bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e;

/**
 * A picture for a page: no side longer than told, upright, as a JPEG without what cameras write beside the pixels (place,
 * time, owner); a small PNG, such as a drawing, stays as it is.
 *
 * @throws PictureNotReadError
 */
export function scaledPicture(bytes: Uint8Array, longestPx: number): Uint8Array {
  if (isPng(bytes)) return scaledPng(bytes, longestPx);
  if (!isJpeg(bytes)) throw new PictureNotReadError('it is neither JPEG nor PNG.');
  const turned = upright(decoded(bytes), orientationOf(bytes));
  return encoded(shrunk(turned, longestPx));
}

function scaledPng(bytes: Uint8Array, longestPx: number): Uint8Array {
  try {
    const { width, height, channels, data } = readPng(bytes);
    const rgb: Rgb = { width, height, data: channels === 3 ? Uint8Array.from(data) : withoutAlpha(data) };
    const small = shrunk(rgb, longestPx);
    const png = writePng({ ...small, channels: 3 });
    // Drawings are smaller as PNG, photographs as JPEG.
    if (png.length < 2 * small.width * small.height * 0.15) return png;
    const jpeg = encoded(small);
    return jpeg.length < png.length / 2 ? jpeg : png;
  } catch (thrown) {
    if (thrown instanceof NotPngError) throw new PictureNotReadError(thrown.what);
    throw thrown;
  }
}

function decoded(bytes: Uint8Array): Rgb {
  try {
    const { width, height, data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MOST_MEGAPIXELS,
      maxMemoryUsageInMB: MOST_MEMORY_MB,
    });
    return { width, height, data };
  } catch {
    throw new PictureNotReadError('the JPEG is broken, or larger than 100 megapixels.');
  }
}

function encoded({ width, height, data }: Rgb): Uint8Array {
  const rgba = new Uint8Array(4 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
    rgba[to + 3] = 255;
  }
  return Uint8Array.from(encode({ width, height, data: rgba }, JPEG_QUALITY).data);
}

/** On white, as on paper. */
function withoutAlpha(data: ArrayLike<number>): Uint8Array {
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const share = data[from + 3]! / 255;
    for (let c = 0; c < 3; c++) rgb[to + c] = Math.round(data[from + c]! * share + 255 * (1 - share));
  }
  return rgb;
}

/** Each point is the mean of the points that it covers. */
function shrunk(from: Rgb, longestPx: number): Rgb {
  const longest = Math.max(from.width, from.height);
  if (longest <= longestPx) return from;
  const width = Math.max(1, Math.round((from.width * longestPx) / longest));
  const height = Math.max(1, Math.round((from.height * longestPx) / longest));
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const y0 = Math.floor((y * from.height) / height);
    const y1 = Math.max(y0 + 1, Math.floor(((y + 1) * from.height) / height));
    for (let x = 0; x < width; x++) {
      const x0 = Math.floor((x * from.width) / width);
      const x1 = Math.max(x0 + 1, Math.floor(((x + 1) * from.width) / width));
      let [red, green, blue] = [0, 0, 0];
      for (let v = y0; v < y1; v++)
        for (let u = x0; u < x1; u++) {
          const at = 3 * (v * from.width + u);
          red += from.data[at]!;
          green += from.data[at + 1]!;
          blue += from.data[at + 2]!;
        }
      const count = (y1 - y0) * (x1 - x0);
      data.set([Math.round(red / count), Math.round(green / count), Math.round(blue / count)], 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** Turns the points as the camera says it was held. Source: EXIF 2.32, tag 0x0112. */
function upright(from: Rgb, orientation: number): Rgb {
  if (orientation < 2 || orientation > 8) return from;
  const { width: w, height: h } = from;
  const swaps = orientation >= 5;
  const [width, height] = swaps ? [h, w] : [w, h];
  const data = new Uint8Array(from.data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = sourceOf(orientation, x, y, w, h);
      const [at, to] = [3 * (v * w + u), 3 * (y * width + x)];
      data[to] = from.data[at]!;
      data[to + 1] = from.data[at + 1]!;
      data[to + 2] = from.data[at + 2]!;
    }
  return { width, height, data };
}

function sourceOf(orientation: number, x: number, y: number, w: number, h: number): [number, number] {
  switch (orientation) {
    case 2:
      return [w - 1 - x, y];
    case 3:
      return [w - 1 - x, h - 1 - y];
    case 4:
      return [x, h - 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [y, h - 1 - x];
    case 7:
      return [w - 1 - y, h - 1 - x];
    default:
      return [w - 1 - y, x];
  }
}

/** 1 to 8; 1 where the file does not say. */
function orientationOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 4 <= bytes.length && view.getUint8(at) === 0xff; ) {
    const length = view.getUint16(at + 2);
    const isExif = view.getUint8(at + 1) === 0xe1 && at + 18 <= bytes.length && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return orientationIn(view, at + 10, Math.min(bytes.length, at + 2 + length));
    at += 2 + length;
  }
  return 1;
}

function orientationIn(view: DataView, tiff: number, end: number): number {
  if (tiff + 8 > end) return 1;
  const little = view.getUint16(tiff) === 0x4949;
  const first = tiff + view.getUint32(tiff + 4, little);
  if (first + 2 > end) return 1;
  const count = view.getUint16(first, little);
  for (let n = 0; n < count && first + 2 + 12 * (n + 1) <= end; n++) {
    const entry = first + 2 + 12 * n;
    if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
  }
  return 1;
}
