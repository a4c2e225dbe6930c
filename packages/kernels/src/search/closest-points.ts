import type { TriMesh } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { nearestTriangles } from './distances-to.ts';
import { nearestWeights } from './sign-distances.ts';
import type { SurfaceIndex } from './surface-index.ts';

/**
 * The nearest points of a surface, on the triangles that `nearestTriangles` named.
 *
 * @returns Float64, x y z for each point; the point itself where no triangle was named
 */
export function closestPoints(
  { positions: x, triangles }: TriMesh,
  points: Float32Array,
  nearest: Uint32Array,
): Float64Array {
  const closest = new Float64Array(points.length);
  for (let n = 0; n < nearest.length; n++) {
    const at = 3 * n;
    const t = 3 * nearest[n]!;
    if (t >= triangles.length) {
      for (let axis = 0; axis < 3; axis++) closest[at + axis] = points[at + axis]!;
      continue;
    }
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const [s, r] = nearestWeights(x, a, b, c, points[at]!, points[at + 1]!, points[at + 2]!);
    for (let axis = 0; axis < 3; axis++)
      closest[at + axis] = x[a + axis]! * (1 - s - r) + x[b + axis]! * s + x[c + axis]! * r;
  }
  return closest;
}

/** The point of a surface that is nearest to each point: Float64, x y z. */
export async function nearestPoints(index: SurfaceIndex, points: Float32Array, crew: Crew): Promise<Float64Array> {
  const { triangles } = await nearestTriangles(index, points, crew);
  return closestPoints(index.mesh, points, triangles);
}
