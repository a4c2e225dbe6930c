import type { Segmentation, Volume } from '@specola/space';
import { NothingToUndoError } from './edit-errors.ts';

/** Segments with what they were before each edit; bricks that an edit did not touch are kept once. */
export interface SegmentsValue {
  readonly now: Segmentation;
  /** Oldest first. */
  readonly past: readonly Segmentation[];
  /** What was taken back, the next to do again last. */
  readonly undone: readonly Segmentation[];
}

/** No segments yet, on the grid of a volume. */
export const noSegments = ({ dimensions, ijkToLps }: Volume): SegmentsValue => ({
  now: { dimensions, ijkToLps, segments: [] },
  past: [],
  undone: [],
});

/** What a recipe of edits starts with. */
export const segmentsAtStart = (volume: Volume) => ({ segments: noSegments(volume), comparisons: [] }) as const;

/** The next state of the segments; an edit without effect is no edit. */
export function edited({ now, past, undone }: SegmentsValue, next: Segmentation): SegmentsValue {
  return next === now ? { now, past, undone } : { now: next, past: [...past, now], undone: [] };
}

/** @throws NothingToUndoError */
export function undone({ now, past, undone: later }: SegmentsValue, steps: number): SegmentsValue {
  if (steps > past.length) throw new NothingToUndoError(steps, past.length, 'undo');
  const states = [...past, now];
  const at = past.length - steps;
  return { now: states[at]!, past: states.slice(0, at), undone: [...later, ...states.slice(at + 1).reverse()] };
}

/** @throws NothingToUndoError */
export function redone({ now, past, undone: later }: SegmentsValue, steps: number): SegmentsValue {
  if (steps > later.length) throw new NothingToUndoError(steps, later.length, 'redo');
  const states = [now, ...later.slice(later.length - steps).reverse()];
  return {
    now: states.at(-1)!,
    past: [...past, ...states.slice(0, -1)],
    undone: later.slice(0, later.length - steps),
  };
}
