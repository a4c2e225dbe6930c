// A grid of cells over a surface: which triangles each cell holds, and how far points are from them.
// `frame` holds seven Float64: the grid's corner (mm), one over the cell's side (mm⁻¹), and nx, ny, nz.

import { cellOf, cornerOf, frameCorner, frameLast, frameScale, loadPoint } from './points';
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
 * Square of the distance from a point to the surface, where that is less than `nearest` and the surface lies within reachMm
 * along each axis; stops at the first triangle that is as near as `enough`.
 */
export function nearestInGrid(
  x: f32, y: f32, z: f32, reachMm: f32, nearest: f32, enough: f32, triangles: usize, positions: usize,
  frame: usize, starts: usize, lists: usize,
): f32 {
  const ox = <f32>load<f64>(frame), oy = <f32>load<f64>(frame, 8), oz = <f32>load<f64>(frame, 16);
  const per = <f32>load<f64>(frame, 24);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40), nz = <i32>load<f64>(frame, 48);
  const i0 = cellAlong(x - reachMm, ox, per, nx), i1 = cellAlong(x + reachMm, ox, per, nx);
  const j0 = cellAlong(y - reachMm, oy, per, ny), j1 = cellAlong(y + reachMm, oy, per, ny);
  const k0 = cellAlong(z - reachMm, oz, per, nz), k1 = cellAlong(z + reachMm, oz, per, nz);
  // Its own cell first: there the nearest lies most often.
  const own = cellAlong(x, ox, per, nx) + nx * (cellAlong(y, oy, per, ny) + ny * cellAlong(z, oz, per, nz));
  let least = nearestInCell(x, y, z, nearest, enough, triangles, positions, starts + (<usize>own << 2), lists);
  for (let k = k0; k <= k1; k++)
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        if (least <= enough) return least;
        const cell = i + nx * (j + ny * k);
        if (cell === own) continue;
        least = nearestInCell(x, y, z, least, enough, triangles, positions, starts + (<usize>cell << 2), lists);
      }
  return least;
}

function nearestInCell(
  x: f32, y: f32, z: f32, nearest: f32, enough: f32, triangles: usize, positions: usize, slot: usize, lists: usize,
): f32 {
  const end = lists + (<usize>load<u32>(slot, 4) << 2);
  for (let entry = lists + (<usize>load<u32>(slot) << 2); entry < end; entry += 4) {
    nearest = min(nearest, squareTo(x, y, z, triangles + <usize>load<u32>(entry) * 12, positions));
    if (nearest <= enough) break;
  }
  return nearest;
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
