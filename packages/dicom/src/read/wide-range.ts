import { PixelFormatError } from '../errors.ts';
import { nativeWords } from './native-words.ts';
import { pixelStreamOf } from './pixel-stream.ts';
import type { ImageObject } from './read-object.ts';
import { isWide, type SomeStack, type ValueRange, voxelObjectsOf } from './voxel-plan.ts';
import { rangeOfWide } from './wide-values.ts';

/**
 * Where the values of a stack lie whose header does not say: of 32 bits, or floating numbers. Reads every file once; null
 * for all others, and for a CT, whose numbers are HU.
 *
 * @throws what voxelPlanOf throws; the signal's reason when aborted
 */
export async function wideRangeOf({ series, stack }: SomeStack, signal?: AbortSignal): Promise<ValueRange | null> {
  if (series.modality === 'CT') return null;
  const { objects, rescales } = voxelObjectsOf({ series, stack });
  if (!objects.some(({ format }) => isWide(format))) return null;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let opened: ImageObject | null = null;
  let stream: Uint8Array = new Uint8Array(0);
  for (const [k, object] of objects.entries()) {
    signal?.throwIfAborted();
    const { packing, name } = object.transferSyntax;
    if (packing !== 'native')
      throw new PixelFormatError(
        `The pixels have ${object.format.bitsStored} bits and are packed as ${name}, which is not read.`,
      );
    if (opened !== object) stream = pixelStreamOf(object, await object.file.read());
    opened = object;
    const words = nativeWords(object, stream, stack.frames[k]!.frameInObject);
    if (words instanceof Uint8Array || words instanceof Uint16Array) return null;
    const range = rangeOfWide(words, { format: object.format, rescale: rescales[k] ?? { slope: 1, intercept: 0 } });
    if (!range) continue;
    low = Math.min(low, range.low);
    high = Math.max(high, range.high);
  }
  return low <= high ? { low, high } : null;
}
