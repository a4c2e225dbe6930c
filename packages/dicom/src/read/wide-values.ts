import type { FrameTally } from '../decode/frame-job.ts';
import type { ImageObject, Rescale } from './read-object.ts';
import type { Storage } from './value-table.ts';

/** Raw words of 32 bits to stored values: too many for a table. Padding of 16 bits cannot be stated for them. */
export function storeWide(
  words: Uint32Array,
  { object: { format }, rescale, storage }: { object: Pick<ImageObject, 'format'>; rescale: Rescale; storage: Storage },
  out: Int16Array,
): FrameTally {
  const { bitsStored, highBit, signed } = format;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  let clipped = 0;
  for (let v = 0; v < out.length; v++) {
    const top = words[v]! << up;
    const number = signed ? top >> down : top >>> down;
    const stored = Math.round((rescale.slope * number + rescale.intercept - storage.offset) / storage.scale);
    const inside = Math.max(-32768, Math.min(32767, stored));
    if (inside !== stored) clipped++;
    out[v] = inside;
  }
  return { padded: 0, clipped, paddingKept: false };
}
