// Bit masks: one bit for each voxel, packed in rows of 64-bit words. Bits at i >= nx are 0 in every mask that is read,
// and in every mask that is written. Rows are numbered j + ny * k. A "row bytes" is a multiple of 8.
export { crowdedRows, gapRows, sheetRows } from './walls';

/** Marks the voxels with from <= value <= to, for rows rowFrom to rowTo (excluded). */
export function thresholdRows(
  values: usize, nx: i32, rowFrom: i32, rowTo: i32, from: i32, to: i32, out: usize, rowBytes: i32,
): void {
  const low = i16x8.splat(<i16>from);
  const high = i16x8.splat(<i16>to);
  const whole = nx >> 4;
  for (let row = rowFrom; row < rowTo; row++) {
    let src = values + <usize>row * <usize>nx * 2;
    const dst = out + <usize>row * <usize>rowBytes;
    memory.fill(dst, 0, <usize>rowBytes);
    for (let n = 0; n < whole; n++) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const inA = v128.and(i16x8.ge_s(a, low), i16x8.le_s(a, high));
      const inB = v128.and(i16x8.ge_s(b, low), i16x8.le_s(b, high));
      store<u16>(dst + (<usize>n << 1), <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(inA, inB)));
      src += 32;
    }
    let tail: u32 = 0;
    for (let i = whole << 4; i < nx; i++) {
      const value = <i32>load<i16>(src);
      if (value >= from && value <= to) tail |= 1 << (i & 15);
      src += 2;
    }
    if (tail) store<u16>(dst + (<usize>whole << 1), <u16>tail);
  }
}

/** Counts the set bits of `words` 64-bit words. */
export function countBits(at: usize, words: i32): f64 {
  let count: u64 = 0;
  for (let n = 0; n < words; n++) count += popcnt<u64>(load<u64>(at + (<usize>n << 3)));
  return <f64>count;
}

/** out = a AND b (0), a OR b (1), a AND NOT b (2), over `words` 64-bit words; `out` may be a or b. */
export function combine(op: i32, a: usize, b: usize, out: usize, words: i32): void {
  const end = <usize>words << 3;
  const pairs = end & ~15;
  for (let n: usize = 0; n < pairs; n += 16) {
    const x = v128.load(a + n);
    const y = v128.load(b + n);
    v128.store(out + n, op == 0 ? v128.and(x, y) : op == 1 ? v128.or(x, y) : v128.andnot(x, y));
  }
  if (end > pairs) {
    const x = load<u64>(a + pairs);
    const y = load<u64>(b + pairs);
    store<u64>(out + pairs, op == 0 ? x & y : op == 1 ? x | y : x & ~y);
  }
}

/** out = NOT a, for rows rowFrom to rowTo (excluded); `valid` is one row whose bits at i < nx are set. */
export function invertRows(a: usize, out: usize, rowFrom: i32, rowTo: i32, rowBytes: i32, valid: usize): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const at = <usize>row * <usize>rowBytes;
    for (let n: usize = 0; n < <usize>rowBytes; n += 8)
      store<u64>(out + at + n, ~load<u64>(a + at + n) & load<u64>(valid + n));
  }
}

/**
 * Grows a mask by a structuring element, or shrinks it (`shrink` = 1: grows its complement), rows of slices kFrom to kTo.
 *
 * element   triples of i32 (dj, dk, half width along i), widest first: each row is taken as it is and widened together
 *           with those before it, so widening costs one pass for each voxel of the widest half width.
 * Outside the grid is neither: growing finds nothing there, and shrinking does not eat from there.
 */
