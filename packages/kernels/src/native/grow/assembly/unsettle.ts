// Takes back what came from seeds that are gone.
//
// Every step costs something, so along a cheapest way keys only rise, and a key stands as long as a neighbor (or a seed
// of its own) still explains it. What nothing explains is forgotten, and with it what it alone explained: in the end
// exactly those voxels are left whose cheapest way begins at a seed that stayed, with the key that they would have anyway.
// Source: Ramalingam and Reps, An incremental algorithm for a generalization of the shortest-path problem,
// J. Algorithms 21 (1996) 267; for images Falcão and Bergo, IEEE TMI 23 (2004) 1100.
import { FAR, SIDE, way, wayOne } from './ways';

/** Keys below this are seeds: they cost nothing. */
const SEED: u32 = 256;

/**
 * Forgets the keys of one brick that nothing explains any more.
 *
 * job, news, dirty  as for `settle`
 * Returns the faces next to which something was forgotten, 64 where anything was, and 128 times the lowest key that was.
 */
export function unsettle(job: usize, bi: i32, bj: i32, bk: i32, news: i32, dirty: usize): f64 {
  const values = <usize>load<u32>(job);
  const keys = <usize>load<u32>(job, 8);
  const nx = load<i32>(job, 12);
  const ny = load<i32>(job, 16);
  const nz = load<i32>(job, 20);
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
  const lineKeys = <usize>nx << 2;
  const lineValues = <usize>nx << 1;
  const slice = <usize>nx * <usize>ny;
  const sliceKeys = slice << 2;
  const sliceValues = slice << 1;

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
        const first = <usize>((k0 + k) * ny + j0 + j) * <usize>nx + <usize>i0;
        const key = keys + (first << 2);
        const value = values + (first << 1);
        const below = j0 + j > 0;
        const above = j0 + j + 1 < ny;
        const under = k0 + k > 0;
        const over = k0 + k + 1 < nz;
        // Which voxels of the row no other row explains: bit i.
        let loose: u32 = 0;
        let i = 0;
        for (; i + 4 <= width; i += 4) {
          const at = key + (<usize>i << 2);
          const own = v128.load(at);
          const asked = v128.and(i32x4.ge_u(own, i32x4.splat(SEED)), i32x4.lt_u(own, i32x4.splat(FAR)));
          if (!v128.any_true(asked)) continue;
          const from = value + (<usize>i << 1);
          const here = i32x4.extend_low_i16x8_s(v128.load64_zero(from));
          let explained = i32x4.splat(0);
          if (below) explained = v128.or(explained, i32x4.eq(own, way(at - lineKeys, from - lineValues, here, stepJ, most, means)));
          if (above) explained = v128.or(explained, i32x4.eq(own, way(at + lineKeys, from + lineValues, here, stepJ, most, means)));
          if (under) explained = v128.or(explained, i32x4.eq(own, way(at - sliceKeys, from - sliceValues, here, stepK, most, means)));
          if (over) explained = v128.or(explained, i32x4.eq(own, way(at + sliceKeys, from + sliceValues, here, stepK, most, means)));
          loose |= <u32>i32x4.bitmask(v128.andnot(asked, explained)) << i;
        }
        for (; i < width; i++) {
          const at = key + (<usize>i << 2);
          const own = load<u32>(at);
          if (own < SEED || own >= FAR) continue;
          const from = value + (<usize>i << 1);
          const here = load<i16>(from);
          if (below && wayOne(at - lineKeys, from - lineValues, here, stepJ, most, means) == own) continue;
          if (above && wayOne(at + lineKeys, from + lineValues, here, stepJ, most, means) == own) continue;
          if (under && wayOne(at - sliceKeys, from - sliceValues, here, stepK, most, means) == own) continue;
          if (over && wayOne(at + sliceKeys, from + sliceValues, here, stepK, most, means) == own) continue;
          loose |= <u32>1 << i;
        }
        let gone: u32 = 0;
        for (let changed = loose != 0; changed;) {
          changed = false;
          for (let bits = loose; bits; bits &= bits - 1) {
            const n = <i32>ctz<u32>(bits);
            const at = key + (<usize>n << 2);
            const from = value + (<usize>n << 1);
            const own = load<u32>(at);
            const here = load<i16>(from);
            if (i0 + n > 0 && wayOne(at - 4, from - 2, here, stepI, most, means) == own) continue;
            if (i0 + n + 1 < nx && wayOne(at + 4, from + 2, here, stepI, most, means) == own) continue;
            lowest = min(lowest, own);
            store<u32>(at, FAR);
            gone |= <u32>1 << n;
            changed = true;
          }
          loose &= ~gone;
        }
        if (!gone) continue;
        out |= 64;
        if (gone & 1) out |= 1;
        if (gone & (<u32>1 << (width - 1))) out |= 2;
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
