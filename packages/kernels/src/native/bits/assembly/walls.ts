// What the neighbourhood of single voxels says: whether they lie in a thin bright sheet, in a gap between two walls, or
// in a crowd. Only the voxels set in `within` are looked at. Masks as in index.ts; values are i16, i fastest.
//
// axes   13 axes through a voxel and its 26 neighbours, six i32 each: the step di, dj, dk; how many steps reach `near`,
//        `far` and `across`

/** What one axis says of a voxel: f is the ridge, y the valley; closed the background between two walls. */
@inline
function inGrid(i: i32, j: i32, k: i32, nx: i32, ny: i32, nz: i32): bool {
  return <u32>i < <u32>nx && <u32>j < <u32>ny && <u32>k < <u32>nz;
}

@inline
function has(mask: usize, rowBytes: i32, ny: i32, i: i32, j: i32, k: i32): bool {
  return ((load<u8>(mask + <usize>(k * ny + j) * <usize>rowBytes + <usize>(i >> 3)) >> <u8>(i & 7)) & 1) != 0;
}

/** How far the lower of the two highest values within some steps to both sides stands above the value here. */
function valleyAlong(
  values: usize, nx: i32, ny: i32, nz: i32, i: i32, j: i32, k: i32, di: i32, dj: i32, dk: i32, steps: i32,
): i32 {
  const here = values + (<usize>((k * ny + j) * nx + i) << 1);
  const step = <isize>((dk * ny + dj) * nx + di) << 1;
  let ahead: i32 = -32768;
  let behind: i32 = -32768;
  for (let n = 1; n <= steps; n++) {
    if (!inGrid(i + n * di, j + n * dj, k + n * dk, nx, ny, nz)) break;
    ahead = max(ahead, <i32>load<i16>(here + <usize>(<isize>n * step)));
  }
  for (let n = 1; n <= steps; n++) {
    if (!inGrid(i - n * di, j - n * dj, k - n * dk, nx, ny, nz)) break;
    behind = max(behind, <i32>load<i16>(here - <usize>(<isize>n * step)));
  }
  return min(ahead, behind) - <i32>load<i16>(here);
}

/** How far the value here stands above the higher of the two values at a distance to both sides. */
@inline
function ridgeAt(
  values: usize, nx: i32, ny: i32, nz: i32, i: i32, j: i32, k: i32, di: i32, dj: i32, dk: i32, steps: i32,
): i32 {
  if (!inGrid(i + steps * di, j + steps * dj, k + steps * dk, nx, ny, nz)) return -65536;
  if (!inGrid(i - steps * di, j - steps * dj, k - steps * dk, nx, ny, nz)) return -65536;
  const here = values + (<usize>((k * ny + j) * nx + i) << 1);
  const step = (<isize>((dk * ny + dj) * nx + di) << 1) * <isize>steps;
  const value = <i32>load<i16>(here);
  return value - max(<i32>load<i16>(here + <usize>step), <i32>load<i16>(here - <usize>step));
}

/**
 * Marks voxels of a thin bright sheet: along one axis they stand above both sides by `least` or more at the near or far
 * distance, and by at least a share (in 256ths) of what the walls of the deepest valley through them stand above them.
 */
export function sheetRows(
  within: usize, values: usize, out: usize, nx: i32, ny: i32, nz: i32, kFrom: i32, kTo: i32, rowBytes: i32,
  axes: usize, least: i32, share: i32,
): void {
  for (let row = kFrom * ny; row < kTo * ny; row++) {
    const k = row / ny;
    const j = row - k * ny;
    for (let b = 0; b < rowBytes; b += 8) {
      let open = load<u64>(within + <usize>row * <usize>rowBytes + <usize>b);
      let marked: u64 = 0;
      while (open) {
        const bit = ctz<u64>(open);
        open &= open - 1;
        const i = (b << 3) + <i32>bit;
        let ridge: i32 = -65536;
        for (let a = axes; a < axes + 13 * 24; a += 24) {
          const di = load<i32>(a);
          const dj = load<i32>(a, 4);
          const dk = load<i32>(a, 8);
          ridge = max(ridge, ridgeAt(values, nx, ny, nz, i, j, k, di, dj, dk, load<i32>(a, 12)));
          ridge = max(ridge, ridgeAt(values, nx, ny, nz, i, j, k, di, dj, dk, load<i32>(a, 16)));
        }
        if (ridge < least) continue;
        let valley: i32 = 0;
        for (let a = axes; a < axes + 13 * 24; a += 24)
          valley = max(
            valley,
            valleyAlong(values, nx, ny, nz, i, j, k, load<i32>(a), load<i32>(a, 4), load<i32>(a, 8), load<i32>(a, 16)),
          );
        if ((ridge << 8) >= valley * share) marked |= (<u64>1) << bit;
      }
      store<u64>(out + <usize>row * <usize>rowBytes + <usize>b, marked);
    }
  }
}

