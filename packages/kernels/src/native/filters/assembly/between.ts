/**
 * How much darker a voxel is than what lies to both sides of it, along the direction where that is most: of the brightest
 * on the one side and the brightest on the other the lower counts. A joint is such a place; marrow beside one wall is not.
 * Rows rowFrom to rowTo.
 *
 * ways   i32 for each direction: di, dj, dk and how many steps to look to each side
 * Writes what is left above `noise`, at most `most`.
 */
export function betweenRows(
  values: usize, out: usize, nx: i32, ny: i32, nz: i32, rowFrom: i32, rowTo: i32, ways: usize, wayCount: i32,
  noise: i32, most: i32,
): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const j = row % ny;
    const k = row / ny;
    const line = values + (<usize>row * <usize>nx << 1);
    const to = out + (<usize>row * <usize>nx << 1);
    for (let i = 0; i < nx; i++) {
      const own = <i32>load<i16>(line + (<usize>i << 1));
      let best = 0;
      for (let n = 0; n < wayCount; n++) {
        const w = ways + <usize>(n << 4);
        const di = load<i32>(w);
        const dj = load<i32>(w, 4);
        const dk = load<i32>(w, 8);
        const steps = load<i32>(w, 12);
        const front = brightest(values, nx, ny, nz, i, j, k, di, dj, dk, steps);
        if (front - own <= best) continue;
        const back = brightest(values, nx, ny, nz, i, j, k, -di, -dj, -dk, steps);
        best = max(best, min(front, back) - own);
      }
      store<i16>(to + (<usize>i << 1), <i16>min(most, max(0, best - noise)));
    }
  }
}

@inline function brightest(
  values: usize, nx: i32, ny: i32, nz: i32, i: i32, j: i32, k: i32, di: i32, dj: i32, dk: i32, steps: i32,
): i32 {
  let best = -32768;
  for (let n = 1; n <= steps; n++) {
    i += di;
    j += dj;
    k += dk;
    if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) break;
    best = max(best, <i32>load<i16>(values + (<usize>((k * ny + j) * nx + i) << 1)));
  }
  return best;
}
