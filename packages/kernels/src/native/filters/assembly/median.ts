// Median of 3 × 3 × 3 grey values, eight voxels at once: of fifteen the lowest and the highest are forgotten, one more
// is taken in, and so on; the one that is left is the median. The list of comparisons is written out, since registers
// have no index.

/**
 * The median of each voxel and its 26 neighbours, for rows rowFrom to rowTo (numbered j + ny·k); beyond the grid stands
 * the nearest voxel inside.
 *
 * scratch  nine rows of nx + 10 Int16 and one of nx + 8
 */
export function median3Rows(
  values: usize, out: usize, nx: i32, ny: i32, nz: i32, rowFrom: i32, rowTo: i32, scratch: usize,
): void {
  const rowBytes = <usize>(nx + 10) << 1;
  const line = scratch + 9 * rowBytes;
  const row0 = scratch;
  const row1 = row0 + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  const row4 = row3 + rowBytes;
  const row5 = row4 + rowBytes;
  const row6 = row5 + rowBytes;
  const row7 = row6 + rowBytes;
  const row8 = row7 + rowBytes;
  for (let row = rowFrom; row < rowTo; row++) {
    const j = row % ny;
    const k = row / ny;
    for (let n = 0; n < 9; n++) {
      const jj = min(max(j + (n % 3) - 1, 0), ny - 1);
      const kk = min(max(k + n / 3 - 1, 0), nz - 1);
      const from = values + (<usize>(kk * ny + jj) * <usize>nx << 1);
      const to = scratch + <usize>n * rowBytes;
      store<i16>(to, load<i16>(from));
      memory.copy(to + 2, from, <usize>nx << 1);
      const last = load<i16>(from + (<usize>(nx - 1) << 1));
      for (let i = nx + 1; i < nx + 10; i++) store<i16>(to + (<usize>i << 1), last);
    }
    for (let at: usize = 0; at < <usize>nx << 1; at += 16) v128.store(line + at, medianAt(at, row0, row1, row2, row3, row4, row5, row6, row7, row8));
    memory.copy(out + (<usize>row * <usize>nx << 1), line, <usize>nx << 1);
  }
}

