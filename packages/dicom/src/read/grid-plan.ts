import { type FrameStack, type IjkToLps, ijkToLpsFrom, pointLps, type Triple } from '@specola/space';
import { affineOfStack } from './affine-of-stack.ts';
import { dot, normalOf, SAME_PLACE_MM } from './stack-geometry.ts';

/** Nearer than this part of a step a slice of the grid is a slice of the scan, taken as it is. */
const ON_A_SLICE = 0.01;
/** Grids that are tried; a stack with more different steps than that has no common one. */
const MOST_STARTS = 64;

/** One slice of the regular grid: between two frames of the stack (or on one, with `share` 0). */
export interface GridSlice {
  readonly below: number;
  readonly above: number;
  /** Weight of the frame above; that of the one below is the rest. */
  readonly share: number;
}

/** How a stack becomes a regular, upright grid. */
export interface GridPlan {
  readonly dimensions: readonly [number, number, number];
  readonly ijkToLps: IjkToLps;
  /** For each frame: how far its pixels move within their own plane, in pixels of the grid. */
  readonly shiftsPx: readonly { readonly i: number; readonly j: number }[];
  readonly slices: readonly GridSlice[];
  /** How far a pixel moved in its plane at most against the first slice, and how far a new slice lies from a scanned one. */
  readonly largestShiftMm: number;
  readonly largestStepMm: number;
  readonly interpolatedSlices: number;
}

/** Null where the stack is a regular grid already. */
export function gridPlanOf(stack: FrameStack): GridPlan | null {
  const { frames, geometry } = stack;
  if (geometry.kind === 'regular' || geometry.kind === 'scattered') return null;
  const { place } = frames[0]!;
  const { rowDirection, columnDirection, pixelSpacingMm, positionLps: first } = place;
  const normal = normalOf(place);
  const from = frames.map(
    ({ place: { positionLps: p } }): Triple => [p[0] - first[0], p[1] - first[1], p[2] - first[2]],
  );
  const u = from.map((d) => dot(d, rowDirection));
  const v = from.map((d) => dot(d, columnDirection));
  const w = from.map((d) => dot(d, normal));
  const [uFrom, vFrom] = [least(u, pixelSpacingMm.i), least(v, pixelSpacingMm.j)];

  const stepMm = geometry.kind === 'uneven' ? geometry.commonestGapMm : geometry.sliceSpacingMm;
  const places =
    geometry.kind === 'uneven' ? gridPlaces(w, stepMm) : frames.map((_, k) => (k * w.at(-1)!) / (frames.length - 1));
  const slices = geometry.kind === 'uneven' ? bracketed(w, places, stepMm) : frames.map((_, k) => on(k));

  const gridStepMm = stepOf(places, stepMm);
  const affine = affineOfStack(stack);
  const origin = [0, 1, 2].map(
    (c) => first[c]! + uFrom * rowDirection[c]! + vFrom * columnDirection[c]! + places[0]! * normal[c]!,
  ) as [number, number, number];
  const column = (c: 0 | 1): Triple => [affine[c]!, affine[c + 4]!, affine[c + 8]!];
  return {
    // Rows and columns of the frames are added by whoever knows the size of an image.
    dimensions: [room(u, uFrom, pixelSpacingMm.i), room(v, vFrom, pixelSpacingMm.j), slices.length],
    ijkToLps: ijkToLpsFrom(
      column(0),
      column(1),
      // 0 + x: a negative zero becomes a plain one.
      [0 + normal[0] * gridStepMm, 0 + normal[1] * gridStepMm, 0 + normal[2] * gridStepMm],
      pointLps(...origin),
    ),
    shiftsPx: u.map((at, k) => ({ i: (at - uFrom) / pixelSpacingMm.i, j: (v[k]! - vFrom) / pixelSpacingMm.j })),
    slices,
    largestShiftMm: Math.max(...u.map((at, k) => Math.sqrt(at * at + v[k]! * v[k]!))),
    largestStepMm: Math.max(...places.map((at) => Math.min(...w.map((other) => Math.abs(other - at))))),
    interpolatedSlices: slices.filter(({ share }) => share > 0).length,
  };
}

/** The lowest offset, but 0 where all offsets are rounding: an upright stack keeps its pixels as they are. */
function least(offsetsMm: readonly number[], pixelMm: number): number {
  const low = Math.min(...offsetsMm);
  return Math.max(...offsetsMm) - low < ON_A_SLICE * pixelMm ? 0 : low;
}

/** Pixels that the grid is wider than an image. */
function room(offsetsMm: readonly number[], fromMm: number, pixelMm: number): number {
  return Math.max(0, Math.ceil((Math.max(...offsetsMm) - fromMm) / pixelMm - ON_A_SLICE));
}

const stepOf = (places: readonly number[], stepMm: number): number =>
  places.length > 1 ? (places.at(-1)! - places[0]!) / (places.length - 1) : stepMm;

const on = (k: number): GridSlice => ({ below: k, above: k, share: 0 });

/**
 * Equal steps from the first slice to the last, laid so that as many as can be fall on scanned slices: those are taken
 * as they are, and only what lies between is made up.
 */
function gridPlaces(w: readonly number[], stepMm: number): number[] {
  const length = w.at(-1)!;
  const starts = new Map<number, number>();
  for (const anchor of w) {
    const start = anchor - Math.floor(anchor / stepMm + 1e-9) * stepMm;
    // Starts that differ by less than what counts as "on a slice" give the same grid.
    const key = Math.round(start / (ON_A_SLICE * stepMm));
    if (!starts.has(key) && starts.size < MOST_STARTS) starts.set(key, start);
  }
  let best: number[] = [];
  let bestHits = -1;
  for (const start of starts.values()) {
    const count = Math.floor((length - start) / stepMm + ON_A_SLICE) + 1;
    const places = Array.from({ length: count }, (_, n) => start + n * stepMm);
    const hits = bracketed(w, places, stepMm).filter(({ share }) => share === 0).length;
    if (hits > bestHits) {
      best = places;
      bestHits = hits;
    }
  }
  return best;
}

/** For each place (rising) the slices around it. */
function bracketed(w: readonly number[], places: readonly number[], stepMm: number): GridSlice[] {
  const near = ON_A_SLICE * stepMm + SAME_PLACE_MM;
  let above = 0;
  return places.map((at) => {
    while (above < w.length - 1 && w[above]! < at - near) above++;
    if (Math.abs(w[above]! - at) <= near || above === 0) return on(above);
    const below = above - 1;
    return { below, above, share: (at - w[below]!) / (w[above]! - w[below]!) };
  });
}
