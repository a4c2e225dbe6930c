import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { selfIntersections } from '../measure/self-intersections.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import type { CellFrame } from './cell-frame.ts';
import { checkTopology, type SurfaceFaults } from './check-topology.ts';
import { trianglesInCells } from './triangles-in-cells.ts';

export interface Faults {
  readonly topology: SurfaceFaults;
  readonly crossingPairs: number;
  /** The triangles where anything is wrong, ascending. */
  readonly triangles: Uint32Array;
}

/**
 * Looks for everything that keeps a surface from being printed.
 *
 * @param mesh    in the arena, without lone vertices
 * @param within  where triangles may cut each other, Uint8 for each cell; without it anywhere. The rest is looked for everywhere
 */
export async function findFaults(
  mesh: TriMesh,
  crew: Crew,
  within?: { readonly frame: CellFrame; readonly cells: Uint8Array },
): Promise<Faults> {
  using scope = new Scope(crew.arena);
  const count = triangleCountOf(mesh);
  const marked = scope.uint8(count, { zeroed: true });
  const vertices = scope.uint8(vertexCountOf(mesh), { zeroed: true });
  const topology = await checkTopology(mesh, vertices, crew);
  await crew.run('mesh.trianglesWithMarks', [
    [crew.arena.pointer(mesh.triangles), count, vertices.byteOffset, marked.byteOffset],
  ]);
  scope.drop(vertices);
  const pairs = await crossingPairs(mesh, crew, within);
  for (const triangle of pairs) marked[triangle] = 1;
  return { topology, crossingPairs: pairs.length / 2, triangles: placesOf(marked) };
}

async function crossingPairs(
  mesh: TriMesh,
  crew: Crew,
  within?: { readonly frame: CellFrame; readonly cells: Uint8Array },
): Promise<Uint32Array> {
  if (!within) return await selfIntersections(mesh, crew);
  using scope = new Scope(crew.arena);
  const { part, numbers } = await trianglesInCells(mesh, within.frame, within.cells, crew, scope);
  return (await selfIntersections(part, crew)).map((n) => numbers[n]!);
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
