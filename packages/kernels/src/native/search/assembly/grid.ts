// A uniform grid over the triangles of a surface, as compressed rows: for each cell the triangles whose box meets it.
//
// Head of a grid, 80 bytes:
//   0 f64 origin x   8 y   16 z      24 f64 cells per mm   32 f64 mm per cell
//  40 i32 nx   44 ny   48 nz         52 u32 positions (f32 x y z)   56 u32 triangles (u32 a b c)
//  60 u32 starts (u32, cells + 1)    64 u32 entries (u32 triangle)  68 i32 triangles
//  72 u32 calm (u8 for each vertex, or 0)

/** A triangle whose box meets more cells than this is "wide": cells that its plane misses are left out. */
export const WIDE_CELLS: i32 = 27;

@inline
export function cellAlong(v: f64, origin: f64, perMm: f64, count: i32): i32 {
  const c = (v - origin) * perMm;
  return c > 0.0 ? (c < <f64>count ? <i32>c : count - 1) : 0;
}

@inline
export function cornerAt(positions: usize, triangle: usize, corner: i32): usize {
  return positions + <usize>load<u32>(triangle + (<usize>corner << 2)) * 12;
}

@inline
function pointAt(positions: usize, triangle: usize, corner: i32): v128 {
  const at = cornerAt(positions, triangle, corner);
  return v128.load_lane<f32>(at + 8, v128.load64_zero(at), 2);
}

/** Of the first two lanes what `cellAlong` tells of each. */
@inline
function cellsOf(lanes: v128, origin: v128, scale: v128, last: v128): v128 {
  const cells = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(lanes), origin), scale));
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(cells, last));
}

/** First pass: adds one to the count of each cell that a triangle meets. Sums do not depend on the order of threads. */
export function countCells(head: usize, from: i32, to: i32): void {
  visitCells(head, from, to, 0);
}

/** Turns counts into places: the running sum, exclusive. Counts stand at starts[cell + 1]. Gives the total. */
export function placeCells(head: usize): u32 {
  const cells = load<i32>(head, 40) * load<i32>(head, 44) * load<i32>(head, 48);
  let at = <usize>load<u32>(head, 60);
  store<u32>(at, 0);
  let sum: u32 = 0;
  for (let c = 0; c < cells; c++) {
    at += 4;
    const n = load<u32>(at);
    store<u32>(at, sum);
    sum += n;
  }
  return sum;
}

/** Second pass: writes each triangle into its cells. The order inside a cell is put right by `sortCells`. */
export function fillCells(head: usize, from: i32, to: i32): void {
  visitCells(head, from, to, <usize>load<u32>(head, 64));
}

function visitCells(head: usize, from: i32, to: i32, entries: usize): void {
  const ox = load<f64>(head, 0), oy = load<f64>(head, 8), oz = load<f64>(head, 16);
  const perMm = load<f64>(head, 24), cellMm = load<f64>(head, 32);
  const nx = load<i32>(head, 40), ny = load<i32>(head, 44), nz = load<i32>(head, 48);
  const positions = <usize>load<u32>(head, 52);
  const starts = <usize>load<u32>(head, 60) + 4;
  const originXY = f64x2(ox, oy), originZ = f64x2(oz, oz), scale = f64x2(perMm, perMm);
  const lastXY = i32x4(nx - 1, ny - 1, 0, 0), lastZ = i32x4(nz - 1, nz - 1, 0, 0);
  let triangle = <usize>load<u32>(head, 56) + <usize>from * 12;
  for (let t = from; t < to; t++, triangle += 12) {
    const a = pointAt(positions, triangle, 0), b = pointAt(positions, triangle, 1), c = pointAt(positions, triangle, 2);
    const low = f32x4.min(f32x4.min(a, b), c), high = f32x4.max(f32x4.max(a, b), c);
    const lowXY = cellsOf(low, originXY, scale, lastXY), highXY = cellsOf(high, originXY, scale, lastXY);
    const lowHighZ = cellsOf(i32x4.shuffle(low, high, 2, 6, 2, 6), originZ, scale, lastZ);
    const x0 = i32x4.extract_lane(lowXY, 0), x1 = i32x4.extract_lane(highXY, 0);
    const y0 = i32x4.extract_lane(lowXY, 1), y1 = i32x4.extract_lane(highXY, 1);
    const z0 = i32x4.extract_lane(lowHighZ, 0), z1 = i32x4.extract_lane(lowHighZ, 1);
    const wide = (x1 - x0 + 1) * (y1 - y0 + 1) * (z1 - z0 + 1) > WIDE_CELLS;
    let px = 0.0, py = 0.0, pz = 0.0, offset = 0.0, reach = 0.0;
    if (wide) {
      const ax = <f64>f32x4.extract_lane(a, 0), ay = <f64>f32x4.extract_lane(a, 1), az = <f64>f32x4.extract_lane(a, 2);
      const bx = <f64>f32x4.extract_lane(b, 0), by = <f64>f32x4.extract_lane(b, 1), bz = <f64>f32x4.extract_lane(b, 2);
      const cx = <f64>f32x4.extract_lane(c, 0), cy = <f64>f32x4.extract_lane(c, 1), cz = <f64>f32x4.extract_lane(c, 2);
      const ux = bx - ax, uy = by - ay, uz = bz - az, vx = cx - ax, vy = cy - ay, vz = cz - az;
      px = uy * vz - uz * vy;
      py = uz * vx - ux * vz;
      pz = ux * vy - uy * vx;
      offset = px * (ax - ox) + py * (ay - oy) + pz * (az - oz);
      // Half a cell along each axis, and a hundredth more for rounding at the walls of cells.
      reach = 0.51 * cellMm * (Math.abs(px) + Math.abs(py) + Math.abs(pz));
    }
    for (let z = z0; z <= z1; z++) {
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          if (wide) {
            const d = px * (<f64>x + 0.5) + py * (<f64>y + 0.5) + pz * (<f64>z + 0.5);
            if (Math.abs(d * cellMm - offset) > reach) continue;
          }
          const place = atomic.add<u32>(starts + (<usize>((z * ny + y) * nx + x) << 2), 1);
          if (entries) store<u32>(entries + (<usize>place << 2), <u32>t);
        }
      }
    }
  }
}

/** Orders the triangles of each cell by number (Shell's sort: in place, and cells are short and nearly ordered). */
export function sortCells(head: usize, fromCell: i32, toCell: i32): void {
  const starts = <usize>load<u32>(head, 60);
  const entries = <usize>load<u32>(head, 64);
  for (let c = fromCell; c < toCell; c++) {
    const at = entries + (<usize>load<u32>(starts + (<usize>c << 2)) << 2);
    const n = <i32>(load<u32>(starts + (<usize>c << 2), 4) - load<u32>(starts + (<usize>c << 2)));
    if (n < 2) continue;
    let gap = 1;
    if (n > 24) while (gap < n / 9) gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
      for (let i = gap; i < n; i++) {
        const v = load<u32>(at + (<usize>i << 2));
        let j = i - gap;
        while (j >= 0) {
          const w = load<u32>(at + (<usize>j << 2));
          if (w <= v) break;
          store<u32>(at + (<usize>(j + gap) << 2), w);
          j -= gap;
        }
        store<u32>(at + (<usize>(j + gap) << 2), v);
      }
    }
  }
}
