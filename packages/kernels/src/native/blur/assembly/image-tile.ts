// One tile: the rows j0…j0+tj, k0…k0+tk of the grid, with as many rows around them as the blur reaches.
//
// head     i32: 0 nx, 4 ny, 8 nz, 12 tj, 16 tk, 20 reach along i, 24 j, 28 k; u32: weights (f32, 2·reach + 1) along 32 i,
//          36 j, 40 k; 44 places (f32 i j k), 48 count, 52 bounds, 56 length of their blocks; 60 vertices (f32 i j k),
//          64 triangles, 68 count, 72 bounds, 76 length of their blocks; 80 out: f32 for each place; 84 +1, or −1 where the
//          grid is left-handed; 88 wanted: f32 for each place, 0 where nothing is read
// scratch  two f32 buffers of rows (16 in front, nx, at least 16 behind), room for drawing, then three of bytes, one for 16 voxels of a row
import { DRAWING_BYTES, drawTriangles, fillRows } from './draw-rows';

/** Voxel coordinates this near to a whole number are taken for it, so that a place on an edge of the grid needs two voxels. */
const WHOLE: f64 = 1e-3;
const PAD: i32 = 16;

@inline
function word(head: usize, at: usize): i32 {
  return load<i32>(head + at);
}

@inline
function inGrid(value: f64, count: i32): f64 {
  const nearest = Math.round(value);
  const snapped = Math.abs(value - nearest) < WHOLE ? nearest : value;
  return max(0.0, min(<f64>(count - 1), snapped));
}

/** The row that stands for one at or beyond the border: there a surface is bevelled where it is cut, so the next one does. */
@inline
function clamped(value: i32, count: i32): i32 {
  return count < 3 ? max(0, min(count - 1, value)) : max(1, min(count - 2, value));
}

/**
 * Draws the surface's inside into the tile, blurs it, and stores what it shows at each place in the tile.
 * At and beyond the border everything goes on as one voxel before it. Returns how many rows were not closed; places near them get NaN.
 */
export function imageTile(head: usize, j0: i32, k0: i32, scratch: usize): i32 {
  const nx = word(head, 0), ny = word(head, 4), nz = word(head, 8);
  const tj = word(head, 12), tk = word(head, 16);
  const mi = word(head, 20), mj = word(head, 24), mk = word(head, 28);
  const rowsJ = tj + 1 + 2 * mj, rowsK = tk + 1 + 2 * mk;
  const jLow = j0 - mj, kLow = k0 - mk;
  const stride = (PAD + nx + 31) & ~15;
  const rowBytes = <usize>stride << 2;
  const rows = rowsJ * rowsK;
  const a = scratch, b = a + <usize>rows * rowBytes;
  const segments = (((nx + 15) >> 4) + 15) & ~15;
  const drawing = b + <usize>rows * rowBytes;
  const read = drawing + DRAWING_BYTES;
  const alongK = read + <usize>(rows * segments), alongJ = alongK + <usize>(rows * segments);
  memory.fill(read, 0, <usize>(3 * rows * segments));

  if (!markPlaces(head, j0, k0, jLow, kLow, rowsJ, segments, read)) return 0;
  spread(read, alongK, 0, mk, rowsJ, rowsK, jLow, kLow, ny, nz, segments);
  spread(alongK, alongJ, mj, 0, rowsJ, rowsK, jLow, kLow, ny, nz, segments);

  for (let r = 0; r < rows; r++)
    if (used(alongJ, r, segments)) memory.fill(a + <usize>r * rowBytes, 0, rowBytes);
  drawTriangles(head, jLow, kLow, rowsJ, rowsK, a, rowBytes, alongJ, segments, drawing);
  const open = fillRows(nx, rows, a, rowBytes, alongJ, segments);

  const weightsI = <usize>word(head, 32), weightsJ = <usize>word(head, 36), weightsK = <usize>word(head, 40);
  for (let r = 0; r < rows; r++) {
    const marks = alongJ + <usize>(r * segments);
    for (let s = 0; s < segments; s++) {
      if (!load<u8>(marks + s)) continue;
      const at = <usize>r * rowBytes + (<usize>(PAD + (s << 4)) << 2);
      weighSegment(a + at - (<usize>mi << 2), 4, weightsI, 2 * mi + 1, b + at);
    }
  }
  for (let k = 0; k < rowsK; k++)
    for (let j = mj; j <= mj + tj; j++)
      blurAcross(alongK, (k * rowsJ + j), segments, b, a, rowBytes, weightsJ, mj, j + jLow, ny, k * rowsJ - jLow, 1);
  for (let k = mk; k <= mk + tk; k++)
    for (let j = mj; j <= mj + tj; j++)
      blurAcross(read, (k * rowsJ + j), segments, a, b, rowBytes, weightsK, mk, k + kLow, nz, j - kLow * rowsJ, rowsJ);
  readPlaces(head, j0, k0, jLow, kLow, rowsJ, b, rowBytes);
  return open;
}

