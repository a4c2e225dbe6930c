// A separable Gaussian in one walk: rows of a tile are blurred along i and j into a ring of slices, and the ring is
// blurred along k as soon as it holds enough of them. Beyond the grid stands what lies inside, mirrored at its edge.

const GREY = 0;

/**
 * Blurs rows jFrom to jTo of all slices.
 *
 * source, sourceKind  0: Int16 values; 1: bits (0 or 1 each), rowBytes to a row
 * out, outKind        0: Int16, rounded; 1: bits, set where the blurred value is at least `level`; 2: Float32
 * taps                f32 weights, middle first: ri + 1, rj + 1 and rk + 1 of them, one list after the other
 * scratch             f32: nx + 2·ri padded row; (jTo − jFrom + 2·rj) rows; (2·rk + 1)·(jTo − jFrom) rows; one row
 */
export function gaussTile(
  source: usize, sourceKind: i32, out: usize, outKind: i32, nx: i32, ny: i32, nz: i32, rowBytes: i32,
  jFrom: i32, jTo: i32, ri: i32, rj: i32, rk: i32, taps: usize, level: f32, scratch: usize,
): void {
  const tapsJ = taps + (<usize>(ri + 1) << 2);
  const tapsK = tapsJ + (<usize>(rj + 1) << 2);
  const rowF = <usize>nx << 2;
  const padded = scratch;
  const rowsI = padded + (<usize>(nx + 2 * ri) << 2);
  const height = jTo - jFrom;
  const ring = rowsI + <usize>(height + 2 * rj) * rowF;
  const depth = 2 * rk + 1;
  const line = ring + <usize>(depth * height) * rowF;

  // The slice that stands at k, mirrored into the grid, goes to place (k + rk) mod depth of the ring.
  for (let k = -rk; k < nz + rk; k++) {
    const kk = mirrored(k, nz);
    for (let r = 0; r < height + 2 * rj; r++) {
      const row = kk * ny + mirrored(jFrom - rj + r, ny);
      readRow(source, sourceKind, row, nx, rowBytes, padded + (<usize>ri << 2));
      mirrorEnds(padded, nx, ri);
      blurRow(padded, rowsI + <usize>r * rowF, nx, ri, taps);
    }
    const slice = ring + <usize>(((k + rk) % depth) * height) * rowF;
    for (let r = 0; r < height; r++) blurAcross(rowsI + <usize>r * rowF, rowF, slice + <usize>r * rowF, nx, rj, tapsJ);
    const target = k - rk;
    if (target < 0) continue;
    for (let r = 0; r < height; r++) {
      blurRing(ring, <usize>height * rowF, <usize>r * rowF, target, depth, line, nx, rk, tapsK);
      writeRow(line, out, outKind, target * ny + jFrom + r, nx, rowBytes, level);
    }
  }
}

/** Mirrored at the edge: −1 is 0, n is n − 1; again and again for grids narrower than the reach. */
function mirrored(index: i32, n: i32): i32 {
  const period = 2 * n;
  let at = index % period;
  if (at < 0) at += period;
  return at < n ? at : period - 1 - at;
}

function readRow(source: usize, kind: i32, row: i32, nx: i32, rowBytes: i32, to: usize): void {
  if (kind == GREY) {
    const from = source + (<usize>row * <usize>nx << 1);
    let i = 0;
    for (; i + 8 <= nx; i += 8) {
      const values = v128.load(from + (<usize>i << 1));
      const at = to + (<usize>i << 2);
      v128.store(at, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(values)));
      v128.store(at, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(values)), 16);
    }
    for (; i < nx; i++) store<f32>(to + (<usize>i << 2), <f32>load<i16>(from + (<usize>i << 1)));
    return;
  }
  const bits = source + <usize>row * <usize>rowBytes;
  for (let i = 0; i < nx; i++)
    store<f32>(to + (<usize>i << 2), <f32>((load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1));
}

function mirrorEnds(padded: usize, nx: i32, ri: i32): void {
  const first = padded + (<usize>ri << 2);
  for (let n = 1; n <= ri; n++) {
    store<f32>(first - (<usize>n << 2), load<f32>(first + (<usize>mirrored(-n, nx) << 2)));
    store<f32>(first + (<usize>(nx - 1 + n) << 2), load<f32>(first + (<usize>mirrored(nx - 1 + n, nx) << 2)));
  }
}

