// Arrival times of a front: |grad T| = slowness, upwind, of second order where the two voxels upwind are known.
//
// The voxel that the front reaches next is settled next, so this is one walk in one order, on one thread. Times lie in
// bricks that are lent when the front comes to them: a march costs what it reaches, not the volume.
// Source: Sethian, A fast marching level set method for monotonically advancing fronts, PNAS 93 (1996) 1591; second
// order: Sethian, Level Set Methods and Fast Marching Methods, 2nd ed. (1999), section 8.
import { SIDE } from './ways';

/** A brick: times (f32, 32³), then a bit for each settled voxel, then a bit for each that lies around a start. */
const TIMES: usize = 131072;
const STARTS: usize = 135168;
const BRICK_BYTES: usize = 139264;
const NEVER: f32 = <f32>1e30;
/** What settling one voxel may ask for at most: bricks, and places on the heap. */
const BRICKS_AHEAD: u32 = 4;
const PLACES_AHEAD: u32 = 6;

// job  u32 places: 0 values (Int16) 1 table (u32 place for each brick, 0: none) 2 nx 3 ny 4 nz 5 slowness per mm (f32 for
//      each value as u16) 6 heap (f32 time, u32 voxel) 7 room on it 8 free bricks (u32 places) 9 how many of those
//      10 on the heap 11 settled 12 to settle; f32: 13..15 spacing along i, j, k

@inline function spacing(job: usize, axis: i32): f32 {
  return load<f32>(job + 52 + (<usize>axis << 2));
}

@inline function slowness(job: usize, v: u32): f32 {
  const value = <u32>load<u16>(<usize>load<u32>(job) + (<usize>v << 1));
  return load<f32>(<usize>load<u32>(job, 20) + (<usize>value << 2));
}

@inline function offset(i: i32, j: i32, k: i32): usize {
  return <usize>((i & 31) | ((j & 31) << 5) | ((k & 31) << 10));
}

@inline function brickAt(job: usize, i: i32, j: i32, k: i32): usize {
  const bx = (load<i32>(job, 8) + 31) / SIDE;
  const by = (load<i32>(job, 12) + 31) / SIDE;
  return <usize>load<u32>(job, 4) + (<usize>((i >> 5) + bx * ((j >> 5) + by * (k >> 5))) << 2);
}

/** The time at a settled voxel; NEVER where it is none, or outside. */
@inline function settledTime(job: usize, i: i32, j: i32, k: i32): f32 {
  if (<u32>i >= load<u32>(job, 8) || <u32>j >= load<u32>(job, 12) || <u32>k >= load<u32>(job, 16)) return NEVER;
  const brick = <usize>load<u32>(brickAt(job, i, j, k));
  if (!brick) return NEVER;
  const at = offset(i, j, k);
  if (!((load<u8>(brick + TIMES + (at >> 3)) >> <u8>(at & 7)) & 1)) return NEVER;
  return load<f32>(brick + (at << 2));
}

function brickFor(job: usize, i: i32, j: i32, k: i32): usize {
  const slot = brickAt(job, i, j, k);
  let brick = <usize>load<u32>(slot);
  if (brick) return brick;
  const left = load<u32>(job, 36) - 1;
  store<u32>(job, left, 36);
  brick = <usize>load<u32>(<usize>load<u32>(job, 32) + (<usize>left << 2));
  store<u32>(slot, <u32>brick);
  for (let at: usize = 0; at < TIMES; at += 16) v128.store(brick + at, f32x4.splat(NEVER));
  memory.fill(brick + TIMES, 0, BRICK_BYTES - TIMES);
  return brick;
}

/** Lowers the time of a voxel that is not settled, and puts it on the heap. */
function lower(job: usize, i: i32, j: i32, k: i32, v: u32, time: f32): void {
  const brick = brickFor(job, i, j, k);
  const at = offset(i, j, k);
  if ((load<u8>(brick + TIMES + (at >> 3)) >> <u8>(at & 7)) & 1) return;
  if (time >= load<f32>(brick + (at << 2))) return;
  store<f32>(brick + (at << 2), time);
  const heap = <usize>load<u32>(job, 24);
  let place = load<u32>(job, 40);
  store<u32>(job, place + 1, 40);
  while (place) {
    const parent = (place - 1) >> 1;
    const p = heap + (<usize>parent << 3);
    if (!before(time, v, load<f32>(p), load<u32>(p, 4))) break;
    store<u64>(heap + (<usize>place << 3), load<u64>(p));
    place = parent;
  }
  store<f32>(heap + (<usize>place << 3), time);
  store<u32>(heap + (<usize>place << 3), v, 4);
}

