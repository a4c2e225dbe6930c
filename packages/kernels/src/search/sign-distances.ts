import type { TriMesh } from '@specola/space';

/**
 * Turns distances from a surface negative where the point lies inside it.
 *
 * The side is that of the surface's normal at the nearest point, blended from the normals of the triangle's corners: at
 * an edge or a vertex the plane of one triangle alone would tell the wrong side.
 * Source: Bærentzen and Aanæs, Signed distance computation using the angle weighted pseudonormal, 2005.
 *
 * @param nearest        Uint32, the nearest triangle to each point, as `nearestTriangles` gives it
 * @param cornerNormals  Float32, a normal for each vertex of the surface
 * @param distancesMm    Float32, one for each point; changed in place
 */
export function signDistances(
  { positions: x, triangles }: TriMesh,
  cornerNormals: Float32Array,
  points: Float32Array,
  nearest: Uint32Array,
  distancesMm: Float32Array,
): void {
  for (let n = 0; n < nearest.length; n++) {
    const t = 3 * nearest[n]!;
    if (t >= triangles.length) continue;
    const a = 3 * triangles[t]!;
    const b = 3 * triangles[t + 1]!;
    const c = 3 * triangles[t + 2]!;
    const [s, r] = nearestWeights(x, a, b, c, points[3 * n]!, points[3 * n + 1]!, points[3 * n + 2]!);
    let side = 0;
    for (let axis = 0; axis < 3; axis++) {
      const onSurface = x[a + axis]! * (1 - s - r) + x[b + axis]! * s + x[c + axis]! * r;
      const normal =
        cornerNormals[a + axis]! * (1 - s - r) + cornerNormals[b + axis]! * s + cornerNormals[c + axis]! * r;
      side += (points[3 * n + axis]! - onSurface) * normal;
    }
    if (side < 0) distancesMm[n] = -distancesMm[n]!;
  }
}

/** Weights of b and c at the point of a triangle nearest to p. Source: Ericson, Real-Time Collision Detection, 5.1.5. */
export function nearestWeights(
  x: Float32Array,
  a: number,
  b: number,
  c: number,
  px: number,
  py: number,
  pz: number,
): readonly [number, number] {
  const ux = x[b]! - x[a]!;
  const uy = x[b + 1]! - x[a + 1]!;
  const uz = x[b + 2]! - x[a + 2]!;
  const vx = x[c]! - x[a]!;
  const vy = x[c + 1]! - x[a + 1]!;
  const vz = x[c + 2]! - x[a + 2]!;
  const wx = px - x[a]!;
  const wy = py - x[a + 1]!;
  const wz = pz - x[a + 2]!;
  const d1 = ux * wx + uy * wy + uz * wz;
  const d2 = vx * wx + vy * wy + vz * wz;
  if (d1 <= 0 && d2 <= 0) return [0, 0];
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const d3 = d1 - uu;
  const d4 = d2 - uv;
  if (d3 >= 0 && d4 <= d3) return [1, 0];
  const vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return [uu > 0 ? d1 / uu : 0, 0];
  const d5 = d1 - uv;
  const d6 = d2 - vv;
  if (d6 >= 0 && d5 <= d6) return [0, 1];
  const vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return [0, vv > 0 ? d2 / vv : 0];
  const va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    const length = d4 - d3 + (d5 - d6);
    const s = length > 0 ? (d4 - d3) / length : 0;
    return [1 - s, s];
  }
  const sum = va + vb + vc;
  return [vb / sum, vc / sum];
}
