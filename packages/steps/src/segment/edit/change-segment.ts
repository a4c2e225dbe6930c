import type { Masking } from '@specola/commands';
import { bricksInUse, combineBricks, countBricks } from '@specola/kernels';
import {
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  brickOrigin,
  emptyBrickMask,
  type Segmentation,
  type SegmentState,
  storedRange,
  type Volume,
  withBitBricks,
  wordsOfBrick,
} from '@specola/space';
import { NoSuchSegmentError, RangeOrderError, SegmentLockedError } from './edit-errors.ts';

/** What a tool wants of a segment: voxels to gain, voxels to lose. Masking decides what of it happens. */
export interface Change {
  readonly add?: BrickMask;
  readonly remove?: BrickMask;
  /** Set where the tool knows the value that the surface runs through; null where it knows that none does. */
  readonly isoHu?: number | null;
}

/** The change that turns what a segment holds into `voxels`. */
export const becoming = (target: SegmentState, voxels: BrickMask, isoHu?: number | null): Change => ({
  add: voxels,
  remove: combineBricks('andNot', target.voxels, voxels),
  ...(isoHu !== undefined && { isoHu }),
});

/** @throws NoSuchSegmentError */
export function segmentOf({ segments }: Segmentation, id: string): SegmentState {
  const found = segments.find((one) => one.id === id);
  if (!found)
    throw new NoSuchSegmentError(
      id,
      segments.map((one) => one.id),
    );
  return found;
}

/**
 * Does a change as far as masking and locks let it, and takes what is gained from the segments that give way. Costs the
 * bricks that the change touches; all others are shared with the segmentation before.
 *
 * @throws SegmentLockedError when the target is locked; NoSuchSegmentError, RangeOrderError from the masking
 */
export function changeSegment(
  before: Segmentation,
  targetId: string,
  change: Change,
  masking: Masking,
  volume: Volume,
): Segmentation {
  const target = segmentOf(before, targetId);
  if (target.locked) throw new SegmentLockedError(targetId);
  const others = before.segments.filter((one) => one.id !== targetId);
  const allowed = (mask: BrickMask) => withinRange(allowedArea(mask, before, others, masking), masking.rangeHu, volume);

  const givesWay = (one: SegmentState) =>
    !one.locked && (masking.overwrite === 'all' || (masking.overwrite === 'visible' && one.visible));
  let gained = change.add ? allowed(combineBricks('andNot', change.add, target.voxels)) : undefined;
  // What a locked segment holds may be shared, never taken.
  if (gained && masking.overwrite !== 'none')
    for (const { voxels } of others.filter((one) => one.locked)) gained = combineBricks('andNot', gained, voxels);
  const lost = change.remove && allowed(combineBricks('and', change.remove, target.voxels));

  let voxels = target.voxels;
  if (lost) voxels = combineBricks('andNot', voxels, lost);
  if (gained) voxels = combineBricks('or', voxels, gained);
  const isoHu = change.isoHu === undefined ? target.isoHu : change.isoHu;
  const segments = before.segments.map((one) => {
    if (one.id === targetId)
      return one.voxels === voxels && one.isoHu === isoHu
        ? one
        : { ...one, voxels, isoHu, status: one.status === 'not-started' ? ('in-progress' as const) : one.status };
    if (!gained || !givesWay(one)) return one;
    const left = combineBricks('andNot', one.voxels, gained);
    return left === one.voxels ? one : { ...one, voxels: left };
  });
  return segments.every((one, at) => one === before.segments[at]) ? before : { ...before, segments };
}

/** What of a mask lies where masking lets an edit change voxels, by area alone. */
export function allowedArea(
  mask: BrickMask,
  { segments }: Segmentation,
  others: readonly SegmentState[],
  { area }: Masking,
): BrickMask {
  if (area === 'everywhere') return mask;
  if (typeof area === 'object') {
    const within = segments.find((one) => one.id === area.insideSegment);
    if (!within)
      throw new NoSuchSegmentError(
        area.insideSegment,
        segments.map((one) => one.id),
      );
    return combineBricks('and', mask, within.voxels);
  }
  const counted = area.endsWith('visible') ? others.filter((one) => one.visible) : others;
  if (area.startsWith('outside'))
    return counted.reduce((left, { voxels }) => combineBricks('andNot', left, voxels), mask);
  return counted.reduce(
    (sum, { voxels }) => combineBricks('or', sum, combineBricks('and', mask, voxels)),
    emptyBrickMask(mask.dimensions),
  );
}

/** Keeps the voxels whose value lies in a range, both ends included; reads only the bricks in use. */
function withinRange(
  mask: BrickMask,
  rangeHu: Masking['rangeHu'],
  { values, dimensions, valueScale }: Volume,
): BrickMask {
  if (!rangeHu) return mask;
  if (rangeHu[0] > rangeHu[1]) throw new RangeOrderError(...rangeHu);
  const { from: low, to: high } = storedRange(valueScale, { from: rangeHu[0], to: rangeHu[1] });
  const [nx, ny] = dimensions;
  const fresh = new Map<number, Uint32Array>();
  for (const at of bricksInUse(mask)) {
    const [i, j, k] = brickOrigin(mask, at);
    const words = wordsOfBrick(mask, at);
    const kept = new Uint32Array(BRICK_WORDS);
    for (let row = 0; row < BRICK_WORDS; row++) {
      let left = words[row]!;
      const from = i + nx * (j + (row % BRICK_SIDE) + ny * (k + Math.floor(row / BRICK_SIDE)));
      while (left !== 0) {
        const bit = 31 - Math.clz32(left & -left);
        left &= left - 1;
        const value = values[from + bit]!;
        if (value >= low && value <= high) kept[row] = kept[row]! | (1 << bit);
      }
    }
    fresh.set(at, kept);
  }
  return withBitBricks(mask, fresh);
}

export const holdsNothing = ({ voxels }: SegmentState): boolean => countBricks(voxels) === 0;
