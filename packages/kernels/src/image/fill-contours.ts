import { type BrickMask, invertIjkToLps, type LpsToIjk, type PlanarContour, type Triple, toLps } from '@specola/space';
import { brickBuilder } from './brick-builder.ts';
import { fillPolygon } from './fill-polygon.ts';
import { type Grid, gridAlong, placeLabels } from './place-labels.ts';

export interface FilledContours {
  readonly mask: BrickMask;
  /** Planes that hold contours, and the usual distance between them, mm (0 when there is one). */
  readonly planes: number;
  readonly gapMm: number;
  /** The planes lie along the slices of the grid; otherwise the region was filled in its own planes and laid over. */
  readonly alongSlices: boolean;
  /** Contours wholly inside another of their plane, taken for holes. */
  readonly holes: number;
  /** Drawn twice, corner for corner; counted once. */
  readonly copies: number;
  /** Contours without an area, or that leave their plane. */
  readonly leftOut: number;
  /** Contours that lie, with all they enclose, outside the grid. */
  readonly outside: number;
}

/** Planes closer than this, in mm, are one. */
const SAME_PLANE_MM = 0.05;
/** Corners may leave their plane by this much, in mm: contours are written with two decimals. */
const FLAT_MM = 0.1;
/** Cosine between normals that are one: 0.26° moves the rim of a 200 mm contour by 0.9 mm, a slice in most scans. */
const SAME_DIRECTION = 1 - 1e-5;

/**
 * The voxels that a region drawn in parallel planes encloses, exactly by their centers. A slice takes the contours of the
 * plane that is nearest, if it is not farther than half the usual distance between planes (or half a slice). Contours of
 * one plane are joined; one wholly inside the others is a hole, and exclusive ones are always put together so.
 */
export function fillContours(contours: readonly PlanarContour[], grid: Grid): FilledContours {
  const flat = contours.map(flatContour).filter((one) => one !== null);
  const leftOut = contours.length - flat.length;
  const nothing = { planes: 0, gapMm: 0, alongSlices: true, holes: 0, copies: 0, leftOut, outside: 0 };
  if (flat.length === 0) return { mask: brickBuilder(grid.dimensions).finish(), ...nothing };
  const normal = flat[0]!.normal;
  const through = unit([grid.ijkToLps[2]!, grid.ijkToLps[6]!, grid.ijkToLps[10]!]);
  const alongSlices = Math.abs(dot(normal, through)) >= SAME_DIRECTION;
  // Contours of other directions than the first cannot be filled between its planes.
  const parallel = flat.filter((one) => Math.abs(dot(one.normal, normal)) >= SAME_DIRECTION);
  const own = alongSlices ? grid : ownGrid(parallel, normal, grid);
  const filled = fillInSlices(parallel, own);
  const facts = { ...filled.facts, alongSlices, leftOut: leftOut + flat.length - parallel.length };
  if (alongSlices) return { mask: filled.mask(), ...facts };
  const placed = placeLabels({ ...own, values: filled.labels() }, grid);
  return { mask: placed.masks.get(1) ?? brickBuilder(grid.dimensions).finish(), ...facts };
}

interface FlatContour extends PlanarContour {
  readonly normal: Triple;
}

/** Null when a contour has no area or leaves its plane. The normal is that of its area (Newell). */
function flatContour(contour: PlanarContour): FlatContour | null {
  const p = contour.pointsLps;
  const corners = p.length / 3;
  if (corners < 3) return null;
  const area = [0, 0, 0];
  for (let n = 0, b = corners - 1; n < corners; b = n++)
    for (let axis = 0; axis < 3; axis++) {
      const [s, t] = [(axis + 1) % 3, (axis + 2) % 3];
      area[axis]! += (p[3 * b + s]! - p[3 * n + s]!) * (p[3 * b + t]! + p[3 * n + t]!);
    }
  const length = Math.sqrt(dot(area, area));
  if (!(length > 1e-6)) return null;
  const normal: Triple = [area[0]! / length, area[1]! / length, area[2]! / length];
  const at = dot(normal, [p[0]!, p[1]!, p[2]!]);
  for (let n = 1; n < corners; n++)
    if (Math.abs(dot(normal, [p[3 * n]!, p[3 * n + 1]!, p[3 * n + 2]!]) - at) > FLAT_MM) return null;
  return { ...contour, normal };
}

