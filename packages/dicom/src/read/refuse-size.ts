import { CompressedNotReadError, ImpossibleSizeError, TruncatedPixelsError } from '../errors.ts';
import { nativeBytesOf } from './pixel-stream.ts';
import type { ImageObject } from './read-object.ts';

/**
 * How much smaller than its pixels a packed file can honestly be. RLE ends at 64, deflate at 1,032, lossless JPEG at a bit
 * for each pixel; JPEG-LS and JPEG 2000 can write an empty frame of 512² in 200 bytes, but the header beside it takes 500.
 */
const LARGEST_RATIO = 4096;

/**
 * Refuses images whose headers promise more pixels than their files can hold, before memory is asked for them.
 *
 * @throws CompressedNotReadError, TruncatedPixelsError, ImpossibleSizeError
 */
export function refuseSize(objects: readonly ImageObject[]): void {
  for (const object of new Set(objects)) {
    const { transferSyntax: syntax, label, file } = object;
    if (syntax.packing === 'unread') throw new CompressedNotReadError(syntax.name, syntax.uid);
    const needed = nativeBytesOf(object);
    if (syntax.packing === 'native' && !syntax.deflated) {
      const missing = object.pixelOffset + needed - endOf(object);
      if (missing > 0) throw new TruncatedPixelsError(label, missing);
    } else if (needed > LARGEST_RATIO * file.bytes) throw new ImpossibleSizeError(label, needed, file.bytes);
  }
}

const endOf = ({ pixelOffset, pixelBytes, file }: ImageObject): number =>
  pixelBytes < 0 ? file.bytes : Math.min(file.bytes, pixelOffset + pixelBytes);