/**
 * Marks voxels in gaps. For each axis a bit tells whether `solid` closes it: a wall on both sides, with no more than
 * `across` voxels between. `kinds` (u8[8192]) tells which sets of closed axes are a gap; besides, the walls must stand
 * `least` above the voxel along some axis.
 */
export function gapRows(
  within: usize, solid: usize, values: usize, out: usize, nx: i32, ny: i32, nz: i32, kFrom: i32, kTo: i32,
  rowBytes: i32, axes: usize, kinds: usize, least: i32,
): void {
  for (let row = kFrom * ny; row < kTo * ny; row++) {
    const k = row / ny;
    const j = row - k * ny;
    for (let b = 0; b < rowBytes; b += 8) {
      let open = load<u64>(within + <usize>row * <usize>rowBytes + <usize>b);
      let marked: u64 = 0;
      while (open) {
        const bit = ctz<u64>(open);
        open &= open - 1;
        const i = (b << 3) + <i32>bit;
        let closed: i32 = 0;
        for (let n = 0; n < 13; n++) {
          const a = axes + <usize>(n * 24);
          const di = load<i32>(a);
          const dj = load<i32>(a, 4);
          const dk = load<i32>(a, 8);
          const across = load<i32>(a, 20);
          let ahead = 1;
          while (ahead <= across) {
            const ii = i + ahead * di;
            const jj = j + ahead * dj;
            const kk = k + ahead * dk;
            if (!inGrid(ii, jj, kk, nx, ny, nz)) ahead = across;
            else if (has(solid, rowBytes, ny, ii, jj, kk)) break;
            ahead++;
          }
          let behind = 1;
          while (ahead + behind <= across + 1) {
            const ii = i - behind * di;
            const jj = j - behind * dj;
            const kk = k - behind * dk;
            if (!inGrid(ii, jj, kk, nx, ny, nz)) behind = across + 1;
            else if (has(solid, rowBytes, ny, ii, jj, kk)) break;
            behind++;
          }
          if (ahead + behind <= across + 1) closed |= 1 << n;
        }
        if (!load<u8>(kinds + <usize>closed)) continue;
        for (let a = axes; a < axes + 13 * 24; a += 24)
          if (
            valleyAlong(values, nx, ny, nz, i, j, k, load<i32>(a), load<i32>(a, 4), load<i32>(a, 8), load<i32>(a, 16)) >= least
          ) {
            marked |= (<u64>1) << bit;
            break;
          }
      }
      store<u64>(out + <usize>row * <usize>rowBytes + <usize>b, marked);
    }
  }
}

/** Marks voxels that have at least `least` voxels of `crowd` at the offsets (three i32 each) around them. */
export function crowdedRows(
  within: usize, crowd: usize, out: usize, nx: i32, ny: i32, nz: i32, kFrom: i32, kTo: i32, rowBytes: i32,
  offsets: usize, count: i32, least: i32,
): void {
  for (let row = kFrom * ny; row < kTo * ny; row++) {
    const k = row / ny;
    const j = row - k * ny;
    for (let b = 0; b < rowBytes; b += 8) {
      let open = load<u64>(within + <usize>row * <usize>rowBytes + <usize>b);
      let marked: u64 = 0;
      while (open) {
        const bit = ctz<u64>(open);
        open &= open - 1;
        const i = (b << 3) + <i32>bit;
        let met = 0;
        for (let n = 0; n < count && met < least; n++) {
          const at = offsets + <usize>(n * 12);
          const ii = i + load<i32>(at);
          const jj = j + load<i32>(at, 4);
          const kk = k + load<i32>(at, 8);
          if (inGrid(ii, jj, kk, nx, ny, nz) && has(crowd, rowBytes, ny, ii, jj, kk)) met++;
        }
        if (met >= least) marked |= (<u64>1) << bit;
      }
      store<u64>(out + <usize>row * <usize>rowBytes + <usize>b, marked);
    }
  }
}