@inline
function used(marks: usize, row: i32, segments: i32): bool {
  const end = marks + <usize>((row + 1) * segments);
  for (let at = marks + <usize>(row * segments); at < end; at += 16) if (v128.any_true(v128.load(at))) return true;
  return false;
}

/** Marks the rows around each row in reach (by mj rows along j or mk along k), within the grid. */
function spread(
  from: usize, to: usize, mj: i32, mk: i32, rowsJ: i32, rowsK: i32, jLow: i32, kLow: i32, ny: i32, nz: i32,
  segments: i32,
): void {
  for (let k = 0; k < rowsK; k++)
    for (let j = 0; j < rowsJ; j++) {
      const row = k * rowsJ + j;
      if (!used(from, row, segments)) continue;
      for (let dk = -mk; dk <= mk; dk++)
        for (let dj = -mj; dj <= mj; dj++) {
          const target = (clamped(k + kLow + dk, nz) - kLow) * rowsJ + clamped(j + jLow + dj, ny) - jLow;
          for (let s = 0; s < segments; s += 16) {
            const at = to + <usize>(target * segments + s);
            v128.store(at, v128.or(v128.load(at), v128.load(from + <usize>(row * segments + s))));
          }
        }
    }
}

/** Sixteen sums over `count` places `step` bytes apart. */
@inline
function weighSegment(source: usize, step: usize, weights: usize, count: i32, target: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let t = 0; t < count; t++, source += step, weights += 4) {
    const w = v128.load32_splat(weights);
    s0 = f32x4.add(s0, f32x4.mul(w, v128.load(source)));
    s1 = f32x4.add(s1, f32x4.mul(w, v128.load(source, 16)));
    s2 = f32x4.add(s2, f32x4.mul(w, v128.load(source, 32)));
    s3 = f32x4.add(s3, f32x4.mul(w, v128.load(source, 48)));
  }
  v128.store(target, s0); v128.store(target, s1, 16); v128.store(target, s2, 32); v128.store(target, s3, 48);
}

/** Blurs the marked segments of one row across rows: index n along the axis lies in row firstRow + n·rowStep. */
function blurAcross(
  marks: usize, row: i32, segments: i32, source: usize, target: usize, rowBytes: usize, weights: usize, reach: i32,
  index: i32, count: i32, firstRow: i32, rowStep: i32,
): void {
  const own = marks + <usize>(row * segments);
  for (let s = 0; s < segments; s++) {
    if (!load<u8>(own + s)) continue;
    const at = <usize>(PAD + (s << 4)) << 2;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let t = -reach; t <= reach; t++) {
      const w = v128.load32_splat(weights + (<usize>(t + reach) << 2));
      const from = source + <usize>(firstRow + clamped(index + t, count) * rowStep) * rowBytes + at;
      s0 = f32x4.add(s0, f32x4.mul(w, v128.load(from)));
      s1 = f32x4.add(s1, f32x4.mul(w, v128.load(from, 16)));
      s2 = f32x4.add(s2, f32x4.mul(w, v128.load(from, 32)));
      s3 = f32x4.add(s3, f32x4.mul(w, v128.load(from, 48)));
    }
    const to = target + <usize>row * rowBytes + at;
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
}

