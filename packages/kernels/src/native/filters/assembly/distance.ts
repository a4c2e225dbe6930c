// Exact Euclidean distances in three passes, one for each axis: the lower envelope of parabolas along each line.
// Source: Felzenszwalb and Huttenlocher, Theory of Computing 8 (2012) 415; anisotropic spacing by scaled parabolas.

/** No set voxel has been met along this line yet. */
const FAR: f32 = 3.0e38;

/** Columns that are carried along together: one cache line of f32. */
const TILE = 16;

/**
 * First pass: for each voxel of rows rowFrom to rowTo the squared distance in mm² to the nearest voxel of its own row
 * that is in the mask (`sought` 1) or that is not (`sought` 0); FAR where there is none.
 */
export function distanceRows(
  mask: usize, out: usize, nx: i32, rowFrom: i32, rowTo: i32, rowBytes: i32, stepMm: f64, sought: i32,
): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const bits = mask + <usize>row * <usize>rowBytes;
    const dst = out + <usize>row * <usize>nx * 4;
    let last = -1;
    let from = 0;
    // Walks from one sought voxel to the next, and fills what lies between from both.
    while (from < nx) {
      const next = nextBit(bits, from, nx, sought);
      if (next < 0) break;
      fillBetween(dst, last, next, stepMm);
      store<f32>(dst + (<usize>next << 2), 0);
      last = next;
      from = next + 1;
    }
    if (last < 0) for (let i = 0; i < nx; i++) store<f32>(dst + (<usize>i << 2), FAR);
    else
      for (let i = last + 1; i < nx; i++) {
        const mm = <f64>(i - last) * stepMm;
        store<f32>(dst + (<usize>i << 2), <f32>(mm * mm));
      }
  }
}

/** The first voxel from `from` on whose bit is `sought`; -1 if there is none before nx. */
function nextBit(bits: usize, from: i32, nx: i32, sought: i32): i32 {
  let w = from >> 6;
  const flip: u64 = sought ? 0 : ~(<u64>0);
  let word = (load<u64>(bits + (<usize>w << 3)) ^ flip) & (~(<u64>0) << <u64>(from & 63));
  while (true) {
    if (word) {
      const at = (w << 6) + <i32>ctz<u64>(word);
      return at < nx ? at : -1;
    }
    w++;
    if (w << 6 >= nx) return -1;
    word = load<u64>(bits + (<usize>w << 3)) ^ flip;
  }
}

function fillBetween(dst: usize, last: i32, next: i32, stepMm: f64): void {
  let middle = last < 0 ? last + 1 : (last + next + 1) >> 1;
  for (let i = last + 1; i < middle; i++) {
    const mm = <f64>(i - last) * stepMm;
    store<f32>(dst + (<usize>i << 2), <f32>(mm * mm));
  }
  for (let i = middle; i < next; i++) {
    const mm = <f64>(next - i) * stepMm;
    store<f32>(dst + (<usize>i << 2), <f32>(mm * mm));
  }
}

/** Second pass, in place: along j, for slices kFrom to kTo. `scratch` holds 28 bytes for each of ny + 1 places, and TILE · ny f32. */
export function distanceColumns(
  field: usize, nx: i32, ny: i32, kFrom: i32, kTo: i32, stepMm: f64, scratch: usize,
): void {
  for (let k = kFrom; k < kTo; k++)
    for (let i = 0; i < nx; i += TILE)
      lines(field + (<usize>k * <usize>ny * <usize>nx + <usize>i) * 4, ny, <usize>nx * 4, min(TILE, nx - i), stepMm, scratch);
}

/** Third pass, in place: along k, for rows jFrom to jTo of all slices. `scratch` as for nz. */
export function distanceSlices(
  field: usize, nx: i32, ny: i32, nz: i32, jFrom: i32, jTo: i32, stepMm: f64, scratch: usize,
): void {
  for (let j = jFrom; j < jTo; j++)
    for (let i = 0; i < nx; i += TILE)
      lines(field + (<usize>j * <usize>nx + <usize>i) * 4, nz, <usize>nx * <usize>ny * 4, min(TILE, nx - i), stepMm, scratch);
}

