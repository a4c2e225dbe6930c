// A watershed by flooding: labels rise from their seeds, the lowest voxel next to the water first, and of equal ones the
// one that waits longest. A voxel belongs to whom reaches it first, so this is one walk in one order, on one thread.
// Source: Meyer, Topographic distance and watershed lines, Signal Processing 38 (1994) 113.
//
// Voxels wait in a list for each level, in chunks of a pool: u32 next chunk, first, end, and the entries. Every voxel
// waits once, so the pool is large enough when it has room for all of them and one open chunk for each level.

const CHUNK_BYTES: usize = 4096;
const HEAD: usize = 12;
const ENTRIES: u32 = <u32>((CHUNK_BYTES - HEAD) / 4);
const NONE: u32 = 0xffffffff;

/**
 * job: u32 places: 0 values (Int16, from 0) 1 allowed (bits, 0 for everywhere) 2 labels (u8) 3 lists (two u32 for each level)
 * 4 pool 5 state (u32: level, waiting, free chunk, fresh chunk) 6 nx 7 ny 8 nz 9 rowBytes 10 levels
 */
export function clearFlood(job: usize): void {
  memory.fill(<usize>load<u32>(job, 12), 0xff, <usize>load<u32>(job, 40) << 3);
  const state = <usize>load<u32>(job, 20);
  store<u32>(state, 0);
  store<u32>(state, 0, 4);
  store<u32>(state, NONE, 8);
  store<u32>(state, 0, 12);
}

/** Plants the voxels of a mask as seeds; a voxel keeps the first label that it is given. */
export function plantFlood(job: usize, mask: usize, rowBytes: i32, label: i32): void {
  const nx = load<u32>(job, 24);
  const rows = load<u32>(job, 28) * load<u32>(job, 32);
  const labels = <usize>load<u32>(job, 8);
  const values = <usize>load<u32>(job);
  for (let row: u32 = 0; row < rows; row++) {
    for (let b: i32 = 0; b < rowBytes; b += 8) {
      let word = load<u64>(mask + <usize>row * <usize>rowBytes + <usize>b);
      while (word) {
        const v = row * nx + <u32>(b << 3) + <u32>ctz<u64>(word);
        word &= word - 1;
        if (load<u8>(labels + <usize>v)) continue;
        store<u8>(labels + <usize>v, <u8>label);
        wait(job, <u32>load<i16>(values + (<usize>v << 1)), v);
      }
    }
  }
}

function wait(job: usize, level: u32, v: u32): void {
  const list = <usize>load<u32>(job, 12) + (<usize>level << 3);
  const pool = <usize>load<u32>(job, 16);
  const state = <usize>load<u32>(job, 20);
  let last = load<u32>(list, 4);
  if (last == NONE || load<u32>(pool + <usize>last * CHUNK_BYTES, 8) == ENTRIES) {
    let chunk = load<u32>(state, 8);
    if (chunk != NONE) store<u32>(state, load<u32>(pool + <usize>chunk * CHUNK_BYTES), 8);
    else {
      chunk = load<u32>(state, 12);
      store<u32>(state, chunk + 1, 12);
    }
    const at = pool + <usize>chunk * CHUNK_BYTES;
    store<u32>(at, NONE);
    store<u32>(at, 0, 4);
    store<u32>(at, 0, 8);
    if (last == NONE) store<u32>(list, chunk);
    else store<u32>(pool + <usize>last * CHUNK_BYTES, chunk);
    store<u32>(list, chunk, 4);
    last = chunk;
  }
  const chunk = pool + <usize>last * CHUNK_BYTES;
  const end = load<u32>(chunk, 8);
  store<u32>(chunk + HEAD + (<usize>end << 2), v);
  store<u32>(chunk, end + 1, 8);
  store<u32>(state, load<u32>(state, 4) + 1, 4);
  if (level < load<u32>(state)) store<u32>(state, level);
}

/** Lets the water rise for at most `most` voxels; returns how many still wait. */
export function flood(job: usize, most: u32): f64 {
  const values = <usize>load<u32>(job);
  const allowed = <usize>load<u32>(job, 4);
  const labels = <usize>load<u32>(job, 8);
  const lists = <usize>load<u32>(job, 12);
  const pool = <usize>load<u32>(job, 16);
  const state = <usize>load<u32>(job, 20);
  const nx = load<u32>(job, 24);
  const ny = load<u32>(job, 28);
  const nz = load<u32>(job, 32);
  const rowBytes = <usize>load<u32>(job, 36);
  let taken: u32 = 0;
  while (load<u32>(state, 4) > 0 && taken < most) {
    const level = load<u32>(state);
    const list = lists + (<usize>level << 3);
    const first = load<u32>(list);
    if (first == NONE) {
      store<u32>(state, level + 1);
      continue;
    }
    const chunk = pool + <usize>first * CHUNK_BYTES;
    const from = load<u32>(chunk, 4);
    const v = load<u32>(chunk + HEAD + (<usize>from << 2));
    store<u32>(chunk, from + 1, 4);
    store<u32>(state, load<u32>(state, 4) - 1, 4);
    if (from + 1 == load<u32>(chunk, 8)) {
      const after = load<u32>(chunk);
      store<u32>(list, after);
      if (after == NONE) store<u32>(list, NONE, 4);
      store<u32>(chunk, load<u32>(state, 8));
      store<u32>(state, first, 8);
    }
    taken++;
    const label = load<u8>(labels + <usize>v);
    const i = v % nx;
    const row = v / nx;
    const j = row % ny;
    const k = row / ny;
    for (let face = 0; face < 6; face++) {
      let u = v;
      let ui = i;
      let uRow = row;
      if (face == 0) {
        if (k == 0) continue;
        u -= nx * ny;
        uRow -= ny;
      } else if (face == 1) {
        if (j == 0) continue;
        u -= nx;
        uRow--;
      } else if (face == 2) {
        if (i == 0) continue;
        u--;
        ui--;
      } else if (face == 3) {
        if (i + 1 == nx) continue;
        u++;
        ui++;
      } else if (face == 4) {
        if (j + 1 == ny) continue;
        u += nx;
        uRow++;
      } else {
        if (k + 1 == nz) continue;
        u += nx * ny;
        uRow += ny;
      }
      if (load<u8>(labels + <usize>u)) continue;
      if (allowed && !((load<u8>(allowed + <usize>uRow * rowBytes + <usize>(ui >> 3)) >> <u8>(ui & 7)) & 1)) continue;
      store<u8>(labels + <usize>u, label);
      wait(job, <u32>load<i16>(values + (<usize>u << 1)), u);
    }
  }
  return <f64>load<u32>(state, 4);
}
