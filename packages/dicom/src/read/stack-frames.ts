import type { FramePlace, FrameStack, ImageFrame, StackGeometry, Triple } from '@specola/space';
import { type ImageObject, PHASE_TAGS } from './read-object.ts';

/**
 * Cosines that differ by less are one orientation: positions are written with 4 decimals and more, and 5e-4 moves the
 * rim of a 500 mm field by 0.13 mm. A gantry that really moved between images tilts by 0.5° (9e-3) or more.
 */
const SAME_COSINE = 5e-4;
/** Pixel spacings that differ by less, relatively, are one spacing (0.05 mm over 500 mm). */
const SAME_SPACING = 1e-4;
/** Frames nearer than this along the normal lie at one place: a hundredth of the thinnest CT slice that is made. */
const SAME_PLACE_MM = 0.01;
/**
 * How far a frame may lie from its place in equal steps: 0.06 mm, so that scanners that round positions to 0.1 mm stay
 * inside, or 1 % of the step if that is more; and never 0.3 of a step, since where a slice is missing the places to both
 * sides lie half a step off.
 */
const STEP_TOLERANCE_MM = 0.06;
const STEP_TOLERANCE_FRACTION = 0.01;
const SURELY_MISSING_FRACTION = 0.3;
/** Less shear than this is rounding of orientation and position: 0.1° is 0.5 mm over a 300 mm stack, and is kept in the affine. */
const UPRIGHT_TILT_DEG = 0.1;

export interface Stacked {
  /** The stack with the most frames first; phases of one stack follow each other. */
  readonly stacks: readonly FrameStack[];
  /** Copies of one image (the same SOP Instance UID), left out. */
  readonly copiesDropped: number;
  /** What told the phases apart; empty if there is one phase. */
  readonly phasesBy: string;
  readonly unplaced: number;
  readonly localizers: number;
}

interface Placed {
  readonly frame: Omit<ImageFrame, 'phase'>;
  readonly object: ImageObject;
  readonly phaseKeys: readonly string[];
}

/** Puts the frames of a series into stacks of one orientation, size and phase, each in the order of its positions. */
export function stackFrames(objects: readonly ImageObject[]): Stacked {
  const placed: Placed[] = [];
  let unplaced = 0;
  let localizers = 0;
  let copiesDropped = 0;
  const seen = new Set<string>();
  objects.forEach((object, at) => {
    if (object.sopInstanceUid && seen.has(object.sopInstanceUid)) {
      copiesDropped++;
      return;
    }
    seen.add(object.sopInstanceUid);
    object.frames.forEach(({ place, localizer, phaseKeys }, frameInObject) => {
      if (localizer) localizers++;
      else if (!place) unplaced++;
      else placed.push({ frame: { place, object: at, frameInObject }, object, phaseKeys });
    });
  });
  const groups = groupsOf(placed);
  const none = { copiesDropped, unplaced, localizers };
  if (groups.length === 0) return { stacks: [], phasesBy: '', ...none };
  if (groups[0]!.length * 2 <= placed.length) {
    const frames = placed.map(({ frame }) => ({ ...frame, phase: '' }));
    const stack: FrameStack = { phase: '', frames, geometry: { kind: 'scattered', orientations: groups.length } };
    return { stacks: [stack], phasesBy: '', ...none };
  }
  const split = groups.map(phasesOf);
  return { stacks: split.flatMap(({ stacks }) => stacks), phasesBy: split[0]!.by, ...none };
}

/** Frames of one size, spacing and orientation; the largest group first. */
function groupsOf(placed: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = [];
  for (const one of placed) {
    const home = groups.find(([first]) => alike(first!, one));
    if (home) home.push(one);
    else groups.push([one]);
  }
  return groups.sort((a, b) => b.length - a.length);
}

function alike(a: Placed, b: Placed): boolean {
  const { rows, columns } = a.object.format;
  if (rows !== b.object.format.rows || columns !== b.object.format.columns) return false;
  const p = a.frame.place;
  const q = b.frame.place;
  const sameDirection = (u: Triple, v: Triple) => u.every((c, n) => Math.abs(c - v[n]!) < SAME_COSINE);
  const sameSpacing = (s: number, t: number) => Math.abs(s - t) < SAME_SPACING * s;
  return (
    sameDirection(p.rowDirection, q.rowDirection) &&
    sameDirection(p.columnDirection, q.columnDirection) &&
    sameSpacing(p.pixelSpacingMm.i, q.pixelSpacingMm.i) &&
    sameSpacing(p.pixelSpacingMm.j, q.pixelSpacingMm.j)
  );
}