interface Filled {
  readonly facts: Pick<FilledContours, 'planes' | 'gapMm' | 'holes' | 'copies' | 'outside'>;
  readonly mask: () => BrickMask;
  readonly labels: () => Uint8Array;
}

function fillInSlices(contours: readonly FlatContour[], grid: Grid): Filled {
  const [nx, ny, nz] = grid.dimensions;
  const toGrid = invertIjkToLps(grid.ijkToLps);
  const sliceMm = spacingThrough(grid);
  const planes = planesOf(contours, toGrid, sliceMm);
  const gaps = planes.slice(1).map(({ k }, n) => k - planes[n]!.k);
  const gap = gaps.length === 0 ? 1 : [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  // Halfway between planes; a plane alone fills the slice that it lies in.
  const reach = Math.max(0.5, gap / 2) + 1e-6;
  const slices = new Map<number, Uint8Array>();
  const tally = { holes: 0, copies: 0, outside: 0 };
  const filledPlanes = planes.map(({ k, contours: here }) => ({ k, slice: fillPlane(here, toGrid, [nx, ny], tally) }));
  for (let k = 0; k < nz; k++) {
    const nearest = nearestPlane(filledPlanes, k);
    if (nearest && Math.abs(nearest.k - k) <= reach && nearest.slice) slices.set(k, nearest.slice);
  }
  tally.outside += planes.filter(({ k }) => k < -reach || k > nz - 1 + reach).length;
  return {
    facts: { planes: planes.length, gapMm: gaps.length === 0 ? 0 : gap * sliceMm, ...tally },
    mask() {
      const builder = brickBuilder(grid.dimensions);
      for (const [k, slice] of slices)
        for (let v = 0; v < slice.length; v++) if (slice[v]) builder.set(v % nx, Math.floor(v / nx), k);
      return builder.finish();
    },
    labels() {
      const labels = new Uint8Array(nx * ny * nz);
      for (const [k, slice] of slices) labels.set(slice, k * nx * ny);
      return labels;
    },
  };
}

function nearestPlane<T extends { readonly k: number }>(planes: readonly T[], k: number): T | null {
  let nearest: T | null = null;
  // The first of two equally near: the lower plane.
  for (const plane of planes) if (!nearest || Math.abs(plane.k - k) < Math.abs(nearest.k - k)) nearest = plane;
  return nearest;
}

function planesOf(
  contours: readonly FlatContour[],
  toGrid: LpsToIjk,
  sliceMm: number,
): { k: number; contours: FlatContour[] }[] {
  const at = (one: FlatContour): number => {
    // The mean of the corners: a plane that leans by rounding crosses its slice in the middle.
    const corners = one.pointsLps.length / 3;
    let sum = 0;
    for (let n = 0; n < one.pointsLps.length; n++) sum += toGrid[8 + (n % 3)]! * one.pointsLps[n]!;
    return sum / corners + toGrid[11]!;
  };
  const sorted = contours.map((one) => ({ one, k: at(one) })).sort((a, b) => a.k - b.k);
  const planes: { k: number; contours: FlatContour[] }[] = [];
  for (const { one, k } of sorted) {
    const last = planes.at(-1);
    if (last && (k - last.k) * sliceMm < SAME_PLANE_MM) last.contours.push(one);
    else planes.push({ k, contours: [one] });
  }
  return planes;
}

/** Null when nothing of the plane lies in the grid. */
function fillPlane(
  contours: readonly FlatContour[],
  m: LpsToIjk,
  [width, height]: readonly [number, number],
  tally: { holes: number; copies: number; outside: number },
): Uint8Array | null {
  const once = withoutCopies(contours);
  tally.copies += contours.length - once.length;
  const each = once.map(({ pointsLps: p, exclusive }) => {
    const corners = p.length / 3;
    const [x, y] = [new Float64Array(corners), new Float64Array(corners)];
    for (let n = 0; n < corners; n++) {
      x[n] = m[0]! * p[3 * n]! + m[1]! * p[3 * n + 1]! + m[2]! * p[3 * n + 2]! + m[3]!;
      y[n] = m[4]! * p[3 * n]! + m[5]! * p[3 * n + 1]! + m[6]! * p[3 * n + 2]! + m[7]!;
    }
    const out = new Uint8Array(width * height);
    const count = fillPolygon(x, y, { width, height, out });
    return { out, count, exclusive };
  });
  const inside = each.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  tally.outside += each.length - inside.length;
  if (inside.length === 0) return null;
  if (inside.length === 1) return inside[0]!.out;
  const result = new Uint8Array(width * height);
  const outlines = new Uint8Array(width * height);
  for (const { out, exclusive } of inside) {
    const nested = !exclusive && everyPixelIn(out, outlines);
    if (nested) tally.holes++;
    for (let v = 0; v < out.length; v++) {
      if (!out[v]) continue;
      result[v] = exclusive || nested ? result[v]! ^ 1 : 1;
      outlines[v] = 1;
    }
  }
  return result;
}

function everyPixelIn(pixels: Uint8Array, outlines: Uint8Array): boolean {
  for (let v = 0; v < pixels.length; v++) if (pixels[v] && !outlines[v]) return false;
  return true;
}

function withoutCopies(contours: readonly FlatContour[]): FlatContour[] {
  const kept: FlatContour[] = [];
  for (const one of contours) {
    const copy = kept.some(
      (other) =>
        other.pointsLps.length === one.pointsLps.length &&
        other.pointsLps.every((value, n) => Math.abs(value - one.pointsLps[n]!) < 1e-6),
    );
    if (!copy) kept.push(one);
  }
  return kept;
}

/** A grid in the planes of the contours: as fine within them as the target, and one slice for each plane. */
function ownGrid(contours: readonly FlatContour[], normal: Triple, target: Grid): Grid {
  const steps = [0, 1, 2].map((c) => length([target.ijkToLps[c]!, target.ijkToLps[c + 4]!, target.ijkToLps[c + 8]!]));
  const fine = Math.min(...steps);
  const least = [0, 1, 2].reduce((best, axis) => (Math.abs(normal[axis]!) < Math.abs(normal[best]!) ? axis : best), 0);
  const aside: Triple = [Number(least === 0), Number(least === 1), Number(least === 2)];
  const u = unit(cross(normal, aside));
  const v = cross(normal, u);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const heights = new Set<number>();
  for (const { pointsLps: p } of contours) {
    heights.add(Math.round(dot(normal, [p[0]!, p[1]!, p[2]!]) / SAME_PLANE_MM) * SAME_PLANE_MM);
    for (let n = 0; n < p.length; n += 3)
      for (const [axis, direction] of [u, v, normal].entries()) {
        const at = dot(direction, [p[n]!, p[n + 1]!, p[n + 2]!]);
        low[axis] = Math.min(low[axis]!, at);
        high[axis] = Math.max(high[axis]!, at);
      }
  }
  const sorted = [...heights].sort((a, b) => a - b);
  const gaps = sorted
    .slice(1)
    .map((at, n) => at - sorted[n]!)
    .sort((a, b) => a - b);
  const apart = gaps[gaps.length >> 1] ?? fine;
  const spacingMm = [fine, fine, apart];
  const origin = [low[0]! - fine, low[1]! - fine, low[2]!];
  const count = (axis: 0 | 1 | 2, margin: number) =>
    Math.floor((high[axis]! - origin[axis]!) / spacingMm[axis]! + 1e-6) + 1 + margin;
  const originLps = [0, 1, 2].map((r) => origin[0]! * u[r]! + origin[1]! * v[r]! + origin[2]! * normal[r]!);
  return gridAlong([u, v, normal], { originLps, spacingMm, dimensions: [count(0, 1), count(1, 1), count(2, 0)] });
}

/** Distance between slices along their normal. */
function spacingThrough({ ijkToLps: m }: Grid): number {
  const across = unit(cross([m[0]!, m[4]!, m[8]!], [m[1]!, m[5]!, m[9]!]));
  const zero = toLps([0, 0, 0], m);
  const next = toLps([0, 0, 1], m);
  return Math.abs(dot(across, [next[0] - zero[0], next[1] - zero[1], next[2] - zero[2]]));
}

const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
const length = (a: readonly number[]): number => Math.sqrt(dot(a, a));
const cross = (a: readonly number[], b: readonly number[]): Triple => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];
function unit(a: readonly number[]): Triple {
  const size = length(a);
  return [a[0]! / size, a[1]! / size, a[2]! / size];
}
