// Majority of a box of voxels, 64 voxels at once: the counts stand bit by bit in words ("bit slices").

/**
 * A voxel is set where more than half of the box of (2r+1)³ voxels around it are; outside the grid is as the nearest
 * voxel inside. Slices kFrom to kTo.
 *
 * scratch  planes of the counts of one row: `planes` rows of rowBytes, and as many for the row sums, and three rows
 */
export function majorityRows(
  mask: usize, out: usize, nx: i32, ny: i32, nz: i32, kFrom: i32, kTo: i32, rowBytes: i32,
  ri: i32, rj: i32, rk: i32, planes: i32, scratch: usize, valid: usize,
): void {
  const rb = <usize>rowBytes;
  const counts = scratch;
  const shifted = counts + <usize>planes * rb;
  const least = (2 * ri + 1) * (2 * rj + 1) * (2 * rk + 1) / 2 + 1;
  for (let k = kFrom; k < kTo; k++) {
    for (let j = 0; j < ny; j++) {
      memory.fill(counts, 0, <usize>planes * rb);
      let any: u64 = 0;
      let all: u64 = ~(<u64>0);
      for (let dk = -rk; dk <= rk; dk++) {
        const kk = min(max(k + dk, 0), nz - 1);
        for (let dj = -rj; dj <= rj; dj++) {
          const jj = min(max(j + dj, 0), ny - 1);
          const row = mask + <usize>(kk * ny + jj) * rb;
          for (let b: usize = 0; b < rb; b += 8) {
            const word = load<u64>(row + b);
            any |= word;
            all &= word | ~load<u64>(valid + b);
          }
        }
      }
      const dst = out + <usize>(k * ny + j) * rb;
      if (any == 0) {
        memory.fill(dst, 0, rb);
        continue;
      }
      if (all == ~(<u64>0)) {
        memory.copy(dst, valid, rb);
        continue;
      }
      for (let dk = -rk; dk <= rk; dk++) {
        const kk = min(max(k + dk, 0), nz - 1);
        for (let dj = -rj; dj <= rj; dj++) {
          const jj = min(max(j + dj, 0), ny - 1);
          const row = mask + <usize>(kk * ny + jj) * rb;
          for (let di = -ri; di <= ri; di++) {
            shiftRow(row, shifted, nx, rb, di);
            addRow(counts, planes, shifted, rb);
          }
        }
      }
      atLeast(counts, planes, least, dst, rb, valid);
    }
  }
}

/** Bit i of the result is bit i + by of the row, clamped to the row's ends. */
function shiftRow(row: usize, out: usize, nx: i32, rb: usize, by: i32): void {
  if (by == 0) {
    memory.copy(out, row, rb);
    return;
  }
  const first = load<u8>(row) & 1;
  const lastAt = nx - 1;
  const last = (load<u8>(row + (lastAt >> 3)) >> <u8>(lastAt & 7)) & 1;
  if (by > 0) {
    const low = <u64>by;
    for (let b: usize = 0; b < rb; b += 8) {
      const next: u64 = b + 8 < rb ? load<u64>(row + b, 8) : 0;
      store<u64>(out + b, (load<u64>(row + b) >> low) | (next << (64 - low)));
    }
    if (last) for (let i = nx - by; i < nx; i++) setBit(out, max(i, 0));
  } else {
    const high = <u64>-by;
    for (let b = rb; b > 0; b -= 8) {
      const before: u64 = b > 8 ? load<u64>(row + b - 16) : 0;
      store<u64>(out + b - 8, (load<u64>(row + b - 8) << high) | (before >> (64 - high)));
    }
    if (first) for (let i = 0; i < min(-by, nx); i++) setBit(out, i);
  }
}

function setBit(row: usize, i: i32): void {
  const at = row + (i >> 3);
  store<u8>(at, load<u8>(at) | (1 << <u8>(i & 7)));
}

/** Adds one bit to every count of a row. */
function addRow(counts: usize, planes: i32, row: usize, rb: usize): void {
  for (let b: usize = 0; b < rb; b += 8) {
    let carry = load<u64>(row + b);
    for (let p = 0; carry != 0 && p < planes; p++) {
      const at = counts + <usize>p * rb + b;
      const plane = load<u64>(at);
      store<u64>(at, plane ^ carry);
      carry &= plane;
    }
  }
}

/** Marks the counts that reach `least`: compares bit slices from the highest down. */
function atLeast(counts: usize, planes: i32, least: i32, out: usize, rb: usize, valid: usize): void {
  for (let b: usize = 0; b < rb; b += 8) {
    let above: u64 = 0;
    let equal: u64 = ~(<u64>0);
    for (let p = planes - 1; p >= 0; p--) {
      const plane = load<u64>(counts + <usize>p * rb + b);
      if ((least >> p) & 1) equal &= plane;
      else {
        above |= equal & plane;
        equal &= ~plane;
      }
    }
    store<u64>(out + b, (above | equal) & load<u64>(valid + b));
  }
}
