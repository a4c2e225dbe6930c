// Wall thickness: a ray inwards from the middle of each triangle to the first surface that it meets.
import { cornerAt } from './grid';

/**
 * The thickness of the wall under each triangle from…to, in mm, or Infinity.
 *
 * The ray starts at the centroid and goes against the normal, cell by cell (Amanatides and Woo 1987). The first triangle
 * that it meets ends it. That is a wall when it faces away (its normal within the angle of the ray); otherwise Infinity.
 *
 * @param limit  mm; farther walls are Infinity
 * @param facing the least cosine between the ray and the normal of what it meets
 * @param thicknesses f32 for each triangle of the mesh
 */
export function wallThicknesses(head: usize, from: i32, to: i32, limit: f64, facing: f64, thicknesses: usize): void {
  const positions = <usize>load<u32>(head, 52);
  const triangles = <usize>load<u32>(head, 56);
  for (let t = from; t < to; t++) {
    const at = triangles + <usize>t * 12;
    const a = cornerAt(positions, at, 0), b = cornerAt(positions, at, 1), c = cornerAt(positions, at, 2);
    const ax = <f64>load<f32>(a), ay = <f64>load<f32>(a, 4), az = <f64>load<f32>(a, 8);
    const bx = <f64>load<f32>(b), by = <f64>load<f32>(b, 4), bz = <f64>load<f32>(b, 8);
    const cx = <f64>load<f32>(c), cy = <f64>load<f32>(c, 4), cz = <f64>load<f32>(c, 8);
    const ux = bx - ax, uy = by - ay, uz = bz - az, vx = cx - ax, vy = cy - ay, vz = cz - az;
    const px = uy * vz - uz * vy, py = uz * vx - ux * vz, pz = ux * vy - uy * vx;
    const length = Math.sqrt(px * px + py * py + pz * pz);
    let thickness = Infinity;
    if (length > 0.0) {
      const mx = (ax + bx + cx) / 3.0, my = (ay + by + cy) / 3.0, mz = (az + bz + cz) / 3.0;
      thickness = cast(head, at, mx, my, mz, -px / length, -py / length, -pz / length, limit, facing, 1.0, false);
    }
    store<f32>(thicknesses + (<usize>t << 2), <f32>thickness);
  }
}

/**
 * The way along the normal of its triangle from each of some points to the surface on the other side, in mm, or Infinity.
 *
 * @param points     f32 x y z of each, on the triangle that it belongs to
 * @param owners     u32, that triangle
 * @param sense      1 inwards: walls, ended by what faces away; -1 outwards: gaps, ended by what faces back
 * @param neighbours u8 of each point: whether triangles that share a corner with its own count, where they face it
 */
export function waysAcross(
  head: usize, points: usize, owners: usize, neighbours: usize, count: i32, limit: f64, facing: f64, sense: f64, ways: usize,
): void {
  const positions = <usize>load<u32>(head, 52);
  const triangles = <usize>load<u32>(head, 56);
  for (let n = 0; n < count; n++, points += 12) {
    const at = triangles + <usize>load<u32>(owners + (<usize>n << 2)) * 12;
    const a = cornerAt(positions, at, 0), b = cornerAt(positions, at, 1), c = cornerAt(positions, at, 2);
    const ax = <f64>load<f32>(a), ay = <f64>load<f32>(a, 4), az = <f64>load<f32>(a, 8);
    const ux = <f64>load<f32>(b) - ax, uy = <f64>load<f32>(b, 4) - ay, uz = <f64>load<f32>(b, 8) - az;
    const vx = <f64>load<f32>(c) - ax, vy = <f64>load<f32>(c, 4) - ay, vz = <f64>load<f32>(c, 8) - az;
    const px = uy * vz - uz * vy, py = uz * vx - ux * vz, pz = ux * vy - uy * vx;
    const length = -sense * Math.sqrt(px * px + py * py + pz * pz);
    let way = Infinity;
    if (length != 0.0)
      way = cast(
        head, at, <f64>load<f32>(points), <f64>load<f32>(points, 4), <f64>load<f32>(points, 8),
        px / length, py / length, pz / length, limit, facing, sense, load<u8>(neighbours + <usize>n) != 0,
      );
    store<f32>(ways + (<usize>n << 2), <f32>way);
  }
}

