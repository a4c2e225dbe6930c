import { type Crew, nearestTriangles, type SurfaceIndex, signDistances, vertexNormals } from '@specola/kernels';
import type { Triple } from '@specola/space';

/** How far points lie from a surface: negative inside. */
export async function signedDistances(
  index: SurfaceIndex,
  points: readonly Triple[],
  crew: Crew,
): Promise<Float32Array> {
  const flat = Float32Array.from(points.flat());
  const { distancesMm, triangles } = await nearestTriangles(index, flat, crew);
  signDistances(index.mesh, vertexNormals(index.mesh), flat, triangles, distancesMm);
  return distancesMm;
}
