import { type TriMesh, triangleCountOf } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type CellFrame, frameInArena } from './cell-frame.ts';

const TRIANGLES_PER_PIECE = 1 << 15;

/** Some triangles of a mesh, and their numbers in it. */
export interface MeshPart {
  readonly part: TriMesh;
  readonly numbers: Uint32Array;
}

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
): Promise<MeshPart> {
  const count = triangleCountOf(mesh);
  const near = scope.uint32(3 * count);
  const numbers = scope.uint32(count);
  const frameNumbers = frameInArena(frame, scope);
  const pieces = piecesOf(count, TRIANGLES_PER_PIECE);
  const found = await crew.run(
    'mesh.trianglesInCells',
    pieces.map(({ from, to }) => [
      crew.arena.pointer(mesh.triangles),
      crew.arena.pointer(mesh.positions),
      from,
      to,
      frameNumbers.byteOffset,
      cells.byteOffset,
      near.byteOffset + 12 * from,
      numbers.byteOffset + 4 * from,
    ]),
  );
  let total = 0;
  pieces.forEach(({ from }, n) => {
    near.copyWithin(3 * total, 3 * from, 3 * (from + found[n]!));
    numbers.copyWithin(total, from, from + found[n]!);
    total += found[n]!;
  });
  return { part: { ...mesh, triangles: near.subarray(0, 3 * total) }, numbers: numbers.subarray(0, total) };
}
