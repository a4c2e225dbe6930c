import type { SpecolaError } from '@specola/space';
import { ColorImagesError, PixelFormatError } from '../errors.ts';
import type { PixelFormat } from './read-object.ts';

/** 12 and 1 are packed without a gap; 32 comes from processing. Source: DICOM PS3.5 8.1.1. */
const READ_BITS = new Set([1, 8, 12, 16, 32]);

/**
 * Why pixels of a format are not read; null if they are. MONOCHROME1 says how to show an image (bright is low), not what
 * its numbers mean: HU are not turned round (PS3.3 C.7.6.3.1.2).
 */
export function formatRefusal({
  samplesPerPixel,
  photometric,
  bitsAllocated,
  bitsStored,
  highBit,
  floating,
  pixelRepresentation,
}: PixelFormat): SpecolaError | null {
  if (samplesPerPixel !== 1 || !/^MONOCHROME[12]$/.test(photometric))
    return new ColorImagesError(photometric, samplesPerPixel);
  if (floating && (bitsAllocated === 32 || bitsAllocated === 64)) return null;
  if (!READ_BITS.has(bitsAllocated) || bitsStored < 1 || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    return new PixelFormatError(
      `The pixels have ${bitsStored} bits stored up to bit ${highBit} in ${bitsAllocated} bits, which is not read.`,
    );
  if (pixelRepresentation > 1)
    return new PixelFormatError(
      `The header states ${pixelRepresentation} where 0 says that pixels are without sign and 1 that they have one.`,
    );
  return null;
}