function cast(
  head: usize, own: usize, mx: f64, my: f64, mz: f64, dx: f64, dy: f64, dz: f64, limit: f64, facing: f64, sense: f64,
  neighbours: bool,
): f64 {
  const ox = load<f64>(head, 0), oy = load<f64>(head, 8), oz = load<f64>(head, 16);
  const perMm = load<f64>(head, 24), cellMm = load<f64>(head, 32);
  const nx = load<i32>(head, 40), ny = load<i32>(head, 44), nz = load<i32>(head, 48);
  const positions = <usize>load<u32>(head, 52);
  const triangles = <usize>load<u32>(head, 56);
  const starts = <usize>load<u32>(head, 60);
  const entries = <usize>load<u32>(head, 64);
  let x = <i32>((mx - ox) * perMm), y = <i32>((my - oy) * perMm), z = <i32>((mz - oz) * perMm);
  x = max(0, min(x, nx - 1));
  y = max(0, min(y, ny - 1));
  z = max(0, min(z, nz - 1));
  const sx = dx > 0.0 ? 1 : -1, sy = dy > 0.0 ? 1 : -1, sz = dz > 0.0 ? 1 : -1;
  let tx = dx == 0.0 ? Infinity : (ox + <f64>(dx > 0.0 ? x + 1 : x) * cellMm - mx) / dx;
  let ty = dy == 0.0 ? Infinity : (oy + <f64>(dy > 0.0 ? y + 1 : y) * cellMm - my) / dy;
  let tz = dz == 0.0 ? Infinity : (oz + <f64>(dz > 0.0 ? z + 1 : z) * cellMm - mz) / dz;
  const ix = Math.abs(cellMm / dx), iy = Math.abs(cellMm / dy), iz = Math.abs(cellMm / dz);
  const o0 = load<u32>(own), o1 = load<u32>(own, 4), o2 = load<u32>(own, 8);
  let best = limit;
  let cosine = -2.0;
  while (true) {
    const at = starts + (<usize>((z * ny + y) * nx + x) << 2);
    const end = load<u32>(at, 4);
    for (let e = load<u32>(at); e < end; e++) {
      const triangle = triangles + <usize>load<u32>(entries + (<usize>e << 2)) * 12;
      const i0 = load<u32>(triangle), i1 = load<u32>(triangle, 4), i2 = load<u32>(triangle, 8);
      // Neighbours meet the ray only by a crease: no wall stands between small triangles that share a corner. Large ones
      // (a wedge of two) may be both sides of a wall.
      const beside = i0 == o0 || i0 == o1 || i0 == o2 || i1 == o0 || i1 == o1 || i1 == o2 || i2 == o0 || i2 == o1 || i2 == o2;
      if (beside && (!neighbours || triangle == own)) continue;
      const a = positions + <usize>i0 * 12, b = positions + <usize>i1 * 12, c = positions + <usize>i2 * 12;
      // Möller and Trumbore 1997.
      const ax = <f64>load<f32>(a), ay = <f64>load<f32>(a, 4), az = <f64>load<f32>(a, 8);
      const ux = <f64>load<f32>(b) - ax, uy = <f64>load<f32>(b, 4) - ay, uz = <f64>load<f32>(b, 8) - az;
      const vx = <f64>load<f32>(c) - ax, vy = <f64>load<f32>(c, 4) - ay, vz = <f64>load<f32>(c, 8) - az;
      const px = dy * vz - dz * vy, py = dz * vx - dx * vz, pz = dx * vy - dy * vx;
      const det = ux * px + uy * py + uz * pz;
      if (det == 0.0) continue;
      const inverse = 1.0 / det;
      const wx = mx - ax, wy = my - ay, wz = mz - az;
      const s = (wx * px + wy * py + wz * pz) * inverse;
      if (s < 0.0 || s > 1.0) continue;
      const qx = wy * uz - wz * uy, qy = wz * ux - wx * uz, qz = wx * uy - wy * ux;
      const r = (dx * qx + dy * qy + dz * qz) * inverse;
      if (r < 0.0 || s + r > 1.0) continue;
      const far = (vx * qx + vy * qy + vz * qz) * inverse;
      if (far <= 0.0 || far >= best) continue;
      // det is minus the ray times the normal's length.
      const gx = uy * vz - uz * vy, gy = uz * vx - ux * vz, gz = ux * vy - uy * vx;
      const met = (-sense * det) / Math.sqrt(gx * gx + gy * gy + gz * gz);
      if (beside && met < facing) continue;
      best = far;
      cosine = met;
    }
    const next = min(tx, min(ty, tz));
    if (next >= best) break;
    if (tx == next) {
      x += sx;
      tx += ix;
      if (x < 0 || x >= nx) break;
    } else if (ty == next) {
      y += sy;
      ty += iy;
      if (y < 0 || y >= ny) break;
    } else {
      z += sz;
      tz += iz;
      if (z < 0 || z >= nz) break;
    }
  }
  return cosine >= facing ? best : Infinity;
}
