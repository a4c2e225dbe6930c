// The surface around a bit mask: marching cubes in the manner of Flying Edges (Schroeder, Maynard, Geveci 2015,
// doi:10.1109/LDAV.2015.7348069), on packed rows, so that 64 voxels are looked at at once.
//
// Voxel rows are numbered (j, k); rows outside the grid are `zeroRow`. Cell c of the row of cells (j, k), from -1 on, has
// the corners i = c-1, c; j, j+1; k, k+1, and its case holds corner di + 2 dj + 4 dk in that bit. The row of cells owns
// the crossings of the x edges c-1…c of voxel row (j, k), of its y edges j…j+1 and of its z edges k…k+1.
//
// rows     4 u32 for each row of cells, (k+1) * (ny+1) + (j+1): first x, y, z vertex and first triangle, counted from the
//          start of the slab of slices
// table    64 bytes for each case: i32x4 crossings of the x edges (dj + 2 dk); i32x4 crossings of the left y edges (dk)
//          and the left z edges (dj); u8 triangles, then three u8 for each: place of the vertex id in `ids`
// ids      48 bytes of scratch: the ids at the x edges, the left y and z edges, the right y and z edges of one cell

@inline
function rowAt(mask: usize, zeroRow: usize, rowBytes: i32, ny: i32, nz: i32, j: i32, k: i32): usize {
  return <u32>j < <u32>ny && <u32>k < <u32>nz ? mask + <usize>(k * ny + j) * <usize>rowBytes : zeroRow;
}

/** The two bits of a row at c-1 and c. `left` is the row's word moved up by one, with the bit before it carried in. */
@inline
function pairAt(word: u64, left: u64, bit: u64): u32 {
  return <u32>(bit ? word >> (bit - 1) : (left & 1) | (word << 1)) & 3;
}

/** Counts the vertices and triangles of the rows of cells in slices kFrom to kTo; the slab's sums go to u32 totals[2]. */
export function countRows(
  mask: usize, zeroRow: usize, rowBytes: i32, ny: i32, nz: i32, kFrom: i32, kTo: i32, table: usize, rows: usize,
  totals: usize,
): void {
  let vertices: u32 = 0;
  let triangles: u32 = 0;
  for (let k = kFrom; k < kTo; k++) {
    for (let j = -1; j < ny; j++) {
      const a = rowAt(mask, zeroRow, rowBytes, ny, nz, j, k);
      const b = rowAt(mask, zeroRow, rowBytes, ny, nz, j + 1, k);
      const c = rowAt(mask, zeroRow, rowBytes, ny, nz, j, k + 1);
      const d = rowAt(mask, zeroRow, rowBytes, ny, nz, j + 1, k + 1);
      let xs: u32 = 0;
      let ys: u32 = 0;
      let zs: u32 = 0;
      let ts: u32 = 0;
      let carryA: u64 = 0;
      let carryB: u64 = 0;
      let carryC: u64 = 0;
      let carryD: u64 = 0;
      for (let n: usize = 0; n < <usize>rowBytes; n += 8) {
        const wa = load<u64>(a + n);
        const wb = load<u64>(b + n);
        const wc = load<u64>(c + n);
        const wd = load<u64>(d + n);
        const la = (wa << 1) | carryA;
        const lb = (wb << 1) | carryB;
        const lc = (wc << 1) | carryC;
        const ld = (wd << 1) | carryD;
        let active = (wa | wb | wc | wd | la | lb | lc | ld) & ~(wa & wb & wc & wd & la & lb & lc & ld);
        if (!active) continue; // all voxels are alike, so the carries stay what they are
        xs += <u32>popcnt<u64>(wa ^ la);
        ys += <u32>popcnt<u64>(wa ^ wb);
        zs += <u32>popcnt<u64>(wa ^ wc);
        while (active) {
          const bit = ctz<u64>(active);
          active &= active - 1;
          const kind = pairAt(wa, la, bit) | (pairAt(wb, lb, bit) << 2) | (pairAt(wc, lc, bit) << 4) | (pairAt(wd, ld, bit) << 6);
          ts += <u32>load<u8>(table + (<usize>kind << 6), 32);
        }
        carryA = wa >> 63;
        carryB = wb >> 63;
        carryC = wc >> 63;
        carryD = wd >> 63;
      }
      const row = rows + (<usize>((k + 1) * (ny + 1) + j + 1) << 4);
      store<u32>(row, vertices);
      store<u32>(row, vertices + xs, 4);
      store<u32>(row, vertices + xs + ys, 8);
      store<u32>(row, triangles, 12);
      vertices += xs + ys + zs;
      triangles += ts;
    }
  }
  store<u32>(totals, vertices);
  store<u32>(totals, triangles, 4);
}