/** Marks the segments that the places of the tile read; whether there are any. */
function markPlaces(
  head: usize, j0: i32, k0: i32, jLow: i32, kLow: i32, rowsJ: i32, segments: i32, marks: usize,
): bool {
  const nx = word(head, 0), ny = word(head, 4), nz = word(head, 8), tj = word(head, 12), tk = word(head, 16);
  const places = <usize>word(head, 44), count = word(head, 48), length = word(head, 56), wanted = <usize>word(head, 88);
  let any = false;
  for (let block = 0, first = 0; first < count; block++, first += length) {
    if (!near(<usize>word(head, 52) + (<usize>block << 4), j0, k0, tj, tk)) continue;
    const end = min(first + length, count);
    for (let v = first; v < end; v++) {
      if (load<f32>(wanted + (<usize>v << 2)) == 0) continue;
      const at = places + <usize>v * 12;
      const y = inGrid(<f64>load<f32>(at, 4), ny), z = inGrid(<f64>load<f32>(at, 8), nz);
      const j = <i32>y, k = <i32>z;
      if (<u32>(j - j0) >= <u32>tj || <u32>(k - k0) >= <u32>tk) continue;
      any = true;
      const x = inGrid(<f64>load<f32>(at), nx);
      const s0 = <i32>x >> 4, s1 = min(<i32>x + 1, nx - 1) >> 4;
      const moreJ = y > <f64>j ? 1 : 0, moreK = z > <f64>k ? 1 : 0;
      for (let dk = 0; dk <= moreK; dk++)
        for (let dj = 0; dj <= moreJ; dj++) {
          const row = marks + <usize>(((k + dk - kLow) * rowsJ + j + dj - jLow) * segments);
          store<u8>(row + s0, 1); store<u8>(row + s1, 1);
        }
    }
  }
  return any;
}

@inline
function near(bounds: usize, j0: i32, k0: i32, tj: i32, tk: i32): bool {
  // A place beyond the border counts for the border's tile.
  return (load<f32>(bounds) < <f32>(j0 + tj) + 1 || j0 == 0) && load<f32>(bounds, 8) >= <f32>j0 - 1 &&
    (load<f32>(bounds, 4) < <f32>(k0 + tk) + 1 || k0 == 0) && load<f32>(bounds, 12) >= <f32>k0 - 1;
}

function readPlaces(
  head: usize, j0: i32, k0: i32, jLow: i32, kLow: i32, rowsJ: i32, rows: usize, rowBytes: usize,
): void {
  const nx = word(head, 0), ny = word(head, 4), nz = word(head, 8), tj = word(head, 12), tk = word(head, 16);
  const places = <usize>word(head, 44), count = word(head, 48), length = word(head, 56), out = <usize>word(head, 80);
  const wanted = <usize>word(head, 88);
  for (let block = 0, first = 0; first < count; block++, first += length) {
    if (!near(<usize>word(head, 52) + (<usize>block << 4), j0, k0, tj, tk)) continue;
    const end = min(first + length, count);
    for (let v = first; v < end; v++) {
      if (load<f32>(wanted + (<usize>v << 2)) == 0) continue;
      const at = places + <usize>v * 12;
      const y = inGrid(<f64>load<f32>(at, 4), ny), z = inGrid(<f64>load<f32>(at, 8), nz);
      const j = <i32>y, k = <i32>z;
      if (<u32>(j - j0) >= <u32>tj || <u32>(k - k0) >= <u32>tk) continue;
      const x = inGrid(<f64>load<f32>(at), nx);
      const i = <i32>x;
      const fx = x - <f64>i, fy = y - <f64>j, fz = z - <f64>k;
      let sum: f64 = 0;
      const moreJ = fy > 0 ? 1 : 0, moreK = fz > 0 ? 1 : 0;
      for (let dk = 0; dk <= moreK; dk++)
        for (let dj = 0; dj <= moreJ; dj++) {
          const row = rows + <usize>((k + dk - kLow) * rowsJ + j + dj - jLow) * rowBytes + (<usize>(PAD + i) << 2);
          let value = <f64>load<f32>(row);
          if (fx > 0) value += fx * (<f64>load<f32>(row, 4) - value);
          sum += value * (dj ? fy : 1.0 - fy) * (dk ? fz : 1.0 - fz);
        }
      store<f32>(out + (<usize>v << 2), <f32>sum);
    }
  }
}
