import type { TriMesh } from '@specola/space';
import { type Faults, findFaults } from '../mesh/find-faults.ts';
import type { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';

/** A mesh in the arena for as long as a scope; vertices that no triangle names are left out. */
export function meshInScope({ positions, triangles, frame }: TriMesh, scope: Scope): TriMesh {
  const numbers = new Uint32Array(positions.length / 3);
  let used = 0;
  const outTriangles = scope.uint32(triangles.length);
  for (let c = 0; c < triangles.length; c++) {
    const vertex = triangles[c]!;
    if (numbers[vertex] === 0) numbers[vertex] = ++used;
  }
  const outPositions = scope.float32(3 * used);
  // Vertices keep their order.
  used = 0;
  for (let v = 0; v < numbers.length; v++) {
    if (numbers[v] === 0) continue;
    outPositions.set(positions.subarray(3 * v, 3 * v + 3), 3 * used);
    numbers[v] = ++used;
  }
  for (let c = 0; c < triangles.length; c++) outTriangles[c] = numbers[triangles[c]!]! - 1;
  return { positions: outPositions, triangles: outTriangles, frame };
}

/** A mesh out of the arena. */
export const meshOutside = ({ positions, triangles, frame }: TriMesh): TriMesh => ({
  positions: Float32Array.from(positions),
  triangles: Uint32Array.from(triangles),
  frame,
});

/** What keeps a mesh (in the arena, without lone vertices) from being a solid that prints; null where nothing does. */
export async function faultsOf(mesh: TriMesh, crew: Crew): Promise<Faults | null> {
  const faults = await findFaults(mesh, crew);
  return faults.triangles.length === 0 ? null : faults;
}
