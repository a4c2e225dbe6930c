// A grid of cells over a surface: which triangles each cell holds, and how far points are from them.
// `frame` holds seven Float64: the grid's corner (mm), one over the cell's side (mm⁻¹), and nx, ny, nz.

import { cellOf, cornerOf, frameCorner, frameLast, frameScale, loadPoint, storePoint } from './points';
import { squareTo } from './triangle-distance';

@inline
function cellAlong(x: f32, origin: f32, per: f32, n: i32): i32 {
  return max(0, min(n - 1, <i32>((x - origin) * per)));
}

/** Adds one to the Uint32 count of every cell that the box of a triangle from…to touches. */
export function countInCells(
  triangles: usize, positions: usize, from: i32, to: i32, frame: usize, counts: usize,
): void {
  walk(triangles, positions, from, to, frame, counts, 0);
}

/** Turns counts into the end of each cell's list; returns the total. */
export function cellStarts(counts: usize, cells: i32): u32 {
  let sum: u32 = 0;
  for (let n = 0; n < cells; n++) {
    const slot = counts + (<usize>n << 2);
    sum += load<u32>(slot);
    store<u32>(slot, sum);
  }
  store<u32>(counts + (<usize>cells << 2), sum);
  return sum;
}

/** Fills the lists; each `starts` entry goes from the end of its list to its start. */
export function fillCells(
  triangles: usize, positions: usize, from: i32, to: i32, frame: usize, starts: usize, lists: usize,
): void {
  walk(triangles, positions, from, to, frame, starts, lists);
}

@inline
function walk(
  triangles: usize, positions: usize, from: i32, to: i32, frame: usize, slots: usize, lists: usize,
): void {
  const corner = frameCorner(frame), scale = frameScale(frame), last = frameLast(frame);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40);
  for (let t = from; t < to; t++) {
    const a = cornerOf(triangles, positions, t, 0);
    const b = cornerOf(triangles, positions, t, 1);
    const c = cornerOf(triangles, positions, t, 2);
    const low = cellOf(f32x4.pmin(a, f32x4.pmin(b, c)), corner, scale, last);
    const high = cellOf(f32x4.pmax(a, f32x4.pmax(b, c)), corner, scale, last);
    const i0 = i32x4.extract_lane(low, 0), i1 = i32x4.extract_lane(high, 0);
    const j0 = i32x4.extract_lane(low, 1), j1 = i32x4.extract_lane(high, 1);
    const k0 = i32x4.extract_lane(low, 2), k1 = i32x4.extract_lane(high, 2);
    for (let k = k0; k <= k1; k++)
      for (let j = j0; j <= j1; j++)
        for (let i = i0; i <= i1; i++) {
          const slot = slots + (<usize>(i + nx * (j + ny * k)) << 2);
          // Atomic, since threads share the grid. The order within a cell is left to chance: no distance depends on it.
          if (lists) store<u32>(lists + (<usize>(atomic.sub<u32>(slot, 1) - 1) << 2), t);
          else atomic.add<u32>(slot, 1);
        }
  }
}

/**
 * How far the points from…to are from a surface, as far as it matters: a point stops looking once it is nearer than the
 * furthest before it, so the largest distance is exact and most points cost one or two triangles. Points beyond boundMm
 * are marked and counted in one Uint32 at `out`; the largest distance within the bound is returned. NaN is passed over.
 */
export function furthestFrom(
  points: usize, from: i32, to: i32, triangles: usize, positions: usize, frame: usize, starts: usize, lists: usize,
  boundMm: f32, marks: usize, out: usize,
): f64 {
  const ox = <f32>load<f64>(frame), oy = <f32>load<f64>(frame, 8), oz = <f32>load<f64>(frame, 16);
  const per = <f32>load<f64>(frame, 24);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40), nz = <i32>load<f64>(frame, 48);
  const bound = boundMm * boundMm;
  let furthest: f32 = 0;
  let beyond: u32 = 0;
  let warm: u32 = 0;
  for (let p = from; p < to; p++) {
    const at = points + <usize>p * 12;
    const x = load<f32>(at), y = load<f32>(at, 4), z = load<f32>(at, 8);
    if (x !== x) continue;
    let nearest = squareTo(x, y, z, triangles + <usize>warm * 12, positions);
    if (nearest <= furthest) continue;
    const i0 = cellAlong(x - boundMm, ox, per, nx), i1 = cellAlong(x + boundMm, ox, per, nx);
    const j0 = cellAlong(y - boundMm, oy, per, ny), j1 = cellAlong(y + boundMm, oy, per, ny);
    const k0 = cellAlong(z - boundMm, oz, per, nz), k1 = cellAlong(z + boundMm, oz, per, nz);
    let looking = true;
    for (let k = k0; looking && k <= k1; k++)
      for (let j = j0; looking && j <= j1; j++)
        for (let i = i0; looking && i <= i1; i++) {
          const slot = starts + (<usize>(i + nx * (j + ny * k)) << 2);
          const end = lists + (<usize>load<u32>(slot, 4) << 2);
          for (let entry = lists + (<usize>load<u32>(slot) << 2); entry < end; entry += 4) {
            const t = load<u32>(entry);
            const square = squareTo(x, y, z, triangles + <usize>t * 12, positions);
            if (square >= nearest) continue;
            nearest = square;
            warm = t;
            if (nearest <= furthest) { looking = false; break; }
          }
        }
    if (nearest > bound) {
      beyond++;
      store<u8>(marks + p, 1);
    } else if (nearest > furthest) furthest = nearest;
  }
  store<u32>(out, load<u32>(out) + beyond);
  return sqrt(<f64>furthest);
}

