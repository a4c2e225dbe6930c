import { SpecolaError } from '@specola/space';
import { unzlibSync } from 'fflate';
import type { Pixels } from './png.ts';

/** The bytes are no PNG of the kind that we write. */
export class NotPngError extends SpecolaError {
  readonly code = 'png/not-png';
  constructor(reason: string) {
    super({
      what: `The picture cannot be read: ${reason}.`,
      why: 'Specola reads the PNG that it writes: 8 bits, RGB or RGBA, not interlaced.',
      mend: 'Make the folder again, or restore the picture from where it was copied.',
    });
  }
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads a PNG of 8 bits, RGB or RGBA, as `writePng` makes it. Source: W3C PNG (third edition), sections 5, 9 and 11.
 *
 * @throws NotPngError another kind, or cut short
 */
export function readPng(bytes: Uint8Array): Pixels {
  if (!SIGNATURE.every((byte, n) => bytes[n] === byte)) throw new NotPngError('it is no PNG');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let head: { width: number; height: number; channels: 3 | 4 } | null = null;
  const packed: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) throw new NotPngError('it was cut short');
    if (kind === 'IHDR') head = headOf(view, at + 8);
    if (kind === 'IDAT') packed.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  if (!head || packed.length === 0) throw new NotPngError('it has no header or no pixels');
  return { ...head, data: unfiltered(inflated(packed, head), head) };
}

function headOf(view: DataView, at: number): { width: number; height: number; channels: 3 | 4 } {
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, color, , , interlace] = [8, 9, 10, 11, 12].map((n) => view.getUint8(at + n));
  if (depth !== 8 || (color !== 2 && color !== 6) || interlace !== 0) throw new NotPngError('it is of another kind');
  if (width < 1 || height < 1 || width * height > 2 ** 28) throw new NotPngError('its size is not a picture’s');
  return { width, height, channels: color === 2 ? 3 : 4 };
}

type Head = ReturnType<typeof headOf>;

function inflated(packed: readonly Uint8Array[], { width, height, channels }: Head): Uint8Array {
  const whole = new Uint8Array(packed.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of packed) {
    whole.set(part, at);
    at += part.length;
  }
  const needed = (width * channels + 1) * height;
  try {
    const rows = unzlibSync(whole, { out: new Uint8Array(needed) });
    if (rows.length === needed) return rows;
  } catch {
    // fflate's words are not for people; the sentence below is.
  }
  throw new NotPngError('its pixels are damaged');
}

function unfiltered(rows: Uint8Array, { width, height, channels }: Head): Uint8Array {
  const stride = width * channels;
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)]!;
    const from = y * (stride + 1) + 1;
    const to = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? data[to + x - channels]! : 0;
      const top = y > 0 ? data[to + x - stride]! : 0;
      const corner = x >= channels && y > 0 ? data[to + x - stride - channels]! : 0;
      data[to + x] = rows[from + x]! + guess(filter, left, top, corner);
    }
  }
  return data;
}

function guess(filter: number, left: number, top: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return top;
    case 3:
      return (left + top) >> 1;
    case 4: {
      const p = left + top - corner;
      const [a, b, c] = [Math.abs(p - left), Math.abs(p - top), Math.abs(p - corner)];
      if (a <= b && a <= c) return left;
      return b <= c ? top : corner;
    }
    default:
      throw new NotPngError('its pixels are damaged');
  }
}
