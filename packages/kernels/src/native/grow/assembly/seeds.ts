// Seeds come and go, brick by brick.
import { FAR, SIDE } from './ways';

/** Plants bits of a brick (1,024 words, row j + 32·k) as seeds of a label; where two labels are planted the lower stays. */
export function plant(keys: usize, nx: i32, ny: i32, bi: i32, bj: i32, bk: i32, words: usize, label: u32): void {
  for (let row = 0; row < 1024; row++) {
    const first = keyOf(keys, nx, ny, bi, bj, bk, row);
    for (let word = load<u32>(words + (<usize>row << 2)); word; word &= word - 1) {
      const key = first + (<usize>ctz<u32>(word) << 2);
      if (label < load<u32>(key)) store<u32>(key, label);
    }
  }
}

/** Bits of a brick are seeds of a label no more. Where a lower label is planted too it stays. */
export function uproot(keys: usize, nx: i32, ny: i32, bi: i32, bj: i32, bk: i32, words: usize, label: u32): void {
  for (let row = 0; row < 1024; row++) {
    const first = keyOf(keys, nx, ny, bi, bj, bk, row);
    for (let word = load<u32>(words + (<usize>row << 2)); word; word &= word - 1) {
      const key = first + (<usize>ctz<u32>(word) << 2);
      if (label == load<u32>(key)) store<u32>(key, FAR);
    }
  }
}

@inline function keyOf(keys: usize, nx: i32, ny: i32, bi: i32, bj: i32, bk: i32, row: i32): usize {
  const j = bj * SIDE + (row & 31);
  const k = bk * SIDE + (row >> 5);
  return keys + (<usize>(k * ny + j) * <usize>nx + <usize>(bi * SIDE) << 2);
}
