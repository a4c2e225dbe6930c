import { vertexNormals } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';

/** Where in its triangle a point lies goes round by these: the plane's most even sequence. Source: see surface-samples.ts. */
const STEP_S = 0.7548776662466927;
const STEP_T = 0.5698402909980532;

export interface EvenPoint {
  readonly at: Triple;
  /** Of unit length, outward: between those of the three corners. */
  readonly normal: Triple;
}

/**
 * Points that each stand for the same area of a surface, however it is cut into triangles; always the same ones. There are
 * `count`, less those where the surface has no normal.
 */
export function evenPoints(mesh: TriMesh, count: number): EvenPoint[] {
  const { positions, triangles } = mesh;
  const normals = unitNormals(mesh);
  let whole = 0;
  for (let t = 0; t < triangles.length; t += 3) whole += areaOf(mesh, t);
  const points: EvenPoint[] = [];
  let [passed, next] = [0, 0];
  for (let t = 0; t < triangles.length; t += 3) {
    passed += areaOf(mesh, t);
    for (; next < count && (next + 0.5) * whole <= passed * count; next++) {
      let s = (next * STEP_S) % 1;
      let r = (next * STEP_T) % 1;
      if (s + r > 1) [s, r] = [1 - s, 1 - r];
      const between = (values: Float32Array): Triple => {
        const along = (axis: number) =>
          (1 - s - r) * values[3 * triangles[t]! + axis]! +
          s * values[3 * triangles[t + 1]! + axis]! +
          r * values[3 * triangles[t + 2]! + axis]!;
        return [along(0), along(1), along(2)];
      };
      const [x, y, z] = between(normals);
      const length = Math.sqrt(x * x + y * y + z * z);
      if (length > 0) points.push({ at: between(positions), normal: [x / length, y / length, z / length] });
    }
  }
  return points;
}

function unitNormals(mesh: TriMesh): Float32Array {
  const normals = Float32Array.from(vertexNormals(mesh));
  for (let n = 0; n < normals.length; n += 3) {
    const length = Math.sqrt(normals[n]! ** 2 + normals[n + 1]! ** 2 + normals[n + 2]! ** 2);
    for (let axis = 0; axis < 3; axis++) normals[n + axis]! /= length > 0 ? length : 1;
  }
  return normals;
}

function areaOf({ positions: p, triangles }: TriMesh, t: number): number {
  const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
  const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
  const [vx, vy, vz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
  return Math.sqrt((uy * vz - uz * vy) ** 2 + (uz * vx - ux * vz) ** 2 + (ux * vy - uy * vx) ** 2) / 2;
}
