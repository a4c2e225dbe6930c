import { inflateSync } from 'fflate';
import { BrokenRleError, CompressedNotReadError, TruncatedPixelsError } from '../errors.ts';
import { decodeRle } from './decode-rle.ts';
import { parseHeader } from './parse-header.ts';
import type { ImageObject } from './read-object.ts';

/** The file's bytes in which `pixelOffset` counts: inflated where the data set was deflated. */
export function pixelStreamOf(object: ImageObject, fileBytes: Uint8Array): Uint8Array {
  if (!object.transferSyntax.deflated) return fileBytes;
  const parsed = parseHeader(fileBytes);
  return parsed && parsed !== 'broken' ? parsed.bytes : inflateSync(fileBytes);
}

/**
 * The raw pixels of one frame, as its file orders their bytes (little endian when unpacked here).
 *
 * @throws TruncatedPixelsError, BrokenRleError, CompressedNotReadError
 */
export function frameBytes(object: ImageObject, stream: Uint8Array, frame: number): Uint8Array {
  const { format, transferSyntax, pixelOffset, pixelBytes, label } = object;
  const frameLength = format.rows * format.columns * (format.bitsAllocated >> 3);
  if (transferSyntax.packing === 'compressed')
    throw new CompressedNotReadError(transferSyntax.name, transferSyntax.uid);
  if (transferSyntax.packing === 'rle') {
    const packed = fragmentOf(stream, pixelOffset, frame);
    const out = new Uint8Array(frameLength);
    if (!packed || !decodeRle(packed, format.bitsAllocated >> 3, out)) throw new BrokenRleError(label);
    return out;
  }
  const from = pixelOffset + frame * frameLength;
  const stated = pixelBytes < 0 ? stream.length : pixelOffset + pixelBytes;
  const end = Math.min(stream.length, stated);
  if (from + frameLength > end) throw new TruncatedPixelsError(label, from + frameLength - Math.max(end, pixelOffset));
  return stream.subarray(from, from + frameLength);
}

/** RLE keeps one fragment for each frame (PS3.5 A.4.2); the first item is the offset table. */
function fragmentOf(stream: Uint8Array, offset: number, frame: number): Uint8Array | null {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let at = offset;
  for (let item = 0; at + 8 <= stream.length; item++) {
    if (view.getUint16(at, true) !== 0xfffe || view.getUint16(at + 2, true) !== 0xe000) return null;
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > stream.length) return null;
    if (item === frame + 1) return stream.subarray(at + 8, at + 8 + length);
    at += 8 + length;
  }
  return null;
}