/**
 * Four points on each triangle from…to, twelve Float32: its center, and the middles of its sides, each on one of its two
 * triangles only (NaN on the other).
 */
export function pointsOnTriangles(triangles: usize, positions: usize, from: i32, to: i32, points: usize): void {
  const half = f32x4.splat(0.5), third = f32x4.splat(1.0 / 3.0), none = f32x4.splat(NaN);
  for (let t = from; t < to; t++) {
    const a = cornerOf(triangles, positions, t, 0);
    const b = cornerOf(triangles, positions, t, 1);
    const c = cornerOf(triangles, positions, t, 2);
    const at = points + <usize>t * 48;
    storePoint(at, f32x4.mul(third, f32x4.add(a, f32x4.add(b, c))));
    const i = load<u32>(triangles + <usize>t * 12);
    const j = load<u32>(triangles + <usize>t * 12, 4);
    const k = load<u32>(triangles + <usize>t * 12, 8);
    storePoint(at + 12, i < j ? f32x4.mul(half, f32x4.add(a, b)) : none);
    storePoint(at + 24, j < k ? f32x4.mul(half, f32x4.add(b, c)) : none);
    storePoint(at + 36, k < i ? f32x4.mul(half, f32x4.add(c, a)) : none);
  }
}

/** Sets the byte of every cell that a box touches; `boxes`: six Float32 each (min x y z, max x y z). */
export function markCells(boxes: usize, count: i32, frame: usize, cells: usize): void {
  const ox = <f32>load<f64>(frame), oy = <f32>load<f64>(frame, 8), oz = <f32>load<f64>(frame, 16);
  const per = <f32>load<f64>(frame, 24);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40), nz = <i32>load<f64>(frame, 48);
  for (let n = 0; n < count; n++) {
    const box = boxes + <usize>n * 24;
    const i0 = cellAlong(load<f32>(box), ox, per, nx), i1 = cellAlong(load<f32>(box, 12), ox, per, nx);
    const j0 = cellAlong(load<f32>(box, 4), oy, per, ny), j1 = cellAlong(load<f32>(box, 16), oy, per, ny);
    const k0 = cellAlong(load<f32>(box, 8), oz, per, nz), k1 = cellAlong(load<f32>(box, 20), oz, per, nz);
    for (let k = k0; k <= k1; k++)
      for (let j = j0; j <= j1; j++)
        memory.fill(cells + <usize>(i0 + nx * (j + ny * k)), 1, <usize>(i1 - i0 + 1));
  }
}

/** Raises the vertices that lie in a marked cell to `level`, where they are lower, and marks them fresh; how many. */
export function markInside(
  positions: usize, from: i32, to: i32, frame: usize, cells: usize, level: i32, held: usize, fresh: usize,
): i32 {
  const corner = frameCorner(frame), scale = frameScale(frame), last = frameLast(frame);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40);
  let raised = 0;
  for (let v = from; v < to; v++) {
    const cell = cellOf(loadPoint(positions + <usize>v * 12), corner, scale, last);
    const i = i32x4.extract_lane(cell, 0), j = i32x4.extract_lane(cell, 1), k = i32x4.extract_lane(cell, 2);
    if (!load<u8>(cells + <usize>(i + nx * (j + ny * k))) || <i32>load<u8>(held + v) >= level) continue;
    store<u8>(held + v, <u8>level);
    store<u8>(fresh + v, 1);
    raised++;
  }
  return raised;
}

/** Copies those of the triangles from…to whose box touches a marked cell, and their numbers; returns how many. */
export function trianglesInCells(
  triangles: usize, positions: usize, from: i32, to: i32, frame: usize, cells: usize, out: usize, numbers: usize,
): i32 {
  const corner = frameCorner(frame), scale = frameScale(frame), last = frameLast(frame);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40);
  let found = 0;
  for (let t = from; t < to; t++) {
    const a = cornerOf(triangles, positions, t, 0);
    const b = cornerOf(triangles, positions, t, 1);
    const c = cornerOf(triangles, positions, t, 2);
    const low = cellOf(f32x4.pmin(a, f32x4.pmin(b, c)), corner, scale, last);
    const high = cellOf(f32x4.pmax(a, f32x4.pmax(b, c)), corner, scale, last);
    const i0 = i32x4.extract_lane(low, 0), i1 = i32x4.extract_lane(high, 0);
    const j0 = i32x4.extract_lane(low, 1), j1 = i32x4.extract_lane(high, 1);
    const k0 = i32x4.extract_lane(low, 2), k1 = i32x4.extract_lane(high, 2);
    let touched = false;
    for (let k = k0; !touched && k <= k1; k++)
      for (let j = j0; !touched && j <= j1; j++)
        for (let i = i0; !touched && i <= i1; i++)
          touched = load<u8>(cells + <usize>(i + nx * (j + ny * k))) !== 0;
    if (!touched) continue;
    const target = out + <usize>found * 12;
    const at = triangles + <usize>t * 12;
    store<u32>(target, load<u32>(at)); store<u32>(target, load<u32>(at, 4), 4); store<u32>(target, load<u32>(at, 8), 8);
    store<u32>(numbers + (<usize>(found++) << 2), t);
  }
  return found;
}