export function growRows(
  src: usize, out: usize, ny: i32, nz: i32, kFrom: i32, kTo: i32, rowBytes: i32, valid: usize,
  element: usize, elementRows: i32, shrink: i32,
): void {
  for (let k = kFrom; k < kTo; k++) {
    for (let j = 0; j < ny; j++) {
      const dst = out + <usize>(k * ny + j) * <usize>rowBytes;
      memory.fill(dst, 0, <usize>rowBytes);
      let wide = load<i32>(element + 8);
      for (let n = 0; n < elementRows; n++) {
        const e = element + <usize>(n * 12);
        const rowWide = load<i32>(e + 8);
        while (wide > rowWide) {
          widen(dst, rowBytes);
          wide--;
        }
        const jj = j + load<i32>(e);
        const kk = k + load<i32>(e + 4);
        if (jj < 0 || kk < 0 || jj >= ny || kk >= nz) continue;
        const from = src + <usize>(kk * ny + jj) * <usize>rowBytes;
        if (shrink)
          for (let b: usize = 0; b < <usize>rowBytes; b += 8)
            store<u64>(dst + b, load<u64>(dst + b) | (~load<u64>(from + b) & load<u64>(valid + b)));
        else
          for (let b: usize = 0; b < <usize>rowBytes; b += 8)
            store<u64>(dst + b, load<u64>(dst + b) | load<u64>(from + b));
      }
      while (wide > 0) {
        widen(dst, rowBytes);
        wide--;
      }
      for (let b: usize = 0; b < <usize>rowBytes; b += 8) {
        const grown = load<u64>(dst + b);
        store<u64>(dst + b, (shrink ? ~grown : grown) & load<u64>(valid + b));
      }
    }
  }
}

/** Sets the neighbours along i of every set bit of a row. */
function widen(row: usize, rowBytes: i32): void {
  let before: u64 = 0;
  let here = load<u64>(row);
  for (let b: usize = 0; b < <usize>rowBytes; b += 8) {
    const after: u64 = b + 8 < <usize>rowBytes ? load<u64>(row + b, 8) : 0;
    store<u64>(row + b, here | (here << 1) | (here >> 1) | (before >> 63) | (after << 63));
    before = here;
    here = after;
  }
}

/** Counts the runs of set bits in each row, into u32 counts[row]. */
export function countRuns(mask: usize, counts: usize, rowFrom: i32, rowTo: i32, rowBytes: i32): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const at = mask + <usize>row * <usize>rowBytes;
    let runs: u32 = 0;
    let carry: u64 = 0;
    for (let b: usize = 0; b < <usize>rowBytes; b += 8) {
      const word = load<u64>(at + b);
      runs += <u32>popcnt<u64>(word & ~((word << 1) | carry));
      carry = word >> 63;
    }
    store<u32>(counts + (<usize>row << 2), runs);
  }
}

/**
 * Lists the runs of rows rowFrom to rowTo: u32 first | last << 16 each, at starts[row]; and joins those that touch in
 * these rows alone. parents[run] is the lowest run known to touch it, directly or by others; a root is its own parent.
 *
 * rowFrom and rowTo lie on slice boundaries, so slabs may run side by side; `joinSlices` closes the seams.
 */
export function joinRuns(
  mask: usize, starts: usize, runs: usize, parents: usize, ny: i32, rowFrom: i32, rowTo: i32, rowBytes: i32,
  diagonal: i32,
): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const at = mask + <usize>row * <usize>rowBytes;
    let run = load<u32>(starts + (<usize>row << 2));
    let open = false;
    let first: u32 = 0;
    for (let b: i32 = 0; b < rowBytes; b += 8) {
      const word = load<u64>(at + b);
      if (word == 0 && !open) continue;
      const base = <u32>b << 3;
      // Walks from edge to edge: bits where a voxel differs from the one before it.
      let edges = word ^ ((word << 1) | (open ? 1 : 0));
      while (edges) {
        const place = base + <u32>ctz<u64>(edges);
        edges &= edges - 1;
        if (open) {
          const to = <usize>run << 2;
          store<u32>(runs + to, first | ((place - 1) << 16));
          store<u32>(parents + to, run);
          run++;
          open = false;
        } else {
          first = place;
          open = true;
        }
      }
    }
    const j = row % ny;
    if (j > 0) joinRows(starts, runs, parents, row, row - 1, diagonal);
    if (row - ny >= rowFrom) {
      joinRows(starts, runs, parents, row, row - ny, diagonal);
      if (diagonal) {
        if (j > 0) joinRows(starts, runs, parents, row, row - ny - 1, 0);
        if (j < ny - 1) joinRows(starts, runs, parents, row, row - ny + 1, 0);
      }
    }
  }
}