function medianAt(
  at: usize, row0: usize, row1: usize, row2: usize, row3: usize, row4: usize, row5: usize, row6: usize, row7: usize,
  row8: usize,
): v128 {
    let t: v128;
    let a0 = v128.load(row0 + at);
    let a1 = v128.load(row0 + at, 2);
    let a2 = v128.load(row0 + at, 4);
    let a3 = v128.load(row1 + at);
    let a4 = v128.load(row1 + at, 2);
    let a5 = v128.load(row1 + at, 4);
    let a6 = v128.load(row2 + at);
    let a7 = v128.load(row2 + at, 2);
    let a8 = v128.load(row2 + at, 4);
    let a9 = v128.load(row3 + at);
    let a10 = v128.load(row3 + at, 2);
    let a11 = v128.load(row3 + at, 4);
    let a12 = v128.load(row4 + at);
    let a13 = v128.load(row4 + at, 2);
    let a14 = v128.load(row4 + at, 4);
    t = i16x8.min_s(a0, a14); a14 = i16x8.max_s(a0, a14); a0 = t;
    t = i16x8.min_s(a1, a13); a13 = i16x8.max_s(a1, a13); a1 = t;
    t = i16x8.min_s(a2, a12); a12 = i16x8.max_s(a2, a12); a2 = t;
    t = i16x8.min_s(a3, a11); a11 = i16x8.max_s(a3, a11); a3 = t;
    t = i16x8.min_s(a4, a10); a10 = i16x8.max_s(a4, a10); a4 = t;
    t = i16x8.min_s(a5, a9); a9 = i16x8.max_s(a5, a9); a5 = t;
    t = i16x8.min_s(a6, a8); a8 = i16x8.max_s(a6, a8); a6 = t;
    t = i16x8.min_s(a0, a1); a1 = i16x8.max_s(a0, a1); a0 = t;
    t = i16x8.min_s(a0, a2); a2 = i16x8.max_s(a0, a2); a0 = t;
    t = i16x8.min_s(a0, a3); a3 = i16x8.max_s(a0, a3); a0 = t;
    t = i16x8.min_s(a0, a4); a4 = i16x8.max_s(a0, a4); a0 = t;
    t = i16x8.min_s(a0, a5); a5 = i16x8.max_s(a0, a5); a0 = t;
    t = i16x8.min_s(a0, a6); a6 = i16x8.max_s(a0, a6); a0 = t;
    t = i16x8.min_s(a0, a7); a7 = i16x8.max_s(a0, a7); a0 = t;
    t = i16x8.min_s(a7, a14); a14 = i16x8.max_s(a7, a14); a7 = t;
    t = i16x8.min_s(a8, a14); a14 = i16x8.max_s(a8, a14); a8 = t;
    t = i16x8.min_s(a9, a14); a14 = i16x8.max_s(a9, a14); a9 = t;
    t = i16x8.min_s(a10, a14); a14 = i16x8.max_s(a10, a14); a10 = t;
    t = i16x8.min_s(a11, a14); a14 = i16x8.max_s(a11, a14); a11 = t;
    t = i16x8.min_s(a12, a14); a14 = i16x8.max_s(a12, a14); a12 = t;
    t = i16x8.min_s(a13, a14); a14 = i16x8.max_s(a13, a14); a13 = t;
    a0 = v128.load(row5 + at);
    t = i16x8.min_s(a1, a0); a0 = i16x8.max_s(a1, a0); a1 = t;
    t = i16x8.min_s(a2, a13); a13 = i16x8.max_s(a2, a13); a2 = t;
    t = i16x8.min_s(a3, a12); a12 = i16x8.max_s(a3, a12); a3 = t;
    t = i16x8.min_s(a4, a11); a11 = i16x8.max_s(a4, a11); a4 = t;
    t = i16x8.min_s(a5, a10); a10 = i16x8.max_s(a5, a10); a5 = t;
    t = i16x8.min_s(a6, a9); a9 = i16x8.max_s(a6, a9); a6 = t;
    t = i16x8.min_s(a7, a8); a8 = i16x8.max_s(a7, a8); a7 = t;
    t = i16x8.min_s(a1, a2); a2 = i16x8.max_s(a1, a2); a1 = t;
    t = i16x8.min_s(a1, a3); a3 = i16x8.max_s(a1, a3); a1 = t;
    t = i16x8.min_s(a1, a4); a4 = i16x8.max_s(a1, a4); a1 = t;
    t = i16x8.min_s(a1, a5); a5 = i16x8.max_s(a1, a5); a1 = t;
    t = i16x8.min_s(a1, a6); a6 = i16x8.max_s(a1, a6); a1 = t;
    t = i16x8.min_s(a1, a7); a7 = i16x8.max_s(a1, a7); a1 = t;
    t = i16x8.min_s(a8, a0); a0 = i16x8.max_s(a8, a0); a8 = t;
    t = i16x8.min_s(a9, a0); a0 = i16x8.max_s(a9, a0); a9 = t;
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row5 + at, 2);
    t = i16x8.min_s(a2, a0); a0 = i16x8.max_s(a2, a0); a2 = t;
    t = i16x8.min_s(a3, a13); a13 = i16x8.max_s(a3, a13); a3 = t;
    t = i16x8.min_s(a4, a12); a12 = i16x8.max_s(a4, a12); a4 = t;
    t = i16x8.min_s(a5, a11); a11 = i16x8.max_s(a5, a11); a5 = t;
    t = i16x8.min_s(a6, a10); a10 = i16x8.max_s(a6, a10); a6 = t;
    t = i16x8.min_s(a7, a9); a9 = i16x8.max_s(a7, a9); a7 = t;
    t = i16x8.min_s(a2, a3); a3 = i16x8.max_s(a2, a3); a2 = t;
    t = i16x8.min_s(a2, a4); a4 = i16x8.max_s(a2, a4); a2 = t;
    t = i16x8.min_s(a2, a5); a5 = i16x8.max_s(a2, a5); a2 = t;
    t = i16x8.min_s(a2, a6); a6 = i16x8.max_s(a2, a6); a2 = t;
    t = i16x8.min_s(a2, a7); a7 = i16x8.max_s(a2, a7); a2 = t;
    t = i16x8.min_s(a2, a8); a8 = i16x8.max_s(a2, a8); a2 = t;
    t = i16x8.min_s(a8, a0); a0 = i16x8.max_s(a8, a0); a8 = t;
    t = i16x8.min_s(a9, a0); a0 = i16x8.max_s(a9, a0); a9 = t;
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row5 + at, 4);
    t = i16x8.min_s(a3, a0); a0 = i16x8.max_s(a3, a0); a3 = t;
    t = i16x8.min_s(a4, a13); a13 = i16x8.max_s(a4, a13); a4 = t;
    t = i16x8.min_s(a5, a12); a12 = i16x8.max_s(a5, a12); a5 = t;
    t = i16x8.min_s(a6, a11); a11 = i16x8.max_s(a6, a11); a6 = t;
    t = i16x8.min_s(a7, a10); a10 = i16x8.max_s(a7, a10); a7 = t;
    t = i16x8.min_s(a8, a9); a9 = i16x8.max_s(a8, a9); a8 = t;
    t = i16x8.min_s(a3, a4); a4 = i16x8.max_s(a3, a4); a3 = t;
    t = i16x8.min_s(a3, a5); a5 = i16x8.max_s(a3, a5); a3 = t;
    t = i16x8.min_s(a3, a6); a6 = i16x8.max_s(a3, a6); a3 = t;
    t = i16x8.min_s(a3, a7); a7 = i16x8.max_s(a3, a7); a3 = t;
    t = i16x8.min_s(a3, a8); a8 = i16x8.max_s(a3, a8); a3 = t;
    t = i16x8.min_s(a9, a0); a0 = i16x8.max_s(a9, a0); a9 = t;
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row6 + at);
    t = i16x8.min_s(a4, a0); a0 = i16x8.max_s(a4, a0); a4 = t;
    t = i16x8.min_s(a5, a13); a13 = i16x8.max_s(a5, a13); a5 = t;
    t = i16x8.min_s(a6, a12); a12 = i16x8.max_s(a6, a12); a6 = t;
    t = i16x8.min_s(a7, a11); a11 = i16x8.max_s(a7, a11); a7 = t;
    t = i16x8.min_s(a8, a10); a10 = i16x8.max_s(a8, a10); a8 = t;
    t = i16x8.min_s(a4, a5); a5 = i16x8.max_s(a4, a5); a4 = t;
    t = i16x8.min_s(a4, a6); a6 = i16x8.max_s(a4, a6); a4 = t;
    t = i16x8.min_s(a4, a7); a7 = i16x8.max_s(a4, a7); a4 = t;
    t = i16x8.min_s(a4, a8); a8 = i16x8.max_s(a4, a8); a4 = t;
    t = i16x8.min_s(a4, a9); a9 = i16x8.max_s(a4, a9); a4 = t;
    t = i16x8.min_s(a9, a0); a0 = i16x8.max_s(a9, a0); a9 = t;
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row6 + at, 2);
    t = i16x8.min_s(a5, a0); a0 = i16x8.max_s(a5, a0); a5 = t;
    t = i16x8.min_s(a6, a13); a13 = i16x8.max_s(a6, a13); a6 = t;
    t = i16x8.min_s(a7, a12); a12 = i16x8.max_s(a7, a12); a7 = t;
    t = i16x8.min_s(a8, a11); a11 = i16x8.max_s(a8, a11); a8 = t;
    t = i16x8.min_s(a9, a10); a10 = i16x8.max_s(a9, a10); a9 = t;
    t = i16x8.min_s(a5, a6); a6 = i16x8.max_s(a5, a6); a5 = t;
    t = i16x8.min_s(a5, a7); a7 = i16x8.max_s(a5, a7); a5 = t;
    t = i16x8.min_s(a5, a8); a8 = i16x8.max_s(a5, a8); a5 = t;
    t = i16x8.min_s(a5, a9); a9 = i16x8.max_s(a5, a9); a5 = t;
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row6 + at, 4);
    t = i16x8.min_s(a6, a0); a0 = i16x8.max_s(a6, a0); a6 = t;
    t = i16x8.min_s(a7, a13); a13 = i16x8.max_s(a7, a13); a7 = t;
    t = i16x8.min_s(a8, a12); a12 = i16x8.max_s(a8, a12); a8 = t;
    t = i16x8.min_s(a9, a11); a11 = i16x8.max_s(a9, a11); a9 = t;
    t = i16x8.min_s(a6, a7); a7 = i16x8.max_s(a6, a7); a6 = t;
    t = i16x8.min_s(a6, a8); a8 = i16x8.max_s(a6, a8); a6 = t;
    t = i16x8.min_s(a6, a9); a9 = i16x8.max_s(a6, a9); a6 = t;
    t = i16x8.min_s(a6, a10); a10 = i16x8.max_s(a6, a10); a6 = t;
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row7 + at);
    t = i16x8.min_s(a7, a0); a0 = i16x8.max_s(a7, a0); a7 = t;
    t = i16x8.min_s(a8, a13); a13 = i16x8.max_s(a8, a13); a8 = t;
    t = i16x8.min_s(a9, a12); a12 = i16x8.max_s(a9, a12); a9 = t;
    t = i16x8.min_s(a10, a11); a11 = i16x8.max_s(a10, a11); a10 = t;
    t = i16x8.min_s(a7, a8); a8 = i16x8.max_s(a7, a8); a7 = t;
    t = i16x8.min_s(a7, a9); a9 = i16x8.max_s(a7, a9); a7 = t;
    t = i16x8.min_s(a7, a10); a10 = i16x8.max_s(a7, a10); a7 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row7 + at, 2);
    t = i16x8.min_s(a8, a0); a0 = i16x8.max_s(a8, a0); a8 = t;
    t = i16x8.min_s(a9, a13); a13 = i16x8.max_s(a9, a13); a9 = t;
    t = i16x8.min_s(a10, a12); a12 = i16x8.max_s(a10, a12); a10 = t;
    t = i16x8.min_s(a8, a9); a9 = i16x8.max_s(a8, a9); a8 = t;
    t = i16x8.min_s(a8, a10); a10 = i16x8.max_s(a8, a10); a8 = t;
    t = i16x8.min_s(a8, a11); a11 = i16x8.max_s(a8, a11); a8 = t;
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row7 + at, 4);
    t = i16x8.min_s(a9, a0); a0 = i16x8.max_s(a9, a0); a9 = t;
    t = i16x8.min_s(a10, a13); a13 = i16x8.max_s(a10, a13); a10 = t;
    t = i16x8.min_s(a11, a12); a12 = i16x8.max_s(a11, a12); a11 = t;
    t = i16x8.min_s(a9, a10); a10 = i16x8.max_s(a9, a10); a9 = t;
    t = i16x8.min_s(a9, a11); a11 = i16x8.max_s(a9, a11); a9 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row8 + at);
    t = i16x8.min_s(a10, a0); a0 = i16x8.max_s(a10, a0); a10 = t;
    t = i16x8.min_s(a11, a13); a13 = i16x8.max_s(a11, a13); a11 = t;
    t = i16x8.min_s(a10, a11); a11 = i16x8.max_s(a10, a11); a10 = t;
    t = i16x8.min_s(a10, a12); a12 = i16x8.max_s(a10, a12); a10 = t;
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row8 + at, 2);
    t = i16x8.min_s(a11, a0); a0 = i16x8.max_s(a11, a0); a11 = t;
    t = i16x8.min_s(a12, a13); a13 = i16x8.max_s(a12, a13); a12 = t;
    t = i16x8.min_s(a11, a12); a12 = i16x8.max_s(a11, a12); a11 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    a0 = v128.load(row8 + at, 4);
    t = i16x8.min_s(a12, a0); a0 = i16x8.max_s(a12, a0); a12 = t;
    t = i16x8.min_s(a12, a13); a13 = i16x8.max_s(a12, a13); a12 = t;
    t = i16x8.min_s(a13, a0); a0 = i16x8.max_s(a13, a0); a13 = t;
    return a13;
}