/**
 * Where the surface cuts an edge, as a fraction from value a to value b: where the grey values pass the iso value, halfway
 * where they do not. Kept off both ends, so that no two vertices fall together.
 */
@inline
function cutAt(at: usize, step: usize, iso: f64): f64 {
  const a = <f64>load<i16>(at);
  const b = <f64>load<i16>(at + step);
  if ((a - iso) * (b - iso) > 0 || a == b) return 0.5;
  return max(min((iso - a) / (b - a), 255.0 / 256.0), 1.0 / 256.0);
}

/**
 * Writes the vertices and triangles of the rows of cells in slices kFrom to kTo.
 *
 * place           f64[13]: the iso value as stored, then the affine, rows of i, j, k, origin
 * firstVertex     of the slab; nextVertex: of the slab after it; firstTriangle: of the slab
 * slabTriangles   how many the slab has
 */
export function writeRows(
  mask: usize, zeroRow: usize, rowBytes: i32, nx: i32, ny: i32, nz: i32, kFrom: i32, kTo: i32, table: usize, rows: usize,
  values: usize, place: usize, firstVertex: u32, nextVertex: u32, firstTriangle: u32, slabTriangles: u32, ids: usize,
  positions: usize, triangles: usize,
): void {
  const rowEnd = (kTo + 1) * (ny + 1);
  for (let k = kFrom; k < kTo; k++) {
    for (let j = -1; j < ny; j++) {
      const number = (k + 1) * (ny + 1) + j + 1;
      const row = rows + (<usize>number << 4);
      const after = number + 1 < rowEnd ? load<u32>(row, 28) : slabTriangles;
      const first = load<u32>(row, 12);
      if (first == after) continue; // no active cell, so no crossing either
      writeVertices(mask, zeroRow, rowBytes, nx, ny, nz, j, k, row, values, place, firstVertex, positions);
      writeTriangles(
        mask, zeroRow, rowBytes, ny, nz, j, k, table, row, firstVertex, k + 1 < kTo ? firstVertex : nextVertex, ids,
        triangles + <usize>(firstTriangle + first) * 12,
      );
    }
  }
}

function writeVertices(
  mask: usize, zeroRow: usize, rowBytes: i32, nx: i32, ny: i32, nz: i32, j: i32, k: i32, row: usize, values: usize,
  place: usize, firstVertex: u32, positions: usize,
): void {
  const iso = load<f64>(place);
  const ix = load<f64>(place, 8);
  const iy = load<f64>(place, 40);
  const iz = load<f64>(place, 72);
  const jx = load<f64>(place, 16);
  const jy = load<f64>(place, 48);
  const jz = load<f64>(place, 80);
  const kx = load<f64>(place, 24);
  const ky = load<f64>(place, 56);
  const kz = load<f64>(place, 88);
  // Voxel (0, j, k) in mm.
  const ox = load<f64>(place, 32) + <f64>j * jx + <f64>k * kx;
  const oy = load<f64>(place, 64) + <f64>j * jy + <f64>k * ky;
  const oz = load<f64>(place, 96) + <f64>j * jz + <f64>k * kz;
  const a = rowAt(mask, zeroRow, rowBytes, ny, nz, j, k);
  const b = rowAt(mask, zeroRow, rowBytes, ny, nz, j + 1, k);
  const c = rowAt(mask, zeroRow, rowBytes, ny, nz, j, k + 1);
  const line = values + <usize>(k * ny + j) * <usize>nx * 2;
  const stepJ = <usize>nx * 2;
  const stepK = stepJ * <usize>ny;
  const insideJ = j >= 0 && j + 1 < ny;
  const insideK = k >= 0 && k + 1 < nz;
  let atX = positions + <usize>(firstVertex + load<u32>(row)) * 12;
  let atY = positions + <usize>(firstVertex + load<u32>(row, 4)) * 12;
  let atZ = positions + <usize>(firstVertex + load<u32>(row, 8)) * 12;
  let carry: u64 = 0;
  for (let n: i32 = 0; n < rowBytes; n += 8) {
    const wa = load<u64>(a + n);
    const base = n << 3;
    let xs = wa ^ ((wa << 1) | carry);
    while (xs) {
      const i = base + <i32>ctz<u64>(xs);
      xs &= xs - 1;
      let s = <f64>i - 0.5;
      if (i > 0 && i < nx) s = <f64>(i - 1) + cutAt(line + (<usize>i << 1) - 2, 2, iso);
      store<f32>(atX, <f32>(ox + s * ix));
      store<f32>(atX, <f32>(oy + s * iy), 4);
      store<f32>(atX, <f32>(oz + s * iz), 8);
      atX += 12;
    }
    let ys = wa ^ load<u64>(b + n);
    while (ys) {
      const i = base + <i32>ctz<u64>(ys);
      ys &= ys - 1;
      const t = insideJ ? cutAt(line + (<usize>i << 1), stepJ, iso) : 0.5;
      store<f32>(atY, <f32>(ox + <f64>i * ix + t * jx));
      store<f32>(atY, <f32>(oy + <f64>i * iy + t * jy), 4);
      store<f32>(atY, <f32>(oz + <f64>i * iz + t * jz), 8);
      atY += 12;
    }
    let zs = wa ^ load<u64>(c + n);
    while (zs) {
      const i = base + <i32>ctz<u64>(zs);
      zs &= zs - 1;
      const t = insideK ? cutAt(line + (<usize>i << 1), stepK, iso) : 0.5;
      store<f32>(atZ, <f32>(ox + <f64>i * ix + t * kx));
      store<f32>(atZ, <f32>(oy + <f64>i * iy + t * ky), 4);
      store<f32>(atZ, <f32>(oz + <f64>i * iz + t * kz), 8);
      atZ += 12;
    }
    carry = wa >> 63;
  }
}