/** Along a padded row: out[i] = Σ tap[n] · (row[i − n] + row[i + n]). */
function blurRow(padded: usize, out: usize, nx: i32, ri: i32, taps: usize): void {
  const row = padded + (<usize>ri << 2);
  let i = 0;
  for (; i + 4 <= nx; i += 4) {
    const at = row + (<usize>i << 2);
    let sum = f32x4.mul(f32x4.splat(load<f32>(taps)), v128.load(at));
    for (let n = 1; n <= ri; n++)
      sum = f32x4.add(
        sum,
        f32x4.mul(
          f32x4.splat(load<f32>(taps + (<usize>n << 2))),
          f32x4.add(v128.load(at - (<usize>n << 2)), v128.load(at + (<usize>n << 2))),
        ),
      );
    v128.store(out + (<usize>i << 2), sum);
  }
  for (; i < nx; i++) {
    const at = row + (<usize>i << 2);
    let sum = load<f32>(taps) * load<f32>(at);
    for (let n = 1; n <= ri; n++)
      sum += load<f32>(taps + (<usize>n << 2)) * (load<f32>(at - (<usize>n << 2)) + load<f32>(at + (<usize>n << 2)));
    store<f32>(out + (<usize>i << 2), sum);
  }
}

/** Across rows that lie `step` bytes apart; `first` is the lowest of the 2·r + 1. */
function blurAcross(first: usize, step: usize, out: usize, nx: i32, r: i32, taps: usize): void {
  const middle = first + <usize>r * step;
  let i = 0;
  for (; i + 4 <= nx; i += 4) {
    const at = middle + (<usize>i << 2);
    let sum = f32x4.mul(f32x4.splat(load<f32>(taps)), v128.load(at));
    for (let n = 1; n <= r; n++)
      sum = f32x4.add(
        sum,
        f32x4.mul(
          f32x4.splat(load<f32>(taps + (<usize>n << 2))),
          f32x4.add(v128.load(at - <usize>n * step), v128.load(at + <usize>n * step)),
        ),
      );
    v128.store(out + (<usize>i << 2), sum);
  }
  for (; i < nx; i++) {
    const at = middle + (<usize>i << 2);
    let sum = load<f32>(taps) * load<f32>(at);
    for (let n = 1; n <= r; n++)
      sum += load<f32>(taps + (<usize>n << 2)) * (load<f32>(at - <usize>n * step) + load<f32>(at + <usize>n * step));
    store<f32>(out + (<usize>i << 2), sum);
  }
}

/** Across the slices of the ring: the one for k stands at (k + rk) mod depth. */
function blurRing(
  ring: usize, sliceBytes: usize, rowAt: usize, target: i32, depth: i32, out: usize, nx: i32, rk: i32, taps: usize,
): void {
  for (let n = 0; n <= rk; n++) {
    const low = ring + <usize>((target - n + rk) % depth) * sliceBytes + rowAt;
    const high = ring + <usize>((target + n + rk) % depth) * sliceBytes + rowAt;
    const tap = load<f32>(taps + (<usize>n << 2));
    const weight = f32x4.splat(tap);
    let i = 0;
    for (; i + 4 <= nx; i += 4) {
      const at = <usize>i << 2;
      const part = n == 0 ? v128.load(low + at) : f32x4.add(v128.load(low + at), v128.load(high + at));
      const more = f32x4.mul(weight, part);
      v128.store(out + at, n == 0 ? more : f32x4.add(v128.load(out + at), more));
    }
    for (; i < nx; i++) {
      const at = <usize>i << 2;
      const more = tap * (n == 0 ? load<f32>(low + at) : load<f32>(low + at) + load<f32>(high + at));
      store<f32>(out + at, n == 0 ? more : load<f32>(out + at) + more);
    }
  }
}

function writeRow(line: usize, out: usize, kind: i32, row: i32, nx: i32, rowBytes: i32, level: f32): void {
  if (kind == 2) {
    memory.copy(out + (<usize>row * <usize>nx << 2), line, <usize>nx << 2);
    return;
  }
  if (kind == GREY) {
    const to = out + (<usize>row * <usize>nx << 1);
    let i = 0;
    for (; i + 8 <= nx; i += 8) {
      const at = line + (<usize>i << 2);
      const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(v128.load(at)));
      const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(v128.load(at, 16)));
      v128.store(to + (<usize>i << 1), i16x8.narrow_i32x4_s(low, high));
    }
    for (; i < nx; i++)
      store<i16>(to + (<usize>i << 1), <i16>min(max(nearest(load<f32>(line + (<usize>i << 2))), -32768), 32767));
    return;
  }
  const bits = out + <usize>row * <usize>rowBytes;
  memory.fill(bits, 0, <usize>rowBytes);
  for (let i = 0; i < nx; i++)
    if (load<f32>(line + (<usize>i << 2)) >= level) {
      const at = bits + (i >> 3);
      store<u8>(at, load<u8>(at) | (1 << <u8>(i & 7)));
    }
}
