import { TruncatedPixelsError } from '../errors.ts';
import { inflatedTo } from './inflate-within.ts';
import type { ImageObject } from './read-object.ts';

/** How many bytes the pixels of an object take uncompressed: those of all frames without a gap, to the last bit. */
export function nativeBytesOf({ format, frames }: ImageObject): number {
  const { rows, columns, bitsAllocated } = format;
  return Math.ceil((rows * columns * frames.length * bitsAllocated) / 8);
}

/**
 * The file's bytes in which `pixelOffset` counts: inflated where the data set was deflated, up to the end of the pixels
 * that the header states and no further.
 *
 * @throws TruncatedPixelsError when what was deflated is damaged or ends early
 */
export function pixelStreamOf(object: ImageObject, fileBytes: Uint8Array): Uint8Array {
  if (!object.transferSyntax.deflated) return fileBytes;
  const needed = object.pixelOffset + nativeBytesOf(object);
  const stream = inflatedTo(fileBytes, object.deflatedFrom, needed);
  if (stream.length < needed) throw new TruncatedPixelsError(object.label, needed - stream.length);
  return stream;
}
