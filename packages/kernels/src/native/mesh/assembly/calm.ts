// Vertices whose triangles cannot cut each other: they go once around it and all face one way.
import { cross, dot } from './collapse-state';
import { loadPoint } from './points';

/** Cosine that each triangle's normal must keep from a right angle to the vertex's: rounding has no say. */
const LEAST: f32 = 0.05;
const ROUGH: u8 = 255;

/**
 * Tells (1) which of the vertices vFrom…vTo are calm. Seen along the vertex's normal its triangles all turn the same way, so
 * they overlap only where they go around more than once, or are not closed; a ray on which exactly one of them lies, and
 * as many ends as beginnings of sides, rule that out. `ranges` as in corners.ts; `ends`: a Uint32 for each vertex.
 */
export function calmVertices(
  triangles: usize, triangleCount: i32, ranges: usize, blockLength: i32, vFrom: u32, vTo: u32, positions: usize,
  normals: usize, ends: usize, calm: usize,
): void {
  memory.fill(calm + vFrom, 0, vTo - vFrom);
  memory.fill(ends + (<usize>vFrom << 2), 0, <usize>(vTo - vFrom) << 2);
  const width = vTo - vFrom;
  let block = 0;
  for (let from = 0; from < triangleCount; from += blockLength, block++) {
    const range = ranges + (<usize>block << 3);
    if (load<u32>(range) >= vTo || load<u32>(range, 4) < vFrom) continue;
    const end = triangles + <usize>min(from + blockLength, triangleCount) * 12;
    for (let at = triangles + <usize>from * 12; at < end; at += 12) {
      const i = load<u32>(at), j = load<u32>(at, 4), k = load<u32>(at, 8);
      const hasI = i - vFrom < width, hasJ = j - vFrom < width, hasK = k - vFrom < width;
      if (!(hasI || hasJ || hasK)) continue;
      const a = loadPoint(positions + <usize>i * 12), b = loadPoint(positions + <usize>j * 12);
      const c = loadPoint(positions + <usize>k * 12);
      const normal = cross(f32x4.sub(b, a), f32x4.sub(c, a));
      const least = LEAST * sqrt<f32>(dot(normal, normal));
      if (hasI) count(i, j, k, f32x4.sub(b, a), f32x4.sub(c, a), normal, least, normals, ends, calm);
      if (hasJ) count(j, k, i, f32x4.sub(c, b), f32x4.sub(a, b), normal, least, normals, ends, calm);
      if (hasK) count(k, i, j, f32x4.sub(a, c), f32x4.sub(b, c), normal, least, normals, ends, calm);
    }
  }
  for (let v = <usize>vFrom; v < <usize>vTo; v++)
    store<u8>(calm + v, load<u8>(calm + v) === 1 && load<u32>(ends + (v << 2)) === 0 ? 1 : 0);
}

@inline
function count(
  v: u32, next: u32, before: u32, side: v128, other: v128, normal: v128, least: f32, normals: usize, ends: usize, calm: usize,
): void {
  const slot = ends + (<usize>v << 2);
  store<u32>(slot, load<u32>(slot) + mixed(next) - mixed(before));
  const held = load<u8>(calm + v);
  if (held === ROUGH) return;
  const up = v128.load(normals + (<usize>v << 4));
  if (!(dot(up, normal) > least)) { store<u8>(calm + v, ROUGH); return; }
  // The axis furthest from the normal, give or take: the ray that triangles are counted on.
  const ray = Math.abs(f32x4.extract_lane(up, 0)) < 0.6 ? f32x4(1, 0, 0, 0) : f32x4(0, 1, 0, 0);
  if (dot(up, cross(side, ray)) >= 0 && dot(up, cross(ray, other)) > 0) store<u8>(calm + v, min<u8>(held + 1, 2));
}

/** Spreads numbers, so that sums of different sets differ. */
@inline
function mixed(n: u32): u32 {
  let h = (n + 1) * 0x9e3779b1;
  h ^= h >> 15;
  h *= 0x2c1b3c6d;
  return h ^ (h >> 13);
}