/** Of equal times the lower voxel: one order for all machines. */
@inline function before(a: f32, v: u32, b: f32, u: u32): bool {
  return a < b || (a == b && v < u);
}

function pop(job: usize): u64 {
  const heap = <usize>load<u32>(job, 24);
  const top = load<u64>(heap);
  const size = load<u32>(job, 40) - 1;
  store<u32>(job, size, 40);
  const last = load<u64>(heap + (<usize>size << 3));
  const time = load<f32>(heap + (<usize>size << 3));
  const v = load<u32>(heap + (<usize>size << 3), 4);
  let place: u32 = 0;
  while (true) {
    let child: u32 = 2 * place + 1;
    if (child >= size) break;
    let c = heap + (<usize>child << 3);
    if (child + 1 < size && before(load<f32>(c, 8), load<u32>(c, 12), load<f32>(c), load<u32>(c, 4))) {
      child++;
      c += 8;
    }
    if (!before(load<f32>(c), load<u32>(c, 4), time, v)) break;
    store<u64>(heap + (<usize>place << 3), load<u64>(c));
    place = child;
  }
  if (size) store<u64>(heap + (<usize>place << 3), last);
  return top;
}

/** When the front comes to a voxel from its settled neighbours. */
function arrival(job: usize, i: i32, j: i32, k: i32, v: u32): f32 {
  // Along each axis: weight and time of the difference upwind.
  let w0: f32 = 0;
  let w1: f32 = 0;
  let w2: f32 = 0;
  let t0: f32 = NEVER;
  let t1: f32 = NEVER;
  let t2: f32 = NEVER;
  const brick = brickFor(job, i, j, k);
  const nearStart = ((load<u8>(brick + STARTS + (offset(i, j, k) >> 3)) >> <u8>(i & 7)) & 1) != 0;
  for (let axis = 0; axis < 3; axis++) {
    const di = axis == 0 ? 1 : 0;
    const dj = axis == 1 ? 1 : 0;
    const dk = axis == 2 ? 1 : 0;
    const low = settledTime(job, i - di, j - dj, k - dk);
    const high = settledTime(job, i + di, j + dj, k + dk);
    let near = low;
    let side = -1;
    if (high < low) {
      near = high;
      side = 1;
    }
    if (near >= NEVER) continue;
    const h = spacing(job, axis);
    let weight: f32 = <f32>1 / (h * h);
    let time = near;
    // Near a start differences of second order come too early, those of first order never.
    const far: f32 = nearStart ? NEVER : settledTime(job, i + 2 * side * di, j + 2 * side * dj, k + 2 * side * dk);
    if (far <= near) {
      weight *= <f32>2.25;
      time = (<f32>4 * near - far) / <f32>3;
    }
    if (axis == 0) {
      w0 = weight;
      t0 = time;
    } else if (axis == 1) {
      w1 = weight;
      t1 = time;
    } else {
      w2 = weight;
      t2 = time;
    }
  }
  const slow = slowness(job, v);
  // The axis that is met last is left out where the front has not come from it.
  while (true) {
    const a = w0 + w1 + w2;
    if (a == 0) return NEVER;
    // Times from the earliest on, so that no digits are lost.
    const base = min(t0, min(t1, t2));
    const d0: f32 = w0 > 0 ? t0 - base : 0;
    const d1: f32 = w1 > 0 ? t1 - base : 0;
    const d2: f32 = w2 > 0 ? t2 - base : 0;
    const b = w0 * d0 + w1 * d1 + w2 * d2;
    const c = w0 * d0 * d0 + w1 * d1 * d1 + w2 * d2 * d2 - slow * slow;
    const root = b * b - a * c;
    const latest = max(d0, max(d1, d2));
    if (root >= 0) {
      const time = (b + sqrt<f32>(root)) / a;
      if (time >= latest) return base + time;
    }
    if (w0 > 0 && d0 == latest) {
      w0 = 0;
      t0 = NEVER;
    } else if (w1 > 0 && d1 == latest) {
      w1 = 0;
      t1 = NEVER;
    } else {
      w2 = 0;
      t2 = NEVER;
    }
  }
}

