import type { FramePlace, ImageFrame, StackGeometry, StackLean, Triple } from '@specola/space';

/** Frames nearer than this along the normal lie at one place: a hundredth of the thinnest CT slice that is made. */
export const SAME_PLACE_MM = 0.01;
/**
 * How far a frame may lie from its place in equal steps: 0.06 mm, so that scanners that round positions to 0.1 mm stay
 * inside, or 1 % of the step if that is more; and never 0.3 of a step, since where a slice is missing the places to both
 * sides lie half a step off.
 */
const STEP_TOLERANCE_MM = 0.06;
const STEP_TOLERANCE_FRACTION = 0.01;
const SURELY_MISSING_FRACTION = 0.3;
/** Less shear than this is rounding of orientation and position: 0.1° is 0.5 mm over a 300 mm stack, and is kept in the affine. */
export const UPRIGHT_TILT_DEG = 0.1;

/** What the positions of sorted frames of one orientation say about the grid. */
export function geometryOf(frames: readonly ImageFrame[]): StackGeometry {
  if (frames.length < 2) return { kind: 'scattered', orientations: 1 };
  const steps = frames.length - 1;
  const along = placesAlong(frames);
  const gapsMm = along.slice(1).map((at, n) => at - along[n]!);
  const sliceSpacingMm = (along[steps]! - along[0]!) / steps;
  const commonestGapMm = commonestOf(gapsMm);
  const toleranceMm = stepToleranceMm(commonestGapMm);
  const lean = leanOf(frames);
  if (offTheLine(frames, along) > 2 * toleranceMm) return { kind: 'scattered', orientations: 1 };
  if (offEvenSteps(along) > toleranceMm || sliceSpacingMm < SAME_PLACE_MM)
    return { kind: 'uneven', gapsMm, commonestGapMm, largestGapMm: Math.max(...gapsMm), ...lean };
  if (Math.abs(lean.tiltDeg) <= UPRIGHT_TILT_DEG) return { kind: 'regular', sliceSpacingMm };
  return { kind: 'sheared', sliceSpacingMm, ...lean };
}

/** Where each frame lies along the normal of the first, mm. */
export function placesAlong(frames: readonly ImageFrame[]): number[] {
  const normal = normalOf(frames[0]!.place);
  return frames.map(({ place }) => dot(normal, place.positionLps));
}

export const stepToleranceMm = (stepMm: number): number =>
  Math.min(Math.max(STEP_TOLERANCE_MM, STEP_TOLERANCE_FRACTION * stepMm), SURELY_MISSING_FRACTION * stepMm);

/** The gap that most neighbors keep, within 1 % or 0.02 mm of each other; the smaller where two are as common. */
export function commonestOf(gapsMm: readonly number[]): number {
  const sorted = gapsMm.filter((gap) => gap >= SAME_PLACE_MM).sort((a, b) => a - b);
  let best: readonly number[] = [];
  for (let from = 0; from < sorted.length; ) {
    const limit = sorted[from]! + Math.max(0.02, 0.01 * sorted[from]!);
    let to = from;
    while (to < sorted.length && sorted[to]! <= limit) to++;
    if (to - from > best.length) best = sorted.slice(from, to);
    from = to;
  }
  return best[best.length >> 1] ?? 0;
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

/** How far a frame lies beside the line through the first and the last, at most. */
function offTheLine(frames: readonly ImageFrame[], along: readonly number[]): number {
  const first = frames[0]!.place.positionLps;
  const last = frames.at(-1)!.place.positionLps;
  const length = along.at(-1)! - along[0]!;
  let off = 0;
  for (const [n, { place }] of frames.entries()) {
    const share = length > 0 ? (along[n]! - along[0]!) / length : 0;
    for (let c = 0; c < 3; c++) {
      const aside = place.positionLps[c]! - first[c]! - share * (last[c]! - first[c]!);
      off = Math.max(off, Math.abs(aside));
    }
  }
  return off;
}

/** How the line through the first and the last position leans from the normal, whatever the gaps. */
export function leanOf(frames: readonly ImageFrame[]): StackLean {
  const { place } = frames[0]!;
  const [a, b] = [place.positionLps, frames.at(-1)!.place.positionLps];
  const way: Triple = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const forward = dot(way, normalOf(place));
  const down = dot(way, place.columnDirection);
  const right = dot(way, place.rowDirection);
  const along = Math.abs(down) >= Math.abs(right) ? 'columns' : 'rows';
  // A sentence names the angle; nothing is placed by it.
  const tiltDeg = (Math.atan2(along === 'columns' ? down : right, forward) * 180) / Math.PI;
  return { tiltDeg, along, largestShiftMm: Math.sqrt(down * down + right * right) };
}

/** Row × column: frames in its order make (i, j, k) right-handed in LPS. */
export function normalOf({ rowDirection: r, columnDirection: c }: FramePlace): Triple {
  return [r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]];
}

export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
