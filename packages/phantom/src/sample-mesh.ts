/** Points spread over a mesh by area. */
export interface MeshSamples {
  /** Float64, x y z of each point. */
  readonly points: Float64Array;
  /** The triangle that each lies on. */
  readonly triangles: Uint32Array;
}

/**
 * Spreads about `count` points over a mesh, one for each equal share of its area in the order of its triangles; where in
 * its triangle a point lies follows a low-discrepancy sequence. Always the same for the same mesh.
 */
export function sampleMesh(p: Float32Array, triangles: Uint32Array, count: number): MeshSamples {
  const areas = new Float64Array(triangles.length / 3);
  let total = 0;
  for (let t = 0; t < areas.length; t++) {
    areas[t] = areaOf(p, 3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!);
    total += areas[t]!;
  }
  const share = total / count;
  const points: number[] = [];
  const owners: number[] = [];
  let passed = 0;
  let next = share / 2;
  for (let t = 0; t < areas.length; t++) {
    passed += areas[t]!;
    for (; next < passed; next += share) {
      // The additive recurrence of M. Roberts ("R2"), folded into the triangle.
      const n = owners.length + 1;
      let u = (n * 0.7548776662466927) % 1;
      let v = (n * 0.5698402909980532) % 1;
      if (u + v > 1) [u, v] = [1 - u, 1 - v];
      const [a, b, c] = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
      for (let axis = 0; axis < 3; axis++)
        points.push((1 - u - v) * p[a + axis]! + u * p[b + axis]! + v * p[c + axis]!);
      owners.push(t);
    }
  }
  return { points: Float64Array.from(points), triangles: Uint32Array.from(owners) };
}

function areaOf(p: Float32Array, a: number, b: number, c: number): number {
  const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
  const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  return Math.sqrt(nx * nx + ny * ny + nz * nz) / 2;
}
