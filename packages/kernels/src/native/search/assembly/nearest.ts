// The nearest point of a surface, and rays, through the grid.
import { cellAlong, cornerAt } from './grid';

/**
 * The distance of each point from the surface, and the nearest triangle; of two equally near the lower number.
 *
 * @param points    f32 x y z, `count` of them
 * @param reach     mm; a point farther away gets Infinity and triangle 0xFFFFFFFF
 * @param distances f32 for each point
 * @param nearest   u32 for each point, or 0 to leave it out
 */
export function nearestTriangles(
  head: usize, points: usize, count: i32, reach: f64, distances: usize, nearest: usize,
): void {
  nearestOf(head, points, count, reach, distances, nearest, 0, 0);
}

/**
 * The same among triangles of another kind than the point's own.
 *
 * @param kinds  u32 for each point
 * @param kindOf u32 for each triangle of the surface
 */
export function nearestOthers(
  head: usize, points: usize, count: i32, reach: f64, distances: usize, nearest: usize, kinds: usize, kindOf: usize,
): void {
  nearestOf(head, points, count, reach, distances, nearest, kinds, kindOf);
}

@inline
function nearestOf(
  head: usize, points: usize, count: i32, reach: f64, distances: usize, nearest: usize, kinds: usize, kindOf: usize,
): void {
  const ox = load<f64>(head, 0), oy = load<f64>(head, 8), oz = load<f64>(head, 16);
  const perMm = load<f64>(head, 24), cellMm = load<f64>(head, 32);
  const nx = load<i32>(head, 40), ny = load<i32>(head, 44), nz = load<i32>(head, 48);
  const positions = <usize>load<u32>(head, 52);
  const triangles = <usize>load<u32>(head, 56);
  const starts = <usize>load<u32>(head, 60);
  const entries = <usize>load<u32>(head, 64);
  const most = max(max(nx, ny), nz);
  for (let n = 0; n < count; n++, points += 12) {
    const px = <f64>load<f32>(points), py = <f64>load<f32>(points, 4), pz = <f64>load<f32>(points, 8);
    const cx = cellAlong(px, ox, perMm, nx), cy = cellAlong(py, oy, perMm, ny), cz = cellAlong(pz, oz, perMm, nz);
    let best = reach * reach;
    let found: u32 = 0xffffffff;
    const kind = kindOf ? load<u32>(kinds + (<usize>n << 2)) : 0;
    // Rings of cells around the point's own. A ring r cells away is at least `gap` + (r - 1) cells far: where the point
    // lies inside its cell, and outside the box of the surface the way to the box.
    for (let ring = 0; ring <= most; ring++) {
      if (ring > 0) {
        const near = ringMm(px - ox, cx, cellMm, nx, ring);
        const nearY = ringMm(py - oy, cy, cellMm, ny, ring);
        const nearZ = ringMm(pz - oz, cz, cellMm, nz, ring);
        const gap = min(near, min(nearY, nearZ));
        if (gap == Infinity) break;
        if (gap > 0.0 && gap * gap * 0.999999 > best) break;
      }
      const z0 = max(cz - ring, 0), z1 = min(cz + ring, nz - 1);
      const y0 = max(cy - ring, 0), y1 = min(cy + ring, ny - 1);
      for (let z = z0; z <= z1; z++) {
        const zFar = z == cz - ring || z == cz + ring;
        const dz = outside(pz - oz, z, cellMm);
        if (dz * dz > best) continue;
        for (let y = y0; y <= y1; y++) {
          const dy = outside(py - oy, y, cellMm);
          if (dz * dz + dy * dy > best) continue;
          const whole = zFar || y == cy - ring || y == cy + ring;
          // On the sides of the ring only its two ends belong to it.
          let x = whole ? max(cx - ring, 0) : cx - ring;
          const x1 = whole ? min(cx + ring, nx - 1) : cx + ring;
          const step = whole || ring == 0 ? 1 : 2 * ring;
          for (; x <= x1; x += step) {
            if (x < 0 || x >= nx) continue;
            const at = starts + (<usize>((z * ny + y) * nx + x) << 2);
            let e = load<u32>(at);
            const end = load<u32>(at, 4);
            if (e == end) continue;
            const dx = outside(px - ox, x, cellMm);
            if (dx * dx + dy * dy + dz * dz > best) continue;
            for (; e < end; e++) {
              const t = load<u32>(entries + (<usize>e << 2));
              if (kindOf && load<u32>(kindOf + (<usize>t << 2)) == kind) continue;
              const d = squaredDistance(positions, triangles + <usize>t * 12, px, py, pz);
              if (d < best || (d == best && t < found)) {
                best = d;
                found = t;
              }
            }
          }
        }
      }
    }
    store<f32>(distances, found == 0xffffffff ? Infinity : <f32>Math.sqrt(best));
    distances += 4;
    if (nearest) {
      store<u32>(nearest, found);
      nearest += 4;
    }
  }
}

