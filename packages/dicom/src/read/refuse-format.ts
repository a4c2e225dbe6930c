import { PixelFormatError } from '../errors.ts';
import type { PixelFormat } from './read-object.ts';

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
}: PixelFormat): PixelFormatError | null {
  if (samplesPerPixel !== 1 || !/^MONOCHROME[12]$/.test(photometric))
    return new PixelFormatError(`The images are in color (${photometric}, ${samplesPerPixel} samples per pixel).`);
  if (
    (bitsAllocated !== 8 && bitsAllocated !== 16) ||
    bitsStored < 1 ||
    highBit >= bitsAllocated ||
    highBit + 1 < bitsStored
  )
    return new PixelFormatError(
      `The pixels have ${bitsStored} bits stored up to bit ${highBit} in ${bitsAllocated} bits, which is not read.`,
    );
  return null;
}
