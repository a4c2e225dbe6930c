// The share of each voxel that a closed surface encloses. Seen along i, a piece of surface takes its area times what lies
// behind it; so each triangle is cut at the borders of the rows of voxels, and each piece is entered at its mean i. Rows
// first hold the change from voxel to voxel.
//
// Counting where lines along i cross the surface is simpler, and as fast with four of them, but wrong where a surface lies
// along the slices: there all lines of a voxel enter at once, and a flat face was found off by a quarter of a voxel.

const PAD: i32 = 16;
/** Bytes of a corner, f64 x y z, and of a polygon: a triangle cut by four planes has at most seven. */
const CORNER: usize = 24;
const POLYGON: usize = 9 * CORNER;
/** Bytes that drawing needs. */
export const DRAWING_BYTES: usize = 7 * POLYGON;

/** Enters all triangles in the marked rows. `head` as in image-tile.ts; `drawing` is scratch. */
export function drawTriangles(
  head: usize, jLow: i32, kLow: i32, rowsJ: i32, rowsK: i32, rows: usize, rowBytes: usize, marks: usize, segments: i32,
  drawing: usize,
): void {
  const nx = load<i32>(head), ny = load<i32>(head, 4), nz = load<i32>(head, 8);
  const vertices = <usize>load<u32>(head, 60), triangles = <usize>load<u32>(head, 64), bounds = <usize>load<u32>(head, 72);
  const count = load<i32>(head, 68), length = load<i32>(head, 76);
  const hand = <f64>load<i32>(head, 84);
  const jFrom = max(0, jLow), jTo = min(ny, jLow + rowsJ), kFrom = max(0, kLow), kTo = min(nz, kLow + rowsK);
  const whole = drawing, strip = drawing + POLYGON, piece = drawing + 2 * POLYGON, above = drawing + 3 * POLYGON;
  const beyond = drawing + 5 * POLYGON;
  for (let block = 0, first = 0; first < count; block++, first += length) {
    const box = bounds + (<usize>block << 4);
    if (load<f32>(box) > <f32>jTo || load<f32>(box, 8) < <f32>(jFrom - 1)) continue;
    if (load<f32>(box, 4) > <f32>kTo || load<f32>(box, 12) < <f32>(kFrom - 1)) continue;
    const end = triangles + <usize>min(first + length, count) * 12;
    for (let at = triangles + <usize>first * 12; at < end; at += 12) {
      corner(whole, vertices + <usize>load<u32>(at) * 12);
      corner(whole + CORNER, vertices + <usize>load<u32>(at, 4) * 12);
      corner(whole + 2 * CORNER, vertices + <usize>load<u32>(at, 8) * 12);
      const ya = load<f64>(whole, 8), yb = load<f64>(whole, 32), yc = load<f64>(whole, 56);
      const lowJ = <i32>Math.floor(min(ya, min(yb, yc))), highJ = <i32>Math.floor(max(ya, max(yb, yc)));
      if (highJ < jFrom || lowJ >= jTo) continue;
      const za = load<f64>(whole, 16), zb = load<f64>(whole, 40), zc = load<f64>(whole, 64);
      const lowK = <i32>Math.floor(min(za, min(zb, zc))), highK = <i32>Math.floor(max(za, max(zb, zc)));
      if (highK < kFrom || lowK >= kTo) continue;
      if (lowJ == highJ && lowK == highK) {
        const row = (lowK - kLow) * rowsJ + lowJ - jLow;
        if (marked(marks, row, segments)) enter(rows + <usize>row * rowBytes, nx, whole, 3, hand);
        continue;
      }
      // Slice by slice what lies below its upper border is cut off, and from that row by row what lies before the next.
      let rest = whole, corners = 3;
      for (let k = lowK; k <= highK; k++) {
        let slice = rest, sliceCorners = corners;
        if (k < highK) {
          const next = rest == above ? above + POLYGON : above;
          corners = split(rest, corners, 16, <f64>(k + 1), strip, next);
          slice = strip;
          sliceCorners = corners & 0xff;
          corners >>= 8;
          rest = next;
        }
        if (k < kFrom || k >= kTo || sliceCorners == 0) continue;
        for (let j = lowJ; j <= highJ; j++) {
          let part = slice, partCorners = sliceCorners;
          if (j < highJ) {
            const next = slice == beyond ? beyond + POLYGON : beyond;
            const cut = split(slice, sliceCorners, 8, <f64>(j + 1), piece, next);
            part = piece;
            partCorners = cut & 0xff;
            sliceCorners = cut >> 8;
            slice = next;
          }
          if (j < jFrom || j >= jTo || partCorners == 0) continue;
          const row = (k - kLow) * rowsJ + j - jLow;
          if (marked(marks, row, segments)) enter(rows + <usize>row * rowBytes, nx, part, partCorners, hand);
        }
      }
    }
  }
}

