// Labels that grow from seeds over a grid, the cheapest way first.
//
// A voxel's key is the cost of the cheapest way to it in the upper 24 bits and the label that came on it in the lower 8:
// the smaller key wins, so of two ways that cost the same the lower label does. That is one answer whatever the order of
// work, so bricks of 32³ may be settled in any order, side by side where they do not touch, and seeds may be added later.
//
// Tried before: one queue of buckets over the whole grid (Dial). 87 s on 512×512×300 with noise, nearly all of it waiting
// for memory; bricks stay in the cache.

import { FAR, SIDE, way, wayOne } from './ways';

/**
 * Settles one brick: lets labels grow within it, and in from its neighbours, until nothing changes.
 *
 * job    u32 places: 0 values (Int16) 1 allowed (bits, 0 for everywhere) 2 keys (u32) 3 nx 4 ny 5 nz 6 rowBytes
 *        7..9 cost of a step along i, j, k (in keys: times 256) 10 most that the values of a step cost 11 1: a step
 *        costs the mean of its two values, 0: their difference
 * news   faces from which something may come in: bits low i, high i, low j, high j, low k, high k; bit 6: everywhere
 * dirty  32 u32 of scratch
 * Returns the faces through which something may go out, 64 where anything changed, and 128 times the lowest key that goes out.
 */
