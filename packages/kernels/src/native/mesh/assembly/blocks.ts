// Cutting a surface into blocks of space that are worked on apart, and the vertices on the seams between them.
import { cornerOf } from './points';

/** Writes seven Float64 at `out`: the area of the triangles from…to, and the bounds of their vertices (min, max). */
export function areaAndBounds(triangles: usize, positions: usize, from: i32, to: i32, out: usize): void {
  let area: f64 = 0;
  let low = f32x4.splat(Infinity), high = f32x4.splat(-Infinity);
  for (let t = from; t < to; t++) {
    const a = cornerOf(triangles, positions, t, 0);
    const b = cornerOf(triangles, positions, t, 1);
    const c = cornerOf(triangles, positions, t, 2);
    low = f32x4.pmin(low, f32x4.pmin(a, f32x4.pmin(b, c)));
    high = f32x4.pmax(high, f32x4.pmax(a, f32x4.pmax(b, c)));
    const u = f32x4.sub(b, a), w = f32x4.sub(c, a);
    const normal = f32x4.sub(
      f32x4.mul(i32x4.shuffle(u, u, 1, 2, 0, 3), i32x4.shuffle(w, w, 2, 0, 1, 3)),
      f32x4.mul(i32x4.shuffle(u, u, 2, 0, 1, 3), i32x4.shuffle(w, w, 1, 2, 0, 3)),
    );
    const square = f32x4.mul(normal, normal);
    area += <f64>sqrt<f32>(
      f32x4.extract_lane(square, 0) + f32x4.extract_lane(square, 1) + f32x4.extract_lane(square, 2),
    );
  }
  store<f64>(out, 0.5 * area);
  store<f64>(out, f32x4.extract_lane(low, 0), 8);
  store<f64>(out, f32x4.extract_lane(low, 1), 16);
  store<f64>(out, f32x4.extract_lane(low, 2), 24);
  store<f64>(out, f32x4.extract_lane(high, 0), 32);
  store<f64>(out, f32x4.extract_lane(high, 1), 40);
  store<f64>(out, f32x4.extract_lane(high, 2), 48);
}

/**
 * The block of each triangle: the cell of its first vertex in a grid of nx·ny·nz blocks, clamped to the grid.
 * `frame` holds seven Float64: the grid's corner, one over the side (mm⁻¹), and nx, ny, nz.
 */
export function blocksOfTriangles(
  triangles: usize, positions: usize, from: i32, to: i32, frame: usize, blockOf: usize,
): void {
  const ox = <f32>load<f64>(frame), oy = <f32>load<f64>(frame, 8), oz = <f32>load<f64>(frame, 16);
  const per = <f32>load<f64>(frame, 24);
  const nx = <i32>load<f64>(frame, 32), ny = <i32>load<f64>(frame, 40), nz = <i32>load<f64>(frame, 48);
  for (let t = from; t < to; t++) {
    const a = positions + <usize>load<u32>(triangles + <usize>t * 12) * 12;
    const i = max(0, min(nx - 1, <i32>((load<f32>(a) - ox) * per)));
    const j = max(0, min(ny - 1, <i32>((load<f32>(a, 4) - oy) * per)));
    const k = max(0, min(nz - 1, <i32>((load<f32>(a, 8) - oz) * per)));
    store<u16>(blockOf + (<usize>t << 1), <u16>(i + nx * (j + ny * k)));
  }
}

/** How many triangles each block has: adds to Uint32 counts. */
export function countBlocks(blockOf: usize, count: i32, counts: usize): void {
  for (let t = 0; t < count; t++) {
    const slot = counts + (<usize>load<u16>(blockOf + (<usize>t << 1)) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
}

/** Lists the triangles block by block, each in ascending order; `cursors` holds the start of each block's list. */
export function orderByBlock(blockOf: usize, count: i32, cursors: usize, order: usize): void {
  for (let t = 0; t < count; t++) {
    const slot = cursors + (<usize>load<u16>(blockOf + (<usize>t << 1)) << 2);
    const place = load<u32>(slot);
    store<u32>(slot, place + 1);
    store<u32>(order + (<usize>place << 2), t);
  }
}

/** Marks the vertices whose triangles lie in more than one block. `owners`: Uint16 for each vertex, filled with 0xffff. */
export function seamVertices(triangles: usize, count: i32, blockOf: usize, owners: usize, seam: usize): void {
  for (let t = 0; t < count; t++) {
    const block = load<u16>(blockOf + (<usize>t << 1));
    const at = triangles + <usize>t * 12;
    for (let corner: usize = 0; corner < 12; corner += 4) {
      const v = load<u32>(at + corner);
      const owner = owners + (<usize>v << 1);
      const held = load<u16>(owner);
      if (held === 0xffff) store<u16>(owner, block);
      else if (held !== block) store<u8>(seam + v, 1);
    }
  }
}

/**
 * Splits triangles into those that touch a marked vertex (to `touching`) and the others (to `others`), in order.
 * Returns how many touch.
 */
export function gatherList(triangles: usize, count: i32, marks: usize, touching: usize, others: usize): i32 {
  let touch = 0;
  let other = 0;
  for (let t = 0; t < count; t++) {
    const at = triangles + <usize>t * 12;
    const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8);
    let target: usize;
    if (load<u8>(marks + a) | load<u8>(marks + b) | load<u8>(marks + c)) target = touching + <usize>(touch++) * 12;
    else target = others + <usize>(other++) * 12;
    store<u32>(target, a); store<u32>(target, b, 4); store<u32>(target, c, 8);
  }
  return touch;
}

/**
 * Tells (1) which of the blocks from…to have the same triangles in the same order as before, with the same locks and no
 * fresh corner: simplifying them again would give the same again.
 */
export function sameBlocks(
  triangles: usize, order: usize, starts: usize, lock: usize,
  triangles0: usize, order0: usize, starts0: usize, lock0: usize,
  fresh: usize, from: i32, to: i32, same: usize,
): void {
  for (let block = from; block < to; block++) {
    const at = starts + (<usize>block << 2), at0 = starts0 + (<usize>block << 2);
    const first = load<u32>(at), first0 = load<u32>(at0);
    const count = load<u32>(at, 4) - first;
    let equal = count === load<u32>(at0, 4) - first0;
    for (let n: u32 = 0; equal && n < count; n++) {
      const t = triangles + <usize>load<u32>(order + (<usize>(first + n) << 2)) * 12;
      const t0 = triangles0 + <usize>load<u32>(order0 + (<usize>(first0 + n) << 2)) * 12;
      for (let corner: usize = 0; corner < 12; corner += 4) {
        const v = load<u32>(t + corner);
        if (v !== load<u32>(t0 + corner) || load<u8>(lock + v) !== load<u8>(lock0 + v) || load<u8>(fresh + v)) {
          equal = false;
          break;
        }
      }
    }
    store<u8>(same + <usize>block, equal ? 1 : 0);
  }
}