/** The lower envelope along `count` lines side by side, each of n places `stride` bytes apart. */
function lines(at: usize, n: i32, stride: usize, count: i32, stepMm: f64, scratch: usize): void {
  const tile = scratch;
  const vertex = tile + (<usize>n * TILE << 2);
  const border = vertex + (<usize>(n + 1) << 2);
  const height = (border + (<usize>(n + 1) << 3) + 7) & ~7;
  // Line by line in memory of its own: stepping through the field once for each line would miss the cache at every step.
  for (let q = 0; q < n; q++) {
    const from = at + <usize>q * stride;
    for (let c = 0; c < count; c++) store<f32>(tile + (<usize>(c * n + q) << 2), load<f32>(from + (<usize>c << 2)));
  }
  for (let c = 0; c < count; c++) envelope(tile + (<usize>(c * n) << 2), n, stepMm, vertex, border, height);
  for (let q = 0; q < n; q++) {
    const to = at + <usize>q * stride;
    for (let c = 0; c < count; c++) store<f32>(to + (<usize>c << 2), load<f32>(tile + (<usize>(c * n + q) << 2)));
  }
}

/** One line, in place. vertex: i32 places of the parabolas; border: f64 where each begins; height: f64 at its place. */
function envelope(line: usize, n: i32, stepMm: f64, vertex: usize, border: usize, height: usize): void {
  const step2 = stepMm * stepMm;
  const half = 0.5 / step2;
  let top = -1;
  for (let q = 0; q < n; q++) {
    const f = load<f32>(line + (<usize>q << 2));
    if (f == FAR) continue;
    const own = <f64>f;
    let begin: f64 = -Infinity;
    while (top >= 0) {
      const v = load<i32>(vertex + (<usize>top << 2));
      // Where the parabola of q comes below that of v.
      const cross = (own - load<f64>(height + (<usize>top << 3))) * half / <f64>(q - v) + 0.5 * <f64>(q + v);
      if (cross > load<f64>(border + (<usize>top << 3))) {
        begin = cross;
        break;
      }
      top--;
    }
    if (begin >= <f64>n) continue;
    top++;
    store<i32>(vertex + (<usize>top << 2), q);
    store<f64>(border + (<usize>top << 3), begin);
    store<f64>(height + (<usize>top << 3), own);
  }
  if (top < 0) return;
  let one = 0;
  for (; one <= top; one++) {
    const v = load<i32>(vertex + (<usize>one << 2));
    const base = load<f64>(height + (<usize>one << 3));
    const begin = load<f64>(border + (<usize>one << 3));
    const end = one < top ? load<f64>(border + (<usize>(one + 1) << 3)) : <f64>n;
    const from = begin <= 0 ? 0 : <i32>Math.ceil(begin);
    const to = end >= <f64>n ? n : <i32>Math.ceil(end);
    for (let q = from; q < to; q++) {
      const away = <f64>(q - v);
      store<f32>(line + (<usize>q << 2), <f32>(base + step2 * away * away));
    }
  }
}

/** Squared distances to distances, mm, in place. */
export function rootRows(field: usize, from: i32, to: i32): void {
  let n = from;
  for (; n + 4 <= to; n += 4) {
    const at = field + (<usize>n << 2);
    v128.store(at, f32x4.sqrt(v128.load(at)));
  }
  for (; n < to; n++) {
    const at = field + (<usize>n << 2);
    store<f32>(at, sqrt(load<f32>(at)));
  }
}

/** Marks the voxels whose value is at most `limit` (`below` 1) or above it; rows rowFrom to rowTo. */
export function fieldRows(
  field: usize, out: usize, nx: i32, rowFrom: i32, rowTo: i32, rowBytes: i32, limit: f32, below: i32,
): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const from = field + (<usize>row * <usize>nx << 2);
    const dst = out + <usize>row * <usize>rowBytes;
    memory.fill(dst, 0, <usize>rowBytes);
    for (let i = 0; i < nx; i++)
      if ((load<f32>(from + (<usize>i << 2)) <= limit) == (below == 1)) {
        const at = dst + (i >> 3);
        store<u8>(at, load<u8>(at) | (1 << <u8>(i & 7)));
      }
  }
}
