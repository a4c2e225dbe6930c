import type { ImageObject, Rescale } from '../read/read-object.ts';
import { CannotBlankError } from './errors.ts';

/** A rectangle of an image in pixels: the column and row of its first one, both from 0, and how many. */
export interface BlankRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What an empty place holds in each of the samples of a pixel. Source: DICOM PS3.3 C.7.6.3.1.2. */
const BLACK: Readonly<Record<string, readonly number[]>> = {
  RGB: [0, 0, 0],
  YBR_FULL: [0, 128, 128],
  'PALETTE COLOR': [0],
};

interface BlankingHow {
  readonly rectangles: readonly BlankRectangle[];
  /** All samples of one kind lie before those of the next. */
  readonly planar: boolean;
  readonly vr: string | null;
  readonly modality: string;
}

/** Makes rectangles of every frame of uncompressed pixels one value, in place. @throws CannotBlankError */
export function blankSamples(
  value: Uint8Array,
  image: Pick<ImageObject, 'format' | 'frames'> & { readonly transferSyntax: { readonly bigEndian: boolean } },
  { rectangles, planar, vr, modality }: BlankingHow,
): void {
  const { rows, columns, bitsAllocated, samplesPerPixel, photometric } = image.format;
  if (![8, 16, 32, 64].includes(bitsAllocated))
    throw new CannotBlankError(`its samples take ${bitsAllocated} bits, which do not begin at a byte`);
  const { bigEndian } = image.transferSyntax;
  if (bigEndian && bitsAllocated === 8 && vr !== 'OB')
    throw new CannotBlankError('its bytes are swapped in pairs (big endian)');
  const grey = /^MONOCHROME[12]$/.test(photometric) && samplesPerPixel === 1;
  const black = BLACK[photometric];
  if (!grey && black?.length !== samplesPerPixel)
    throw new CannotBlankError(`its pixels are ${photometric} of ${samplesPerPixel} samples`);
  const bytes = bitsAllocated / 8;
  const put = writer(value, { bytes, bigEndian });
  const perFrame = rows * columns;
  for (let frame = 0; frame < image.frames.length; frame++) {
    const blank = grey ? [darkest(image.format, modality === 'CT' ? image.frames[frame]!.rescale : null)] : black!;
    for (const { x, y, width, height } of rectangles)
      for (let row = y; row < y + height; row++)
        for (let column = x; column < x + width; column++)
          for (let s = 0; s < samplesPerPixel; s++) {
            const pixel = row * columns + column;
            const sample = planar ? s * perFrame + pixel : pixel * samplesPerPixel + s;
            put(frame * perFrame * samplesPerPixel + sample, blank[s]!);
          }
  }
}

const AIR_HU = -1024;

/** The word of air in a CT; else of 0, or of the highest number where high is dark. */
function darkest(format: ImageObject['format'], rescale: Rescale | null): number {
  const { signed, bitsStored, highBit, photometric, floating, bitsAllocated } = format;
  if (floating || bitsAllocated > 16) return 0;
  const lowest = signed ? -(2 ** (bitsStored - 1)) : 0;
  const highest = lowest + 2 ** bitsStored - 1;
  const told = rescale
    ? Math.round((AIR_HU - rescale.intercept) / rescale.slope)
    : photometric === 'MONOCHROME1'
      ? highest
      : 0;
  const raw = Math.max(lowest, Math.min(highest, told));
  return (raw & (2 ** bitsStored - 1)) << (highBit + 1 - bitsStored);
}

function writer(value: Uint8Array, { bytes, bigEndian }: { bytes: number; bigEndian: boolean }) {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return (sample: number, word: number): void => {
    if (bytes === 1) value[sample] = word;
    else if (bytes === 2) view.setUint16(2 * sample, word, !bigEndian);
    else value.fill(0, bytes * sample, bytes * (sample + 1));
  };
}
