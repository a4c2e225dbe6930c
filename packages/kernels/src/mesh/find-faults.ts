import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { selfIntersections } from '../measure/self-intersections.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { checkTopology, type SurfaceFaults } from './check-topology.ts';

export interface Faults {
  readonly topology: SurfaceFaults;
  readonly crossingPairs: number;
  /** The triangles where anything is wrong, ascending. */
  readonly triangles: Uint32Array;
}

/**
 * Looks for everything that keeps a surface from being printed.
 *
 * @param mesh  in the arena, without lone vertices
 */
export async function findFaults(mesh: TriMesh, crew: Crew): Promise<Faults> {
  using scope = new Scope(crew.arena);
  const count = triangleCountOf(mesh);
  const marked = scope.uint8(count, { zeroed: true });
  const vertices = scope.uint8(vertexCountOf(mesh), { zeroed: true });
  const topology = await checkTopology(mesh, vertices, crew);
  await crew.run('mesh.trianglesWithMarks', [
    [crew.arena.pointer(mesh.triangles), count, vertices.byteOffset, marked.byteOffset],
  ]);
  scope.drop(vertices);
  const pairs = await selfIntersections(mesh, crew);
  for (const triangle of pairs) marked[triangle] = 1;
  return { topology, crossingPairs: pairs.length / 2, triangles: placesOf(marked) };
}

/** Where a byte is set, ascending. */
function placesOf(marks: Uint8Array): Uint32Array {
  let count = 0;
  for (let n = 0; n < marks.length; n++) count += marks[n]!;
  const places = new Uint32Array(count);
  let at = 0;
  for (let n = 0; n < marks.length; n++) if (marks[n] === 1) places[at++] = n;
  return places;
}
