import type { BoundsMm, TriMesh } from '@specola/space';

export interface SurfaceMeasures {
  /** Signed: negative when the surface is turned inside out. Meaningless when it is open. */
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly boundsMm: BoundsMm;
}

/**
 * Volume, area and box of a surface, in double precision.
 *
 * The volume is summed about the middle of the box, so that a body far from the origin loses no digits. Vertices that no
 * triangle names do not count for the box.
 */
export function measuresOf({ positions, triangles }: TriMesh): SurfaceMeasures {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let c = 0; c < triangles.length; c++)
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * triangles[c]! + axis]!;
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
    }
  if (triangles.length === 0) return { volumeMm3: 0, areaMm2: 0, boundsMm: { min: [0, 0, 0], max: [0, 0, 0] } };
  const middle = min.map((low, axis) => (low + max[axis]!) / 2) as [number, number, number];
  let volumeMm3 = 0;
  let areaMm2 = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    volumeMm3 += cornerVolumeMm3(positions, triangles, t, middle);
    areaMm2 += triangleAreaMm2(positions, triangles, t);
  }
  return { volumeMm3, areaMm2, boundsMm: { min, max } };
}

/** The signed volume between a triangle (its first corner at `t` of the list) and a point. */
export function cornerVolumeMm3(
  x: Float32Array,
  triangles: Uint32Array,
  t: number,
  [ox, oy, oz]: readonly [number, number, number],
): number {
  const a = 3 * triangles[t]!;
  const b = 3 * triangles[t + 1]!;
  const c = 3 * triangles[t + 2]!;
  const ax = x[a]! - ox;
  const ay = x[a + 1]! - oy;
  const az = x[a + 2]! - oz;
  const bx = x[b]! - ox;
  const by = x[b + 1]! - oy;
  const bz = x[b + 2]! - oz;
  const cx = x[c]! - ox;
  const cy = x[c + 1]! - oy;
  const cz = x[c + 2]! - oz;
  return (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
}

export function triangleAreaMm2(x: Float32Array, triangles: Uint32Array, t: number): number {
  const a = 3 * triangles[t]!;
  const b = 3 * triangles[t + 1]!;
  const c = 3 * triangles[t + 2]!;
  const ux = x[b]! - x[a]!;
  const uy = x[b + 1]! - x[a + 1]!;
  const uz = x[b + 2]! - x[a + 2]!;
  const vx = x[c]! - x[a]!;
  const vy = x[c + 1]! - x[a + 1]!;
  const vz = x[c + 2]! - x[a + 2]!;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  return Math.sqrt(nx * nx + ny * ny + nz * nz) / 2;
}
