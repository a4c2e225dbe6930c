import type { LabeledSurface } from '@specola/space';
import type { FlatPlane } from '../mesh/border-planes.ts';
import { type ComponentMesh, componentMeshes } from '../mesh/component-meshes.ts';
import { smoothShared } from '../mesh/smooth-shared.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { faultsOf, meshInScope } from './look-at-mesh.ts';
import { type SimplifiedBody, simplifyShared } from './simplify-shared.ts';

export interface TouchingSolids {
  readonly solids: readonly SimplifiedBody[];
  readonly largestMoveMm: number;
}

/** Looks at what smoothing did; after that what is in trouble goes back with everything around it. */
const MOST_LOOKS = 5;

/**
 * Makes a solid of each label of surfaces that share their boundaries. Smoothing moves each vertex once for all that have
 * it; where it made a body cut itself the vertices go back. What two bodies share is simplified once for both. So bodies
 * that touch have the very same triangles there.
 *
 * @param surface  outside the arena or in it; it is not changed
 */
export async function touchingSolids(
  surface: LabeledSurface,
  labels: readonly number[],
  {
    smoothMm,
    smoothIterations,
    simplifyMm,
    planes,
  }: {
    readonly smoothMm: number;
    readonly smoothIterations: number;
    readonly simplifyMm: number;
    readonly planes: readonly FlatPlane[];
  },
  crew: Crew,
): Promise<TouchingSolids> {
  const raw = surface.positions;
  const { positions, largestMoveMm } = smoothShared(surface, {
    boundMm: smoothMm,
    iterations: smoothIterations,
    planes,
  });
  let parts: readonly ComponentMesh[] = [];
  for (let look = 0; look < MOST_LOOKS; look++) {
    parts = componentMeshes({ ...surface, positions }, labels);
    const back = new Set<number>();
    for (const part of parts) for (const vertex of await verticesAtFault(part, crew)) back.add(vertex);
    const rings = growing(surface, back, look);
    let moved = 0;
    for (const vertex of rings)
      for (let axis = 0; axis < 3; axis++) {
        if (positions[3 * vertex + axis] !== raw[3 * vertex + axis]) moved++;
        positions[3 * vertex + axis] = raw[3 * vertex + axis]!;
      }
    if (moved === 0) break;
  }
  return {
    solids: await simplifyShared({ ...surface, positions }, labels, simplifyMm, crew),
    largestMoveMm,
  };
}

async function verticesAtFault({ mesh, sharedVertex }: ComponentMesh, crew: Crew): Promise<number[]> {
  if (mesh.triangles.length === 0) return [];
  using scope = new Scope(crew.arena);
  const faults = await faultsOf(meshInScope(mesh, scope), crew);
  const found: number[] = [];
  for (const triangle of faults?.triangles ?? [])
    for (let k = 0; k < 3; k++) found.push(sharedVertex[mesh.triangles[3 * triangle + k]!]!);
  return found;
}

/** Vertices with those around them, so many rings. */
function growing({ triangles }: LabeledSurface, from: ReadonlySet<number>, rings: number): Set<number> {
  let grown = new Set(from);
  if (from.size === 0) return grown;
  for (let ring = 0; ring < rings; ring++) {
    const next = new Set(grown);
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
      if (corners.some((corner) => grown.has(corner))) for (const corner of corners) next.add(corner);
    }
    grown = next;
  }
  return grown;
}
