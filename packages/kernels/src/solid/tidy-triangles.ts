import type { TriMesh } from '@specola/space';
import { orient2d } from 'robust-predicates';
import { weldTriangles } from '../measure/weld-triangles.ts';

/** Every corner by itself: what a file of triangles holds. */
function soupOf({ positions, triangles }: TriMesh): Float32Array {
  const soup = new Float32Array(3 * triangles.length);
  for (let c = 0; c < triangles.length; c++)
    for (let axis = 0; axis < 3; axis++) soup[3 * c + axis] = positions[3 * triangles[c]! + axis]!;
  return soup;
}

export interface Tidied {
  readonly mesh: TriMesh;
  readonly weldedVertices: number;
  readonly droppedTriangles: number;
}

/**
 * Joins vertices that lie in one place, and drops triangles that hold nothing: without area, not finite, twice there, or
 * two that lie back to back.
 */
export function tidyTriangles(mesh: TriMesh): Tidied {
  const finite = withFinitePlaces(mesh);
  const welded = weldTriangles(soupOf(finite), mesh.frame);
  const { positions, triangles } = welded;
  const keep = new Uint8Array(triangles.length / 3).fill(1);
  const firstOf = new Map<string, number>();
  for (let t = 0; t < triangles.length; t += 3) {
    if (hasNoArea(positions, triangles, t)) {
      keep[t / 3] = 0;
      continue;
    }
    const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const key = [...corners].sort((a, b) => a - b).join();
    const before = firstOf.get(key);
    if (before === undefined || keep[before] === 0) {
      firstOf.set(key, t / 3);
      continue;
    }
    keep[t / 3] = 0;
    if (isTurned(triangles, 3 * before, corners)) {
      // Back to back: a sheet without thickness.
      keep[before] = 0;
    }
  }
  const kept = triangles.filter((_, c) => keep[Math.floor(c / 3)] === 1);
  return {
    mesh: { positions, triangles: kept, frame: mesh.frame },
    weldedVertices: Math.max(0, mesh.positions.length / 3 - positions.length / 3),
    droppedTriangles: (mesh.triangles.length - kept.length) / 3,
  };
}

function withFinitePlaces(mesh: TriMesh): TriMesh {
  const { positions, triangles } = mesh;
  if (positions.every(Number.isFinite)) return mesh;
  const isPlaced = (vertex: number) => [0, 1, 2].every((axis) => Number.isFinite(positions[3 * vertex + axis]!));
  const kept: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    if (corners.every(isPlaced)) kept.push(...corners);
  }
  return { ...mesh, triangles: Uint32Array.from(kept) };
}

/** Whether three corners go round the other way than those of a triangle that has the same ones. */
function isTurned(triangles: Uint32Array, t: number, corners: readonly number[]): boolean {
  const at = corners.indexOf(triangles[t]!);
  return corners[(at + 1) % 3] !== triangles[t + 1];
}

function hasNoArea(x: Float32Array, triangles: Uint32Array, t: number): boolean {
  const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
  if (a === b || b === c || c === a) return true;
  const flat = (i: number, j: number) =>
    orient2d(x[a + i]!, x[a + j]!, x[b + i]!, x[b + j]!, x[c + i]!, x[c + j]!) === 0;
  return flat(0, 1) && flat(1, 2) && flat(0, 2);
}
