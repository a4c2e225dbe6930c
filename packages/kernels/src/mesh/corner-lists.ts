import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';

/** Triangles whose range of vertices is known: small, so that pieces of an ordered surface read little but their own. */
const BLOCK_TRIANGLES = 8192;
const VERTICES_PER_PIECE = 1 << 17;

/**
 * What meets in each vertex, in the order of the triangles.
 *
 * starts  Uint32, one for each vertex and one more: where its list begins
 * lists   Uint32: corners (3·triangle + 0, 1 or 2), or the neighbours that follow in each triangle
 */
export interface CornerLists {
  readonly starts: Uint32Array;
  readonly lists: Uint32Array;
  /** Lowest and highest vertex of each block of `blockTriangles` triangles, for other passes by ranges of vertices. */
  readonly ranges: Uint32Array;
  readonly blockTriangles: number;
}

/** The vertex ranges of the blocks of a mesh in the arena; they belong to the scope. */
export async function vertexRanges(
  mesh: TriMesh,
  crew: Crew,
  scope: Scope,
): Promise<Pick<CornerLists, 'ranges' | 'blockTriangles'>> {
  const triangleCount = triangleCountOf(mesh);
  const blocks = Math.ceil(triangleCount / BLOCK_TRIANGLES);
  const ranges = scope.uint32(2 * blocks);
  await crew.run(
    'mesh.vertexRanges',
    piecesOf(blocks, 32).map(({ from, to }) => [
      crew.arena.pointer(mesh.triangles),
      triangleCount,
      BLOCK_TRIANGLES,
      from,
      to,
      ranges.byteOffset,
    ]),
  );
  return { ranges, blockTriangles: BLOCK_TRIANGLES };
}

/** Lists the corners (or the neighbours) of every vertex. The arrays belong to the scope; the mesh lies in the arena. */
export async function cornerLists(
  mesh: TriMesh,
  list: 'corners' | 'neighbours',
  crew: Crew,
  scope: Scope,
): Promise<CornerLists> {
  const triangleCount = triangleCountOf(mesh);
  const vertexCount = vertexCountOf(mesh);
  const triangles = crew.arena.pointer(mesh.triangles);
  const starts = scope.uint32(vertexCount + 1);
  const lists = scope.uint32(mesh.triangles.length);
  const { ranges } = await vertexRanges(mesh, crew, scope);
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE);
  const common = [triangles, triangleCount, ranges.byteOffset, BLOCK_TRIANGLES];
  await crew.run(
    'mesh.cornersInRange',
    pieces.map(({ from, to }) => [...common, from, to, starts.byteOffset]),
  );
  await crew.run('mesh.cornerStarts', [[starts.byteOffset, vertexCount]]);
  await crew.run(
    'mesh.cornersOfVertices',
    pieces.map(({ from, to }) => [
      ...common,
      from,
      to,
      starts.byteOffset,
      lists.byteOffset,
      list === 'neighbours' ? 1 : 0,
    ]),
  );
  return { starts, lists, ranges, blockTriangles: BLOCK_TRIANGLES };
}
