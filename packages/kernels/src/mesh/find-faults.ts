import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { selfIntersections } from '../measure/self-intersections.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { type CellFrame, cellCountOf } from './cell-frame.ts';
import { checkTopology, type SurfaceFaults } from './check-topology.ts';
import { boxesOfTriangles, markBoxes } from './take-back.ts';
import { trianglesInCells } from './triangles-in-cells.ts';

export interface Faults {
  readonly topology: SurfaceFaults;
  readonly crossingPairs: number;
  /** The triangles where something is wrong, ascending. */
  readonly triangles: Uint32Array;
}

/**
 * Looks for everything that keeps a surface from being printed.
 *
 * @param mesh     in the arena, without lone vertices
 * @param changed  Uint8 for each triangle: where self-intersections can be, because something changed there; null: anywhere
 * @param frame    cells that say what lies near a change
 */
export async function findFaults(
  mesh: TriMesh,
  changed: Uint8Array | null,
  frame: CellFrame,
  crew: Crew,
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
  const pairs = changed ? await pairsNear(mesh, changed, frame, crew) : await selfIntersections(mesh, crew);
  for (const triangle of pairs) marked[triangle] = 1;
  return { topology, crossingPairs: pairs.length / 2, triangles: placesOf(marked) };
}

/** Crossings among the triangles that share a cell with one that changed. */
async function pairsNear(mesh: TriMesh, changed: Uint8Array, frame: CellFrame, crew: Crew): Promise<Uint32Array> {
  using scope = new Scope(crew.arena);
  const list = placesOf(changed);
  if (list.length === 0) return list;
  const cells = scope.uint8(cellCountOf(frame), { zeroed: true });
  const boxes = scope.float32(6 * list.length);
  boxesOfTriangles(mesh, list, 0, boxes);
  await markBoxes(boxes, frame, cells, crew);
  scope.drop(boxes);
  const { part, numbers } = await trianglesInCells(mesh, frame, cells, crew, scope);
  return (await selfIntersections(part, crew)).map((triangle) => numbers[triangle]!);
}

/** Where a byte is set, ascending. */
export function placesOf(marks: Uint8Array): Uint32Array {
  let count = 0;
  for (let n = 0; n < marks.length; n++) count += marks[n]!;
  const places = new Uint32Array(count);
  let at = 0;
  for (let n = 0; n < marks.length; n++) if (marks[n] === 1) places[at++] = n;
  return places;
}
