import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type CellFrame, cellCountOf, frameInArena } from './cell-frame.ts';

const TRIANGLES_PER_PIECE = 1 << 15;

/**
 * A surface cut into blocks of space.
 *
 * blockOf  Uint16 for each triangle
 * order    Uint32, the triangles block by block, ascending in each
 * starts   where each block's list begins in `order`: blocks + 1 numbers
 * seam     Uint8 for each vertex: 1 where its triangles lie in more than one block
 */
export interface SurfaceBlocks {
  readonly blockOf: Uint16Array;
  readonly order: Uint32Array;
  readonly starts: Uint32Array;
  readonly seam: Uint8Array;
}

/** Cuts a surface by the cells of a frame (65,535 at most). The arrays belong to the scope. */
export async function surfaceBlocks(mesh: TriMesh, frame: CellFrame, crew: Crew, scope: Scope): Promise<SurfaceBlocks> {
  const triangleCount = triangleCountOf(mesh);
  const vertexCount = vertexCountOf(mesh);
  const triangles = crew.arena.pointer(mesh.triangles);
  using inner = new Scope(crew.arena);
  const numbers = frameInArena(frame, inner);
  const bytes = scope.uint8(2 * triangleCount);
  const blockOf = new Uint16Array(bytes.buffer, bytes.byteOffset, triangleCount);
  await crew.run(
    'mesh.blocksOfTriangles',
    piecesOf(triangleCount, TRIANGLES_PER_PIECE).map(({ from, to }) => [
      triangles,
      crew.arena.pointer(mesh.positions),
      from,
      to,
      numbers.byteOffset,
      blockOf.byteOffset,
    ]),
  );
  const blocks = cellCountOf(frame);
  const counts = inner.uint32(blocks, { zeroed: true });
  const seam = scope.uint8(vertexCount, { zeroed: true });
  const owners = inner.uint8(2 * vertexCount);
  owners.fill(0xff);
  await Promise.all([
    crew.run('mesh.countBlocks', [[blockOf.byteOffset, triangleCount, counts.byteOffset]]),
    crew.run('mesh.seamVertices', [[triangles, triangleCount, blockOf.byteOffset, owners.byteOffset, seam.byteOffset]]),
  ]);
  const starts = new Uint32Array(blocks + 1);
  for (let n = 0; n < blocks; n++) starts[n + 1] = starts[n]! + counts[n]!;
  counts.set(starts.subarray(0, blocks));
  const order = scope.uint32(triangleCount);
  await crew.run('mesh.orderByBlock', [[blockOf.byteOffset, triangleCount, counts.byteOffset, order.byteOffset]]);
  return { blockOf, order, starts, seam };
}
