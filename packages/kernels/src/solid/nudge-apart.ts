import type { TriMesh } from '@specola/space';
import { vertexNormals } from '../measure/vertex-normals.ts';

/** Vertices in one place are drawn apart by this: less than anything prints, more than single precision rounds. */
const NUDGE_MM = 0.004;

/**
 * Draws apart what touches without belonging together: vertices in the very place of another move into their own side of
 * the body, so that two parts that met in an edge or a point have a gap that no printer shows.
 *
 * @returns null when no two vertices lie in one place
 */
export function nudgeApart(mesh: TriMesh): { readonly mesh: TriMesh; readonly movedMm: number } | null {
  const { positions } = mesh;
  const first = new Map<string, number>();
  const shared = new Set<number>();
  for (let v = 0; v < positions.length / 3; v++) {
    const key = `${positions[3 * v]! + 0},${positions[3 * v + 1]! + 0},${positions[3 * v + 2]! + 0}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, v);
    else shared.add(before).add(v);
  }
  if (shared.size === 0) return null;
  const normals = vertexNormals(mesh);
  const moved = Float32Array.from(positions);
  for (const v of shared)
    for (let axis = 0; axis < 3; axis++)
      moved[3 * v + axis] = positions[3 * v + axis]! - NUDGE_MM * normals[3 * v + axis]!;
  return { mesh: { ...mesh, positions: moved }, movedMm: NUDGE_MM };
}