export function settle(job: usize, bi: i32, bj: i32, bk: i32, news: i32, dirty: usize): f64 {
  const values = <usize>load<u32>(job);
  const allowed = <usize>load<u32>(job, 4);
  const keys = <usize>load<u32>(job, 8);
  const nx = load<i32>(job, 12);
  const ny = load<i32>(job, 16);
  const nz = load<i32>(job, 20);
  const rowBytes = <usize>load<u32>(job, 24);
  const stepI = load<u32>(job, 28);
  const stepJ = load<u32>(job, 32);
  const stepK = load<u32>(job, 36);
  const most = load<i32>(job, 40);
  const means = load<i32>(job, 44);
  const i0 = bi * SIDE;
  const j0 = bj * SIDE;
  const k0 = bk * SIDE;
  const width = min(SIDE, nx - i0);
  const height = min(SIDE, ny - j0);
  const depth = min(SIDE, nz - k0);
  const allRows: u32 = height == 32 ? 0xffffffff : (<u32>1 << height) - 1;
  const slice = <usize>nx * <usize>ny;

  let left = 0;
  for (let k = 0; k < depth; k++) {
    let rows: u32 = news & (64 | 1 | 2) ? allRows : 0;
    if ((news & 16 && k == 0) || (news & 32 && k == depth - 1)) rows = allRows;
    if (news & 4) rows |= 1;
    if (news & 8) rows |= <u32>1 << (height - 1);
    store<u32>(dirty + (<usize>k << 2), rows);
    if (rows) left++;
  }
  let out = 0;
  let lowest: u32 = FAR;
  while (left) {
    left = 0;
    for (let kk = 0; kk < 2 * depth; kk++) {
      const down = kk >= depth;
      const k = down ? 2 * depth - 1 - kk : kk;
      const place = dirty + (<usize>k << 2);
      while (load<u32>(place)) {
        const rows = load<u32>(place);
        const j = down ? 31 - clz<u32>(rows) : <i32>ctz<u32>(rows);
        store<u32>(place, rows & ~(<u32>1 << j));
        const row = (k0 + k) * ny + j0 + j;
        const first = <usize>row * <usize>nx + <usize>i0;
        let word: u32 = 0xffffffff;
        if (allowed) {
          word = load<u32>(allowed + <usize>row * rowBytes + (<usize>i0 >> 3));
          if (!word) continue;
        }
        const key = keys + (first << 2);
        const value = values + (first << 1);
        const below = j0 + j > 0;
        const above = j0 + j + 1 < ny;
        const under = k0 + k > 0;
        const over = k0 + k + 1 < nz;
        const before = i0 > 0;
        const after = i0 + width < nx;
        let changed = false;
        const oldFirst = load<u32>(key);
        const oldLast = load<u32>(key + (<usize>(width - 1) << 2));
        let i = 0;
        for (; i + 4 <= width; i += 4) {
          const at = key + (<usize>i << 2);
          const from = value + (<usize>i << 1);
          const own = v128.load(at);
          const here = i32x4.extend_low_i16x8_s(v128.load64_zero(from));
          let best = own;
          if (below) best = i32x4.min_u(best, way(at - (<usize>nx << 2), from - (<usize>nx << 1), here, stepJ, most, means));
          if (above) best = i32x4.min_u(best, way(at + (<usize>nx << 2), from + (<usize>nx << 1), here, stepJ, most, means));
          if (under) best = i32x4.min_u(best, way(at - (slice << 2), from - (slice << 1), here, stepK, most, means));
          if (over) best = i32x4.min_u(best, way(at + (slice << 2), from + (slice << 1), here, stepK, most, means));
          if (word != 0xffffffff) {
            const bits = word >> i;
            best = v128.or(
              v128.and(best, i32x4(-<i32>(bits & 1), -<i32>((bits >> 1) & 1), -<i32>((bits >> 2) & 1), -<i32>((bits >> 3) & 1))),
              v128.and(own, i32x4(<i32>(bits & 1) - 1, <i32>((bits >> 1) & 1) - 1, <i32>((bits >> 2) & 1) - 1, <i32>((bits >> 3) & 1) - 1)),
            );
          }
          if (v128.any_true(v128.xor(best, own))) {
            changed = true;
            v128.store(at, best);
          }
        }
        for (; i < width; i++) {
          if (!((word >> i) & 1)) continue;
          const at = key + (<usize>i << 2);
          const from = value + (<usize>i << 1);
          let best = load<u32>(at);
          const own = best;
          if (below) best = min(best, wayOne(at - (<usize>nx << 2), from - (<usize>nx << 1), load<i16>(from), stepJ, most, means));
          if (above) best = min(best, wayOne(at + (<usize>nx << 2), from + (<usize>nx << 1), load<i16>(from), stepJ, most, means));
          if (under) best = min(best, wayOne(at - (slice << 2), from - (slice << 1), load<i16>(from), stepK, most, means));
          if (over) best = min(best, wayOne(at + (slice << 2), from + (slice << 1), load<i16>(from), stepK, most, means));
          if (best < own) {
            changed = true;
            store<u32>(at, best);
          }
        }
        // Along the row there and back: after both nothing on it can be had cheaper from itself.
        for (let n = before ? 0 : 1; n < width; n++) {
          if (!((word >> n) & 1)) continue;
          const at = key + (<usize>n << 2);
          const from = value + (<usize>n << 1);
          const cost = wayOne(at - 4, from - 2, load<i16>(from), stepI, most, means);
          if (cost < load<u32>(at)) {
            changed = true;
            store<u32>(at, cost);
          }
        }
        for (let n = after ? width - 1 : width - 2; n >= 0; n--) {
          if (!((word >> n) & 1)) continue;
          const at = key + (<usize>n << 2);
          const from = value + (<usize>n << 1);
          const cost = wayOne(at + 4, from + 2, load<i16>(from), stepI, most, means);
          if (cost < load<u32>(at)) {
            changed = true;
            store<u32>(at, cost);
          }
        }
        if (!changed) continue;
        out |= 64;
        const newFirst = load<u32>(key);
        const newLast = load<u32>(key + (<usize>(width - 1) << 2));
        if (newFirst != oldFirst) {
          out |= 1;
          lowest = min(lowest, newFirst);
        }
        if (newLast != oldLast) {
          out |= 2;
          lowest = min(lowest, newLast);
        }
        if (j == 0 || k == 0 || j + 1 == height || k + 1 == depth)
          for (let n = 0; n < width; n++) lowest = min(lowest, load<u32>(key + (<usize>n << 2)));
        if (j > 0) store<u32>(place, load<u32>(place) | (<u32>1 << (j - 1)));
        else out |= 4;
        if (j + 1 < height) store<u32>(place, load<u32>(place) | (<u32>1 << (j + 1)));
        else out |= 8;
        if (k > 0) store<u32>(place - 4, load<u32>(place - 4) | (<u32>1 << j));
        else out |= 16;
        if (k + 1 < depth) store<u32>(place + 4, load<u32>(place + 4) | (<u32>1 << j));
        else out |= 32;
      }
    }
    for (let k = 0; k < depth; k++) if (load<u32>(dirty + (<usize>k << 2))) left++;
  }
  return <f64>out + 128 * <f64>lowest;
}

/** Nothing has come anywhere: keys from to `to`. */
export function forget(keys: usize, from: u32, to: u32): void {
  for (let v = from; v < to; v++) store<u32>(keys + (<usize>v << 2), FAR);
}

/** The voxels of one label as bits; rows rowFrom to rowTo. */
export function labelRows(keys: usize, out: usize, nx: i32, rowFrom: i32, rowTo: i32, rowBytes: i32, label: u32): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const from = keys + (<usize>row * <usize>nx << 2);
    const dst = out + <usize>row * <usize>rowBytes;
    memory.fill(dst, 0, <usize>rowBytes);
    for (let i = 0; i < nx; i++) {
      const key = load<u32>(from + (<usize>i << 2));
      if (key < FAR && (key & 255) == label) {
        const at = dst + (i >> 3);
        store<u8>(at, load<u8>(at) | (1 << <u8>(i & 7)));
      }
    }
  }
}
export { clearFlood, flood, plantFlood } from './flood';
export { brickLabels } from './labels';
export { plant, uproot } from './seeds';
export { march, startMarch } from './march';
export { unsettle } from './unsettle';
