import { BrokenCompressedError, CompressedNotReadError, ImpossibleSizeError, TruncatedPixelsError } from '../errors.ts';
import type { Packing } from '../transfer-syntax.ts';
import { nativeBytesOf } from './pixel-stream.ts';
import type { ImageObject } from './read-object.ts';

/**
 * How much smaller than its pixels a packed file can honestly be. RLE packs 128 bytes in 2; deflate ends at 1,032; lossless
 * JPEG takes a bit for each pixel, a DCT two for 64. JPEG-LS and JPEG 2000 can write an empty frame of 512² in 200 bytes,
 * but the header beside it takes 500, and what they state of their size is looked at as well.
 */
const LARGEST_RATIO: Readonly<Record<Packing, number>> = {
  native: 1032,
  rle: 64,
  'deflated-frames': 1032,
  jpeg: 512,
  'jpeg-ls': 4096,
  j2k: 4096,
  htj2k: 4096,
  unread: 0,
};
/** An item's head and the shortest thing that any packing calls a frame. */
const FEWEST_FRAME_BYTES = 16;

/**
 * Refuses images whose headers promise more pixels than their files can hold, before memory is asked for them.
 *
 * @throws CompressedNotReadError, BrokenCompressedError, TruncatedPixelsError, ImpossibleSizeError
 */
export function refuseSize(objects: readonly ImageObject[]): void {
  for (const object of new Set(objects)) {
    const { transferSyntax: syntax, label, file } = object;
    if (syntax.packing === 'unread') throw new CompressedNotReadError(syntax.name, syntax.uid);
    const needed = nativeBytesOf(object);
    if (syntax.packing === 'native' && !syntax.deflated) {
      const missing = object.pixelOffset + needed - endOf(object);
      if (missing > 0) throw new TruncatedPixelsError(label, missing);
      continue;
    }
    const { codestream, format, frames } = object;
    if (codestream === 'none')
      throw new BrokenCompressedError(label, syntax.name, 'it does not begin as its transfer syntax says');
    if (codestream && (codestream.rows !== format.rows || codestream.columns !== format.columns))
      throw new BrokenCompressedError(
        label,
        syntax.name,
        `it holds ${codestream.columns} × ${codestream.rows} pixels instead of ${format.columns} × ${format.rows}`,
      );
    const tooMany = syntax.packing !== 'native' && frames.length * FEWEST_FRAME_BYTES > file.bytes;
    if (tooMany || needed > LARGEST_RATIO[syntax.packing] * file.bytes)
      throw new ImpossibleSizeError(label, needed, file.bytes);
  }
}

const endOf = ({ pixelOffset, pixelBytes, file }: ImageObject): number =>
  pixelBytes < 0 ? file.bytes : Math.min(file.bytes, pixelOffset + pixelBytes);