/** Joins the runs of slice k with those of slice k - 1. */
export function joinSlices(starts: usize, runs: usize, parents: usize, ny: i32, k: i32, diagonal: i32): void {
  for (let j = 0; j < ny; j++) {
    const row = k * ny + j;
    joinRows(starts, runs, parents, row, row - ny, diagonal);
    if (diagonal) {
      if (j > 0) joinRows(starts, runs, parents, row, row - ny - 1, 0);
      if (j < ny - 1) joinRows(starts, runs, parents, row, row - ny + 1, 0);
    }
  }
}

/** Joins the runs of two rows that overlap; with reach 1 also those that only meet at a corner. */
function joinRows(starts: usize, runs: usize, parents: usize, rowA: i32, rowB: i32, reach: u32): void {
  let a = load<u32>(starts + (<usize>rowA << 2));
  let b = load<u32>(starts + (<usize>rowB << 2));
  const endA = load<u32>(starts + (<usize>rowA << 2), 4);
  const endB = load<u32>(starts + (<usize>rowB << 2), 4);
  while (a < endA && b < endB) {
    const runA = load<u32>(runs + (<usize>a << 2));
    const runB = load<u32>(runs + (<usize>b << 2));
    const lastA = runA >> 16;
    const lastB = runB >> 16;
    if (lastA + reach < (runB & 0xffff)) a++;
    else if (lastB + reach < (runA & 0xffff)) b++;
    else {
      join(parents, a, b);
      if (lastA < lastB) a++;
      else b++;
    }
  }
}

function rootOf(parents: usize, run: u32): u32 {
  let at = run;
  let parent = load<u32>(parents + (<usize>at << 2));
  while (parent != at) {
    const above = load<u32>(parents + (<usize>parent << 2));
    store<u32>(parents + (<usize>at << 2), above);
    at = parent;
    parent = above;
  }
  return at;
}

function join(parents: usize, a: u32, b: u32): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  if (rootA < rootB) store<u32>(parents + (<usize>rootB << 2), rootA);
  else if (rootB < rootA) store<u32>(parents + (<usize>rootA << 2), rootB);
}

/** Turns parents into component numbers in the order of their first runs, in place; returns how many there are. */
export function numberRuns(parents: usize, runCount: u32): u32 {
  let next: u32 = 0;
  for (let run: u32 = 0; run < runCount; run++) {
    const at = parents + (<usize>run << 2);
    const parent = load<u32>(at);
    // A parent is never above its run, so its number already stands there.
    if (parent == run) store<u32>(at, next++);
    else store<u32>(at, load<u32>(parents + (<usize>parent << 2)));
  }
  return next;
}

/**
 * What each component is: u32 voxels[c]; i32 boxes[6c] lowest i j k, highest i j k; u8 sides[c], a bit for each face of
 * the grid that it touches (low i, high i, low j, high j, low k, high k); u32 seeds[3c], its first voxel.
 * All arrays come zeroed; a component with no voxels yet is told by its count.
 */