/** How far the nearest cell of a ring is along one axis; Infinity when the ring has left the grid on both sides. */
@inline
function ringMm(p: f64, cell: i32, cellMm: f64, count: i32, ring: i32): f64 {
  let gap = Infinity;
  if (cell - ring >= 0) gap = p - <f64>(cell - ring + 1) * cellMm;
  if (cell + ring < count) gap = min(gap, <f64>(cell + ring) * cellMm - p);
  return gap;
}

/** How far a coordinate lies outside the slab of a cell; a little less than that, for rounding. */
@inline
function outside(p: f64, cell: i32, cellMm: f64): f64 {
  const below = <f64>cell * cellMm - p, above = p - <f64>(cell + 1) * cellMm;
  return 0.999999 * max(0.0, max(below, above)) ;
}

/** Source: Ericson, Real-Time Collision Detection, 2005, 5.1.5. */
function squaredDistance(positions: usize, triangle: usize, px: f64, py: f64, pz: f64): f64 {
  const a = cornerAt(positions, triangle, 0), b = cornerAt(positions, triangle, 1), c = cornerAt(positions, triangle, 2);
  const ax = <f64>load<f32>(a), ay = <f64>load<f32>(a, 4), az = <f64>load<f32>(a, 8);
  const ux = <f64>load<f32>(b) - ax, uy = <f64>load<f32>(b, 4) - ay, uz = <f64>load<f32>(b, 8) - az;
  const vx = <f64>load<f32>(c) - ax, vy = <f64>load<f32>(c, 4) - ay, vz = <f64>load<f32>(c, 8) - az;
  const wx = px - ax, wy = py - ay, wz = pz - az;
  const d1 = ux * wx + uy * wy + uz * wz, d2 = vx * wx + vy * wy + vz * wz;
  if (d1 <= 0.0 && d2 <= 0.0) return wx * wx + wy * wy + wz * wz;
  const uu = ux * ux + uy * uy + uz * uz, uv = ux * vx + uy * vy + uz * vz, vv = vx * vx + vy * vy + vz * vz;
  const d3 = d1 - uu, d4 = d2 - uv;
  if (d3 >= 0.0 && d4 <= d3) return squared(wx - ux, wy - uy, wz - uz);
  const vc = d1 * d4 - d3 * d2;
  if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0) {
    const s = uu > 0.0 ? d1 / uu : 0.0;
    return squared(wx - s * ux, wy - s * uy, wz - s * uz);
  }
  const d5 = d1 - uv, d6 = d2 - vv;
  if (d6 >= 0.0 && d5 <= d6) return squared(wx - vx, wy - vy, wz - vz);
  const vb = d5 * d2 - d1 * d6;
  if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0) {
    const s = vv > 0.0 ? d2 / vv : 0.0;
    return squared(wx - s * vx, wy - s * vy, wz - s * vz);
  }
  const va = d3 * d6 - d5 * d4;
  if (va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0) {
    const length = d4 - d3 + (d5 - d6);
    const s = length > 0.0 ? (d4 - d3) / length : 0.0;
    return squared(wx - ux - s * (vx - ux), wy - uy - s * (vy - uy), wz - uz - s * (vz - uz));
  }
  const sum = va + vb + vc;
  const s = vb / sum, t = vc / sum;
  return squared(wx - s * ux - t * vx, wy - s * uy - t * vy, wz - s * uz - t * vz);
}

@inline
function squared(x: f64, y: f64, z: f64): f64 {
  return x * x + y * y + z * z;
}