/** One stack if no two frames share a place; otherwise one for each value of the first key that separates them. */
function phasesOf(group: readonly Placed[]): { stacks: FrameStack[]; by: string } {
  const normal = normalOf(group[0]!.frame.place);
  const sorted = group
    .map((one) => ({ one, at: dot(normal, one.frame.place.positionLps) }))
    .sort((a, b) => a.at - b.at || a.one.object.instanceNumber - b.one.object.instanceNumber);
  const crowded = (list: typeof sorted) => list.some(({ at }, n) => n > 0 && at - list[n - 1]!.at < SAME_PLACE_MM);
  const stackOf = (list: typeof sorted, phase: string): FrameStack => {
    const frames = list.map(({ one }) => ({ ...one.frame, phase }));
    return { phase, frames, geometry: geometryOf(frames) };
  };
  if (!crowded(sorted)) return { stacks: [stackOf(sorted, '')], by: '' };
  for (const [key, [, name]] of PHASE_TAGS.entries()) {
    const parts = Map.groupBy(sorted, ({ one }) => one.phaseKeys[key]!);
    if (parts.size < 2 || [...parts.values()].some(crowded)) continue;
    const stacks = [...parts].map(([value, list]) => stackOf(list, value));
    return { stacks: stacks.sort((a, b) => b.frames.length - a.frames.length), by: name };
  }
  return { stacks: [stackOf(sorted, '')], by: '' };
}

/** What the positions of sorted frames of one orientation say about the grid. */
export function geometryOf(frames: readonly ImageFrame[]): StackGeometry {
  if (frames.length < 2) return { kind: 'scattered', orientations: 1 };
  const normal = normalOf(frames[0]!.place);
  const first = frames[0]!.place.positionLps;
  const steps = frames.length - 1;
  const last = frames[steps]!.place.positionLps;
  const step = [0, 1, 2].map((c) => (last[c]! - first[c]!) / steps) as unknown as Triple;
  const along = frames.map(({ place }) => dot(normal, place.positionLps));
  const gapsMm = along.slice(1).map((at, n) => at - along[n]!);
  const sliceSpacingMm = (along[steps]! - along[0]!) / steps;
  const commonestGapMm = median(gapsMm);
  const tolerance = Math.min(
    Math.max(STEP_TOLERANCE_MM, STEP_TOLERANCE_FRACTION * commonestGapMm),
    SURELY_MISSING_FRACTION * commonestGapMm,
  );

  if (offEvenSteps(along) > tolerance || sliceSpacingMm < SAME_PLACE_MM || Math.min(...gapsMm) < SAME_PLACE_MM)
    return { kind: 'uneven', gapsMm, commonestGapMm, largestGapMm: Math.max(...gapsMm) };
  const offSideways = frames.some(({ place }, n) =>
    place.positionLps.some((at, c) => Math.abs(at - first[c]! - n * step[c]!) > 2 * tolerance),
  );
  if (offSideways) return { kind: 'scattered', orientations: 1 };
  const { tiltDeg, largestShiftMm } = tiltOf(frames);
  if (tiltDeg <= UPRIGHT_TILT_DEG) return { kind: 'regular', sliceSpacingMm };
  return { kind: 'sheared', sliceSpacingMm, tiltDeg, largestShiftMm };
}

/** How far places lie from equal steps at most: half the width of the band around the line of least squares. */
function offEvenSteps(along: readonly number[]): number {
  const middle = (along.length - 1) / 2;
  const mean = along.reduce((sum, at) => sum + at, 0) / along.length;
  let product = 0;
  let square = 0;
  for (const [n, at] of along.entries()) {
    product += (n - middle) * (at - mean);
    square += (n - middle) ** 2;
  }
  const off = along.map((at, n) => at - mean - (product / square) * (n - middle));
  return (Math.max(...off) - Math.min(...off)) / 2;
}

/** How far the line through first and last position leans from the normal, whatever the gaps. */
export function tiltOf(frames: readonly ImageFrame[]): { tiltDeg: number; largestShiftMm: number } {
  const normal = normalOf(frames[0]!.place);
  const [a, b] = [frames[0]!.place.positionLps, frames.at(-1)!.place.positionLps];
  const way: Triple = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const along = dot(way, normal);
  const across = Math.sqrt(Math.max(0, dot(way, way) - along * along));
  // A sentence names the angle; nothing is placed by it.
  return { tiltDeg: (Math.atan2(across, along) * 180) / Math.PI, largestShiftMm: across };
}

/** Row × column: frames in its order make (i, j, k) right-handed in LPS. */
export function normalOf({ rowDirection: r, columnDirection: c }: FramePlace): Triple {
  return [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
}

export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
