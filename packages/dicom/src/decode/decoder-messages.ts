import type { FrameJob, FrameTally } from './frame-job.ts';

/** What the owner of the decoders says to a thread. */
export interface ToDecoder {
  readonly say: 'decode';
  readonly job: FrameJob;
  /** Shared memory that the values are written into; null: they are sent back. */
  readonly out: Int16Array | null;
}

/** What a thread answers; one frame is in its hands at a time. */
export type FromDecoder =
  | { readonly say: 'ready' }
  | { readonly say: 'decoded'; readonly tally: FrameTally; readonly values: Int16Array<ArrayBuffer> | null }
  | { readonly say: 'failed'; readonly reason: string; readonly trapped: boolean };