/** A vertex, moved by half a voxel: voxel n is what lies between n and n + 1. */
@inline
function corner(at: usize, vertex: usize): void {
  store<f64>(at, <f64>load<f32>(vertex) + 0.5);
  store<f64>(at, <f64>load<f32>(vertex, 4) + 0.5, 8);
  store<f64>(at, <f64>load<f32>(vertex, 8) + 0.5, 16);
}

/** Cuts a polygon where the coordinate at `offset` is `limit`; returns the corners below, and 256 times those above. */
function split(polygon: usize, corners: i32, offset: usize, limit: f64, below: usize, above: usize): i32 {
  if (corners == 0) return 0;
  let low = below, high = above;
  let before = polygon + <usize>(corners - 1) * CORNER;
  let wasAt = load<f64>(before + offset) - limit;
  for (let n = 0; n < corners; n++) {
    const here = polygon + <usize>n * CORNER;
    const isAt = load<f64>(here + offset) - limit;
    const x = load<f64>(here), y = load<f64>(here, 8), z = load<f64>(here, 16);
    if ((isAt >= 0) != (wasAt >= 0)) {
      const share = wasAt / (wasAt - isAt);
      const x0 = load<f64>(before), y0 = load<f64>(before, 8), z0 = load<f64>(before, 16);
      const cx = x0 + share * (x - x0), cy = y0 + share * (y - y0), cz = z0 + share * (z - z0);
      store<f64>(low, cx); store<f64>(low, cy, 8); store<f64>(low, cz, 16);
      store<f64>(low + offset, limit);
      store<f64>(high, cx); store<f64>(high, cy, 8); store<f64>(high, cz, 16);
      store<f64>(high + offset, limit);
      low += CORNER;
      high += CORNER;
    }
    if (isAt >= 0) {
      store<f64>(high, x); store<f64>(high, y, 8); store<f64>(high, z, 16);
      high += CORNER;
    } else {
      store<f64>(low, x); store<f64>(low, y, 8); store<f64>(low, z, 16);
      low += CORNER;
    }
    before = here;
    wasAt = isAt;
  }
  return <i32>((low - below) / CORNER) | (<i32>((high - above) / CORNER) << 8);
}

@inline
function marked(marks: usize, row: i32, segments: i32): bool {
  const end = marks + <usize>((row + 1) * segments);
  for (let at = marks + <usize>(row * segments); at < end; at += 16) if (v128.any_true(v128.load(at))) return true;
  return false;
}

/** Enters a convex polygon within a row of voxels, triangle by triangle. */
function enter(row: usize, nx: i32, polygon: usize, corners: i32, hand: f64): void {
  const xa = load<f64>(polygon), ya = load<f64>(polygon, 8), za = load<f64>(polygon, 16);
  for (let n = 1; n + 1 < corners; n++) {
    const b = polygon + <usize>n * CORNER;
    const yb = load<f64>(b, 8) - ya, zb = load<f64>(b, 16) - za, yc = load<f64>(b, 32) - ya, zc = load<f64>(b, 40) - za;
    // Counter-clockwise seen from +i: it looks that way, and what lies behind it is outside.
    const area = 0.5 * (yb * zc - zb * yc);
    if (area == 0) continue;
    const x = max(0.0, min(<f64>nx, (xa + load<f64>(b) + load<f64>(b, 24)) / 3));
    const i = <i32>x;
    const behind = x - <f64>i;
    const at = row + (<usize>(PAD + i) << 2);
    store<f32>(at, load<f32>(at) - <f32>(hand * area * (1.0 - behind)));
    store<f32>(at, load<f32>(at, 4) - <f32>(hand * area * behind), 4);
  }
}

/** Adds the changes up to shares, and goes on at both ends. Rows that do not come back to 0 are filled with NaN and counted. */
export function fillRows(nx: i32, rows: i32, buffer: usize, rowBytes: usize, marks: usize, segments: i32): i32 {
  let open = 0;
  for (let r = 0; r < rows; r++) {
    if (!marked(marks, r, segments)) continue;
    const row = buffer + <usize>r * rowBytes;
    let sum: f64 = 0;
    let at = row + (<usize>PAD << 2);
    for (let i = 0; i < nx; i++, at += 4) {
      sum += <f64>load<f32>(at);
      store<f32>(at, <f32>sum);
    }
    const isOpen = Math.abs(sum + <f64>load<f32>(at)) > 1e-3;
    if (isOpen) open++;
    // What lies at the border and beyond is what lies one voxel before it.
    const inset: usize = nx < 3 ? 0 : 4;
    const front = isOpen ? <f32>NaN : load<f32>(row + inset, 64), back = isOpen ? <f32>NaN : load<f32>(at - inset - 4);
    if (isOpen) for (let i: usize = 64; row + i < at; i += 4) store<f32>(row + i, <f32>NaN);
    for (let i: usize = 0; i < 64 + inset; i += 4) store<f32>(row + i, front);
    for (at -= inset; at < row + rowBytes; at += 4) store<f32>(at, back);
  }
  return open;
}
