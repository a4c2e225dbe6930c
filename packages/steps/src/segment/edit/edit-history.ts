import type { Segmentation, Volume } from '@specola/space';
import { NothingToUndoError } from './edit-errors.ts';

/** Segments with what they were before each edit; bricks that an edit did not touch are kept once. */
export interface SegmentsValue {
  readonly now: Segmentation;
  /** Oldest first. */
  readonly past: readonly Segmentation[];
  /** What was taken back, the next to do again last. */
  readonly undone: readonly Segmentation[];
  /** The image on each grid that a state stands on, where an edit has laid all on a finer one; else there is but one grid. */
  readonly volumes?: readonly Volume[];
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
export function edited(value: SegmentsValue, next: Segmentation): SegmentsValue {
  return next === value.now ? value : { ...value, now: next, past: [...value.past, value.now], undone: [] };
}

/** The next state, on another grid, with the image on both. */
export function withVolume(
  value: SegmentsValue,
  next: Segmentation,
  { before, after }: { readonly before: Volume; readonly after: Volume },
): SegmentsValue {
  return { ...edited(value, next), volumes: [...(value.volumes ?? [before]), after] };
}

/** The image on the grid of the present state: the one that is given, unless that state stands on another. */
export function volumeOfNow({ now, volumes = [] }: SegmentsValue, given: Volume): Volume {
  const fits = ({ dimensions, ijkToLps }: Volume) =>
    dimensions.every((length, axis) => length === now.dimensions[axis]) &&
    ijkToLps.every((part, n) => part === now.ijkToLps[n]);
  return fits(given) ? given : (volumes.find(fits) ?? given);
}

/** @throws NothingToUndoError */
export function undone({ now, past, undone: later, ...kept }: SegmentsValue, steps: number): SegmentsValue {
  if (steps > past.length) throw new NothingToUndoError(steps, past.length, 'undo');
  const states = [...past, now];
  const at = past.length - steps;
  return {
    ...kept,
    now: states[at]!,
    past: states.slice(0, at),
    undone: [...later, ...states.slice(at + 1).reverse()],
  };
}

/** @throws NothingToUndoError */
export function redone({ now, past, undone: later, ...kept }: SegmentsValue, steps: number): SegmentsValue {
  if (steps > later.length) throw new NothingToUndoError(steps, later.length, 'redo');
  const states = [now, ...later.slice(later.length - steps).reverse()];
  return {
    ...kept,
    now: states.at(-1)!,
    past: [...past, ...states.slice(0, -1)],
    undone: later.slice(0, later.length - steps),
  };
}
