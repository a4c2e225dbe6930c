// What a pass of collapsing needs: which block each vertex lies in, which vertices it looks at, and which triangles reach
// into each block. A block is a cell of a frame; a triangle belongs to it with all its corners, or to none.
import { GONE, HELD, NONE, PENDING } from './collapse-state';
import { cellOf, cornerOf, frameCorner, frameLast, frameScale, loadPoint } from './points';

/** The block of each vertex from…to, Uint16. */
export function blocksOfVertices(positions: usize, from: i32, to: i32, frame: usize, blockOf: usize): void {
  const corner = frameCorner(frame), scale = frameScale(frame), last = frameLast(frame);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40);
  for (let v = from; v < to; v++) {
    const cell = cellOf(loadPoint(positions + <usize>v * 12), corner, scale, last);
    const block = i32x4.extract_lane(cell, 0) + nx * (i32x4.extract_lane(cell, 1) + ny * i32x4.extract_lane(cell, 2));
    store<u16>(blockOf + (<usize>v << 1), <u16>block);
  }
}

@inline
function waits(state: usize, v: i32): bool {
  return (load<u8>(state + <usize>v) & (HELD | PENDING | GONE)) === PENDING;
}

/** Counts the vertices of each block that wait, into `starts` (blocks + 1, zeroed), and makes them ends; returns how many. */
export function countWaiting(state: usize, vertexCount: i32, blockOf: usize, blocks: i32, starts: usize): i32 {
  for (let v = 0; v < vertexCount; v++) {
    if (!waits(state, v)) continue;
    const slot = starts + (<usize>load<u16>(blockOf + (<usize>v << 1)) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let sum: u32 = 0;
  for (let n = 0; n <= blocks; n++) {
    sum += load<u32>(starts + (<usize>n << 2));
    store<u32>(starts + (<usize>n << 2), sum);
  }
  return sum;
}

/** Lists them, ascending in each block; ends become starts. */
export function listWaiting(state: usize, vertexCount: i32, blockOf: usize, starts: usize, order: usize): void {
  for (let v = vertexCount - 1; v >= 0; v--) {
    if (!waits(state, v)) continue;
    const slot = starts + (<usize>load<u16>(blockOf + (<usize>v << 1)) << 2);
    const place = load<u32>(slot) - 1;
    store<u32>(slot, place);
    store<u32>(order + (<usize>place << 2), v);
  }
}

/** Counts (or, with `lists`, lists) the triangles from…to in every block of `wanted` that their box reaches into. */
export function reachIntoBlocks(
  triangles: usize, positions: usize, from: i32, to: i32, frame: usize, wanted: usize, starts: usize, lists: usize,
): void {
  const corner = frameCorner(frame), scale = frameScale(frame), last = frameLast(frame);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40);
  for (let t = from; t < to; t++) {
    if (load<u32>(triangles + <usize>t * 12) === NONE) continue;
    const a = cornerOf(triangles, positions, t, 0);
    const b = cornerOf(triangles, positions, t, 1);
    const c = cornerOf(triangles, positions, t, 2);
    const low = cellOf(f32x4.pmin(a, f32x4.pmin(b, c)), corner, scale, last);
    const high = cellOf(f32x4.pmax(a, f32x4.pmax(b, c)), corner, scale, last);
    for (let k = i32x4.extract_lane(low, 2); k <= i32x4.extract_lane(high, 2); k++)
      for (let j = i32x4.extract_lane(low, 1); j <= i32x4.extract_lane(high, 1); j++)
        for (let i = i32x4.extract_lane(low, 0); i <= i32x4.extract_lane(high, 0); i++) {
          const block = <usize>(i + nx * (j + ny * k));
          if (load<u32>(wanted + (block << 2)) === load<u32>(wanted + (block << 2), 4)) continue;
          const slot = starts + (block << 2);
          // Atomic, since threads share the lists. Their order is left to chance: nothing depends on it.
          if (lists) store<u32>(lists + (<usize>(atomic.sub<u32>(slot, 1) - 1) << 2), t);
          else atomic.add<u32>(slot, 1);
        }
  }
}

/** Copies the triangles that are left, in order; returns how many. */
export function liveTriangles(triangles: usize, count: i32, out: usize): i32 {
  let live = 0;
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    const a = load<u32>(at);
    if (a === NONE) continue;
    const target = out + <usize>(live++) * 12;
    store<u32>(target, a); store<u32>(target, load<u32>(at, 4), 4); store<u32>(target, load<u32>(at, 8), 8);
  }
  return live;
}