/** Every crossing lies in an active cell, so the counters of the crossings before a cell run from active cell to cell. */
function writeTriangles(
  mask: usize, zeroRow: usize, rowBytes: i32, ny: i32, nz: i32, j: i32, k: i32, table: usize, row: usize,
  firstHere: u32, firstAbove: u32, ids: usize, triangles: usize,
): void {
  const a = rowAt(mask, zeroRow, rowBytes, ny, nz, j, k);
  const b = rowAt(mask, zeroRow, rowBytes, ny, nz, j + 1, k);
  const c = rowAt(mask, zeroRow, rowBytes, ny, nz, j, k + 1);
  const d = rowAt(mask, zeroRow, rowBytes, ny, nz, j + 1, k + 1);
  // Rows beyond the last have no crossings: what is read for them is never used.
  const next = j + 1 < ny ? row + 16 : row;
  const above = k + 1 < nz ? row + (<usize>(ny + 1) << 4) : row;
  const nextAbove = j + 1 < ny ? above + 16 : above;
  let x = i32x4.splat(<i32>firstHere + <i32>load<u32>(row));
  x = i32x4.replace_lane(x, 1, <i32>(firstHere + load<u32>(next)));
  x = i32x4.replace_lane(x, 2, <i32>(firstAbove + load<u32>(above)));
  x = i32x4.replace_lane(x, 3, <i32>(firstAbove + load<u32>(nextAbove)));
  let yz = i32x4.splat(<i32>(firstHere + load<u32>(row, 4)));
  yz = i32x4.replace_lane(yz, 1, <i32>(firstAbove + load<u32>(above, 4)));
  yz = i32x4.replace_lane(yz, 2, <i32>(firstHere + load<u32>(row, 8)));
  yz = i32x4.replace_lane(yz, 3, <i32>(firstHere + load<u32>(next, 8)));
  let out = triangles;
  let carryA: u64 = 0;
  let carryB: u64 = 0;
  let carryC: u64 = 0;
  let carryD: u64 = 0;
  for (let n: usize = 0; n < <usize>rowBytes; n += 8) {
    const wa = load<u64>(a + n);
    const wb = load<u64>(b + n);
    const wc = load<u64>(c + n);
    const wd = load<u64>(d + n);
    const la = (wa << 1) | carryA;
    const lb = (wb << 1) | carryB;
    const lc = (wc << 1) | carryC;
    const ld = (wd << 1) | carryD;
    let active = (wa | wb | wc | wd | la | lb | lc | ld) & ~(wa & wb & wc & wd & la & lb & lc & ld);
    if (!active) continue;
    while (active) {
      const bit = ctz<u64>(active);
      active &= active - 1;
      const kind = pairAt(wa, la, bit) | (pairAt(wb, lb, bit) << 2) | (pairAt(wc, lc, bit) << 4) | (pairAt(wd, ld, bit) << 6);
      const entry = table + (<usize>kind << 6);
      v128.store(ids, x);
      v128.store(ids, yz, 16);
      x = i32x4.add(x, v128.load(entry));
      yz = i32x4.add(yz, v128.load(entry, 16));
      v128.store(ids, yz, 32);
      const count = <usize>load<u8>(entry, 32);
      let corner = entry + 33;
      const end = corner + 3 * count;
      while (corner < end) {
        store<u32>(out, load<u32>(ids + <usize>load<u8>(corner)));
        store<u32>(out, load<u32>(ids + <usize>load<u8>(corner, 1)), 4);
        store<u32>(out, load<u32>(ids + <usize>load<u8>(corner, 2)), 8);
        corner += 3;
        out += 12;
      }
    }
    carryA = wa >> 63;
    carryB = wb >> 63;
    carryC = wc >> 63;
    carryD = wd >> 63;
  }
}
