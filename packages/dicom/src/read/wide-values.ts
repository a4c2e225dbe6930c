import type { FrameTally } from '../decode/frame-job.ts';
import type { WideWords } from './native-words.ts';
import type { PixelFormat, Rescale } from './read-object.ts';
import { AIR_HU, type Storage } from './value-table.ts';

/** What stands for "no number" (NaN, an infinity): air in a CT, the lowest value elsewhere. */
const LOWEST = -32768;

/** Raw words of 32 bits, or floating numbers, to stored values: too many for a table. */
export function storeWide(
  words: WideWords,
  { format, rescale, storage }: { format: PixelFormat; rescale: Rescale; storage: Storage },
  out: Int16Array,
): FrameTally {
  const numberOf = numberIn(format);
  let clipped = 0;
  let padded = 0;
  for (let v = 0; v < out.length; v++) {
    const number = numberOf(words[v]!);
    const stored = Math.round((rescale.slope * number + rescale.intercept - storage.offset) / storage.scale);
    const inside = Math.max(-32768, Math.min(32767, stored));
    if (!Number.isFinite(number)) padded++;
    else if (inside !== stored) clipped++;
    out[v] = Number.isFinite(number) ? inside : storage.hu ? AIR_HU : LOWEST;
  }
  return { padded, clipped, paddingKept: false };
}

/** The lowest and highest number of a frame, rescaled; null where it has none. */
export function rangeOfWide(
  words: WideWords,
  { format, rescale }: { format: PixelFormat; rescale: Rescale },
): { low: number; high: number } | null {
  const numberOf = numberIn(format);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < words.length; v++) {
    const number = numberOf(words[v]!);
    if (!Number.isFinite(number)) continue;
    if (number < low) low = number;
    if (number > high) high = number;
  }
  if (low > high) return null;
  const ends = [low, high].map((number) => rescale.slope * number + rescale.intercept);
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** Bits cut out and sign-extended (PS3.5 8.1.1); floating numbers are what they are. */
function numberIn({ bitsStored, highBit, signed, floating }: PixelFormat): (word: number) => number {
  if (floating) return (word) => word;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  return signed ? (word) => (word << up) >> down : (word) => (word << up) >>> down;
}