export function describeRuns(
  starts: usize, runs: usize, labels: usize, nx: i32, ny: i32, nz: i32,
  voxels: usize, boxes: usize, sides: usize, seeds: usize,
): void {
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = <usize>(k * ny + j) << 2;
      const end = load<u32>(starts + row, 4);
      const rowSides: u8 = (j == 0 ? 4 : 0) | (j == ny - 1 ? 8 : 0) | (k == 0 ? 16 : 0) | (k == nz - 1 ? 32 : 0);
      for (let run = load<u32>(starts + row); run < end; run++) {
        const bounds = load<u32>(runs + (<usize>run << 2));
        const first = <i32>(bounds & 0xffff);
        const last = <i32>(bounds >> 16);
        const label = <usize>load<u32>(labels + (<usize>run << 2));
        const count = load<u32>(voxels + (label << 2));
        const box = boxes + label * 24;
        if (count == 0) {
          const seed = seeds + label * 12;
          store<i32>(seed, first);
          store<i32>(seed, j, 4);
          store<i32>(seed, k, 8);
          store<i32>(box, first);
          store<i32>(box, j, 4);
          store<i32>(box, k, 8);
          store<i32>(box, last, 12);
          store<i32>(box, j, 16);
        } else {
          if (first < load<i32>(box)) store<i32>(box, first);
          if (j < load<i32>(box, 4)) store<i32>(box, j, 4);
          if (last > load<i32>(box, 12)) store<i32>(box, last, 12);
          if (j > load<i32>(box, 16)) store<i32>(box, j, 16);
        }
        store<i32>(box, k, 20);
        store<u32>(voxels + (label << 2), count + <u32>(last - first + 1));
        store<u8>(sides + label, load<u8>(sides + label) | rowSides | (first == 0 ? 1 : 0) | (last == nx - 1 ? 2 : 0));
      }
    }
  }
}

/** Writes the runs whose component is marked in `keep` (u8 for each component) as a mask; rows rowFrom to rowTo. */
export function paintRuns(
  starts: usize, runs: usize, labels: usize, keep: usize, out: usize, rowFrom: i32, rowTo: i32, rowBytes: i32,
): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const dst = out + <usize>row * <usize>rowBytes;
    memory.fill(dst, 0, <usize>rowBytes);
    const end = load<u32>(starts + (<usize>row << 2), 4);
    for (let run = load<u32>(starts + (<usize>row << 2)); run < end; run++) {
      if (!load<u8>(keep + <usize>load<u32>(labels + (<usize>run << 2)))) continue;
      const bounds = load<u32>(runs + (<usize>run << 2));
      paint(dst, bounds & 0xffff, bounds >> 16);
    }
  }
}

/** Sets the bits first to last (included) of a row. */
function paint(row: usize, first: u32, last: u32): void {
  const wordFrom = first >> 6;
  const wordTo = last >> 6;
  const head = ~(<u64>0) << <u64>(first & 63);
  const tail = ~(<u64>0) >> <u64>(63 - (last & 63));
  const at = row + (<usize>wordFrom << 3);
  if (wordFrom == wordTo) {
    store<u64>(at, load<u64>(at) | (head & tail));
    return;
  }
  store<u64>(at, load<u64>(at) | head);
  for (let w = wordFrom + 1; w < wordTo; w++) store<u64>(row + (<usize>w << 3), ~(<u64>0));
  const end = row + (<usize>wordTo << 3);
  store<u64>(end, load<u64>(end) | tail);
}

/** Counts, for each component, the voxels that also lie in another mask, into u32 counts[c] (zeroed). */
export function countRunsIn(
  starts: usize, runs: usize, labels: usize, other: usize, counts: usize, rows: i32, rowBytes: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const at = other + <usize>row * <usize>rowBytes;
    const end = load<u32>(starts + (<usize>row << 2), 4);
    for (let run = load<u32>(starts + (<usize>row << 2)); run < end; run++) {
      const bounds = load<u32>(runs + (<usize>run << 2));
      const first = bounds & 0xffff;
      const last = bounds >> 16;
      let within: u32 = 0;
      for (let w = first >> 6; w <= last >> 6; w++) {
        let word = load<u64>(at + (<usize>w << 3));
        if (w == first >> 6) word &= ~(<u64>0) << <u64>(first & 63);
        if (w == last >> 6) word &= ~(<u64>0) >> <u64>(63 - (last & 63));
        within += <u32>popcnt<u64>(word);
      }
      if (!within) continue;
      const count = counts + (<usize>load<u32>(labels + (<usize>run << 2)) << 2);
      store<u32>(count, load<u32>(count) + within);
    }
  }
}

