import { type TriMesh, triangleCountOf } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { type CellFrame, frameInArena } from './cell-frame.ts';

/**
 * The triangles whose box touches a marked cell, and their numbers in the mesh. Both belong to the scope.
 *
 * @param cells  Uint8, one for each cell of the frame, in the arena
 */
export async function trianglesInCells(
  mesh: TriMesh,
  frame: CellFrame,
  cells: Uint8Array,
  crew: Crew,
  scope: Scope,
): Promise<{ readonly part: TriMesh; readonly numbers: Uint32Array }> {
  const count = triangleCountOf(mesh);
  const near = scope.uint32(3 * count);
  const numbers = scope.uint32(count);
  const frameNumbers = frameInArena(frame, scope);
  const [found] = await crew.run('mesh.trianglesInCells', [
    [
      crew.arena.pointer(mesh.triangles),
      crew.arena.pointer(mesh.positions),
      count,
      frameNumbers.byteOffset,
      cells.byteOffset,
      near.byteOffset,
      numbers.byteOffset,
    ],
  ]);
  return { part: { ...mesh, triangles: near.subarray(0, 3 * found!) }, numbers: numbers.subarray(0, found!) };
}