/**
 * The front starts here. Around a point differences say little, so what lies within `reach` mm of it is given the time of
 * the straight way; the front may come sooner on another. Voxels ri, rj, rk to each
 * side, 31 at most. Asks for 27 bricks, and for a place on the heap for each voxel.
 */
export function startMarch(job: usize, i: i32, j: i32, k: i32, ri: i32, rj: i32, rk: i32, reach: f32): void {
  const nx = load<i32>(job, 8);
  const ny = load<i32>(job, 12);
  const nz = load<i32>(job, 16);
  for (let dk = max(-rk, -k); dk <= min(rk, nz - 1 - k); dk++)
    for (let dj = max(-rj, -j); dj <= min(rj, ny - 1 - j); dj++)
      for (let di = max(-ri, -i); di <= min(ri, nx - 1 - i); di++) {
        const x = spacing(job, 0) * <f32>di;
        const y = spacing(job, 1) * <f32>dj;
        const z = spacing(job, 2) * <f32>dk;
        const length = sqrt<f32>(x * x + y * y + z * z);
        if (length > reach) continue;
        const pieces = 2 * max(abs(di), max(abs(dj), abs(dk)));
        let slow: f32 = 0;
        for (let p = 0; p < pieces; p++) {
          const share = (<f32>p + <f32>0.5) / <f32>pieces;
          const u = voxel(nx, ny, i + nearest(share, di), j + nearest(share, dj), k + nearest(share, dk));
          slow += slowness(job, u);
        }
        const time = pieces ? (length * slow) / <f32>pieces : <f32>0;
        lower(job, i + di, j + dj, k + dk, voxel(nx, ny, i + di, j + dj, k + dk), time);
        const bits = brickFor(job, i + di, j + dj, k + dk) + STARTS + (offset(i + di, j + dj, k + dk) >> 3);
        store<u8>(bits, load<u8>(bits) | (1 << <u8>((i + di) & 7)));
      }
}

@inline function nearest(share: f32, steps: i32): i32 {
  return <i32>floor<f32>(share * <f32>steps + <f32>0.5);
}

@inline function voxel(nx: i32, ny: i32, i: i32, j: i32, k: i32): u32 {
  return <u32>i + <u32>nx * (<u32>j + <u32>ny * <u32>k);
}

/** Settles at most `most` voxels. Returns 0 when all is done, 1 when it would go on, 2 when it needs bricks or places. */
export function march(job: usize, most: u32): i32 {
  const nx = load<i32>(job, 8);
  const ny = load<i32>(job, 12);
  const nz = load<i32>(job, 16);
  for (let n: u32 = 0; n < most; n++) {
    if (!load<u32>(job, 40) || load<u32>(job, 44) >= load<u32>(job, 48)) return 0;
    if (load<u32>(job, 36) < BRICKS_AHEAD || load<u32>(job, 40) + PLACES_AHEAD > load<u32>(job, 28)) return 2;
    const v = <u32>(pop(job) >> 32);
    const i = <i32>(v % <u32>nx);
    const row = v / <u32>nx;
    const j = <i32>(row % <u32>ny);
    const k = <i32>(row / <u32>ny);
    const brick = brickFor(job, i, j, k);
    const at = offset(i, j, k);
    const bits = brick + TIMES + (at >> 3);
    // It was on the heap more than once.
    if ((load<u8>(bits) >> <u8>(at & 7)) & 1) continue;
    store<u8>(bits, load<u8>(bits) | (1 << <u8>(at & 7)));
    store<u32>(job, load<u32>(job, 44) + 1, 44);
    for (let face = 0; face < 6; face++) {
      const step = face & 1 ? 1 : -1;
      const ui = i + (face < 2 ? step : 0);
      const uj = j + (face >> 1 == 1 ? step : 0);
      const uk = k + (face > 3 ? step : 0);
      if (ui < 0 || uj < 0 || uk < 0 || ui >= nx || uj >= ny || uk >= nz) continue;
      const u = voxel(nx, ny, ui, uj, uk);
      lower(job, ui, uj, uk, u, arrival(job, ui, uj, uk, u));
    }
  }
  return 1;
}
