import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { vertexRanges } from '../mesh/corner-lists.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';

const VERTICES_PER_PIECE = 1 << 16;

/**
 * Which vertices are calm: their triangles are closed, go around once and all face one way, so that no two of them have
 * anything in common but what they share. Uint8 for each vertex, 1 where it is; belongs to the scope. The mesh lies in the
 * arena.
 */
export async function calmVertices(mesh: TriMesh, crew: Crew, scope: Scope): Promise<Uint8Array> {
  const vertexCount = vertexCountOf(mesh);
  const calm = scope.uint8(vertexCount);
  using inner = new Scope(crew.arena);
  const { ranges, blockTriangles } = await vertexRanges(mesh, crew, inner);
  const normals = inner.float32(4 * vertexCount);
  const ends = inner.uint32(vertexCount);
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE).map(({ from, to }) => [
    crew.arena.pointer(mesh.triangles),
    triangleCountOf(mesh),
    ranges.byteOffset,
    blockTriangles,
    from,
    to,
    crew.arena.pointer(mesh.positions),
    normals.byteOffset,
  ]);
  await crew.run('mesh.normalsInRange', pieces);
  await crew.run(
    'mesh.calmVertices',
    pieces.map((piece) => [...piece, ends.byteOffset, calm.byteOffset]),
  );
  return calm;
}
