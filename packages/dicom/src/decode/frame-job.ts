import type { PixelFormat, Rescale } from '../read/read-object.ts';
import type { Storage } from '../read/value-table.ts';
import type { Packing } from '../transfer-syntax.ts';

/** One packed frame, and what its values become. */
export interface FrameJob {
  readonly packing: Packing;
  /** In a buffer of its own: it may be handed to another thread. */
  readonly packed: Uint8Array;
  readonly format: PixelFormat;
  readonly rescale: Rescale;
  readonly storage: Storage;
}

/** What was met among the values of a frame. */
export interface FrameTally {
  readonly padded: number;
  readonly clipped: number;
  readonly paddingKept: boolean;
}

/**
 * Whoever unpacks frames: threads, or the calling one. Which of them does a frame, and when, changes nothing in it.
 * A frame that does not unpack, or takes too long, is refused with a FrameDamage.
 */
export interface FrameDecoders {
  /** How many frames are unpacked at once. */
  readonly size: number;
  /** @param out  rows · columns stored values, filled */
  decode(job: FrameJob, out: Int16Array): Promise<FrameTally>;
}