/** Writes `value` or 0 for each voxel, a byte each, i fastest; rows rowFrom to rowTo. */
export function expandRows(
  mask: usize, out: usize, nx: i32, rowFrom: i32, rowTo: i32, rowBytes: i32, value: i32,
): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const src = mask + <usize>row * <usize>rowBytes;
    const dst = out + <usize>row * <usize>nx;
    for (let i = 0; i < nx; i++)
      store<u8>(dst + i, (load<u8>(src + (i >> 3)) >> <u8>(i & 7)) & 1 ? <u8>value : 0);
  }
}

/**
 * Adds up the grey values of each component, over its voxels that also lie in `within` (0 takes all of them):
 * f64 counts[c], sums[c], squares[c] (zeroed).
 */
export function sumRuns(
  starts: usize, runs: usize, labels: usize, within: usize, values: usize, nx: i32, rows: i32, rowBytes: i32,
  counts: usize, sums: usize, squares: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const line = values + <usize>row * <usize>nx * 2;
    const bits = within + <usize>row * <usize>rowBytes;
    const end = load<u32>(starts + (<usize>row << 2), 4);
    for (let run = load<u32>(starts + (<usize>row << 2)); run < end; run++) {
      const bounds = load<u32>(runs + (<usize>run << 2));
      let count: i32 = 0;
      let sum: i64 = 0;
      let square: i64 = 0;
      for (let i = bounds & 0xffff; i <= bounds >> 16; i++) {
        if (within && !((load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1)) continue;
        const value = <i64>load<i16>(line + (<usize>i << 1));
        count++;
        sum += value;
        square += value * value;
      }
      if (!count) continue;
      const to = <usize>load<u32>(labels + (<usize>run << 2)) << 3;
      store<f64>(counts + to, load<f64>(counts + to) + <f64>count);
      store<f64>(sums + to, load<f64>(sums + to) + <f64>sum);
      store<f64>(squares + to, load<f64>(squares + to) + <f64>square);
    }
  }
}

/**
 * One step of growth inside a territory: claim = face neighbours of `own` that are free. Slices kFrom to kTo; rows
 * without free voxels cost one look. Returns how many voxels are claimed.
 */
export function claimRows(
  own: usize, free: usize, claim: usize, ny: i32, nz: i32, kFrom: i32, kTo: i32, rowBytes: i32,
): f64 {
  let claimed: u64 = 0;
  const slice = <usize>ny * <usize>rowBytes;
  for (let k = kFrom; k < kTo; k++) {
    for (let j = 0; j < ny; j++) {
      const at = <usize>(k * ny + j) * <usize>rowBytes;
      let before: u64 = 0;
      for (let b: usize = 0; b < <usize>rowBytes; b += 8) {
        const here = load<u64>(own + at + b);
        const open = load<u64>(free + at + b);
        let reached: u64 = 0;
        if (open) {
          const after: u64 = b + 8 < <usize>rowBytes ? load<u64>(own + at + b, 8) : 0;
          reached = (here << 1) | (here >> 1) | (before >> 63) | (after << 63);
          if (j > 0) reached |= load<u64>(own + at + b - <usize>rowBytes);
          if (j < ny - 1) reached |= load<u64>(own + at + b + <usize>rowBytes);
          if (k > 0) reached |= load<u64>(own + at + b - slice);
          if (k < nz - 1) reached |= load<u64>(own + at + b + slice);
          reached &= open;
          claimed += popcnt<u64>(reached);
        }
        store<u64>(claim + at + b, reached);
        before = here;
      }
    }
  }
  return <f64>claimed;
}

/** Hands claimed voxels over, 64-bit words: own gains them, free loses them. */
export function settleClaims(own: usize, free: usize, claim: usize, words: i32): void {
  for (let n: usize = 0; n < <usize>words << 3; n += 8) {
    const claimed = load<u64>(claim + n);
    if (!claimed) continue;
    store<u64>(own + n, load<u64>(own + n) | claimed);
    store<u64>(free + n, load<u64>(free + n) & ~claimed);
  }
}
