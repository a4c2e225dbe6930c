import { unpackBits } from '../decode/unpack-bits.ts';
import { TruncatedPixelsError } from '../errors.ts';
import { nativeBytesOf } from './pixel-stream.ts';
import type { ImageObject } from './read-object.ts';

/** Raw values that are too many for a table. */
export type WideWords = Uint32Array | Float32Array | Float64Array;

/** Raw values of an uncompressed frame: whole ones unsigned, those of up to 16 bits in words that a table turns to values. */
export type NativeWords = Uint8Array | Uint16Array | WideWords;

/**
 * The raw words of one uncompressed frame: views over the file's bytes where they are aligned and of this machine's order,
 * copies where not.
 *
 * @throws TruncatedPixelsError
 */
export function nativeWords(object: ImageObject, stream: Uint8Array, frame: number): NativeWords {
  const { format, transferSyntax, pixelOffset, pixelBytes, swappedWords, label } = object;
  const { rows, columns, bitsAllocated } = format;
  const pixels = rows * columns;
  const stated = pixelBytes < 0 ? stream.length : pixelOffset + pixelBytes;
  const end = Math.min(stream.length, stated);
  const all = nativeBytesOf(object);
  const last = pixelOffset + Math.ceil(((frame + 1) * pixels * bitsAllocated) / 8);
  if (last > end) throw new TruncatedPixelsError(label, pixelOffset + all - Math.max(end, pixelOffset));
  if (bitsAllocated < 16 && swappedWords) {
    const value = swapBytes(stream.subarray(pixelOffset, pixelOffset + all + (all % 2)), 2);
    return bitsAllocated === 8
      ? value.subarray(frame * pixels, (frame + 1) * pixels)
      : unpackBits(value, frame * pixels, { count: pixels, bits: bitsAllocated === 1 ? 1 : 12 });
  }
  if (bitsAllocated === 1 || bitsAllocated === 12)
    return unpackBits(stream.subarray(pixelOffset, pixelOffset + all), frame * pixels, {
      count: pixels,
      bits: bitsAllocated,
    });
  const size = bitsAllocated >> 3;
  const from = pixelOffset + frame * pixels * size;
  const raw = stream.subarray(from, from + pixels * size);
  if (size === 1) return raw;
  const bytes = transferSyntax.bigEndian ? swapBytes(raw, size) : raw.byteOffset % size ? raw.slice() : raw;
  const { buffer, byteOffset } = bytes;
  if (size === 8) return new Float64Array(buffer, byteOffset, pixels);
  if (size === 4)
    return format.floating ? new Float32Array(buffer, byteOffset, pixels) : new Uint32Array(buffer, byteOffset, pixels);
  return new Uint16Array(buffer, byteOffset, pixels);
}

/** Copies with the bytes of each word in reverse. An odd byte at the end stays. */
function swapBytes(raw: Uint8Array, size: number): Uint8Array {
  const bytes = raw.slice();
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}
