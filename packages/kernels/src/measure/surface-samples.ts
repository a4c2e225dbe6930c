import type { TriMesh } from '@specola/space';
import { triangleAreaMm2 } from './measures-of.ts';

/** A triangle larger than this gets points inside; smaller ones are told well enough by their corners. */
const AREA_PER_SAMPLE_MM2 = 0.25;
const MOST_SAMPLES_PER_TRIANGLE = 256;
/** The plane's most even sequence: powers of the plastic number. Source: Roberts, The unreasonable effectiveness of quasirandom sequences, 2018. */
const STEP_S = 0.7548776662466927;
const STEP_T = 0.5698402909980532;

/** Points on a surface, each with the area that it stands for. Vertices come first, in their order. */
export interface SurfaceSamples {
  readonly points: Float32Array;
  readonly areasMm2: Float32Array;
  /** How many of the points are vertices. */
  readonly vertices: number;
}

/**
 * Every vertex, and points inside each triangle larger than 0.25 mm² (its centroid first), evenly spread and always the same.
 *
 * Areas: a small triangle's goes to its corners, a large one's to its inner points. Vertices of large triangles alone
 * stand for no area; they count for the maximum.
 *
 * @param leaveOut  triangles whose value here is 1 are not sampled, nor are vertices that no other triangle names:
 *                  these stand in the list with area −1
 */
export function surfaceSamples(mesh: TriMesh, leaveOut?: Uint8Array): SurfaceSamples {
  const { positions, triangles } = mesh;
  const vertices = positions.length / 3;
  let inner = 0;
  const samplesOf = (area: number) =>
    area <= AREA_PER_SAMPLE_MM2 ? 0 : Math.min(MOST_SAMPLES_PER_TRIANGLE, Math.ceil(area / AREA_PER_SAMPLE_MM2));
  for (let t = 0; t < triangles.length; t += 3)
    if (!leaveOut?.[t / 3]) inner += samplesOf(triangleAreaMm2(positions, triangles, t));
  const points = new Float32Array(3 * (vertices + inner));
  const areasMm2 = new Float32Array(vertices + inner).fill(-1, 0, vertices);
  points.set(positions);
  let at = vertices;
  for (let t = 0; t < triangles.length; t += 3) {
    if (leaveOut?.[t / 3]) continue;
    const area = triangleAreaMm2(positions, triangles, t);
    const samples = samplesOf(area);
    for (let k = 0; k < 3; k++) {
      const v = triangles[t + k]!;
      areasMm2[v] = Math.max(0, areasMm2[v]!) + (samples === 0 ? area / 3 : 0);
    }
    for (let n = 0; n < samples; n++, at++) {
      areasMm2[at] = area / samples;
      placeInside(points, 3 * at, positions, triangles, t, n);
    }
  }
  return { points, areasMm2, vertices };
}

function placeInside(
  points: Float32Array,
  at: number,
  x: Float32Array,
  triangles: Uint32Array,
  t: number,
  n: number,
): void {
  let s = (1 / 3 + n * STEP_S) % 1;
  let r = (1 / 3 + n * STEP_T) % 1;
  if (s + r > 1) {
    s = 1 - s;
    r = 1 - r;
  }
  const a = 3 * triangles[t]!;
  const b = 3 * triangles[t + 1]!;
  const c = 3 * triangles[t + 2]!;
  for (let axis = 0; axis < 3; axis++)
    points[at + axis] = x[a + axis]! * (1 - s - r) + x[b + axis]! * s + x[c + axis]! * r;
}
