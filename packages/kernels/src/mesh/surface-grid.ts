import { type TriMesh, triangleCountOf } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { cellCountOf, cellFrame, extentOf, frameInArena } from './cell-frame.ts';

const TRIANGLES_PER_PIECE = 1 << 15;
/** Room of the grid, four bytes each. A cell somewhat smaller than a triangle holds half a dozen. */
const MOST_CELLS = 1 << 23;

/**
 * A grid over a surface for finding what lies within a bound: for each cell the triangles whose box it meets, in no
 * certain order. All in the arena.
 */
export interface SurfaceGrid {
  readonly mesh: TriMesh;
  /** Seven Float64, as native code reads a frame. */
  readonly frame: Float64Array;
  readonly starts: Uint32Array;
  readonly lists: Uint32Array;
}

/** Sorts the triangles of a mesh in the arena into cells that suit looks within a bound; belongs to the scope. */
export async function surfaceGrid(mesh: TriMesh, boundMm: number, crew: Crew, scope: Scope): Promise<SurfaceGrid> {
  const extent = await extentOf(mesh, crew);
  const cells = cellFrame(extent, { sideMm: Math.max(2 * boundMm, 0.75 * extent.meanEdgeMm), mostCells: MOST_CELLS });
  const count = cellCountOf(cells);
  const frame = frameInArena(cells, scope);
  const starts = scope.uint32(count + 1, { zeroed: true });
  const pieces = piecesOf(triangleCountOf(mesh), TRIANGLES_PER_PIECE).map(({ from, to }) => [
    crew.arena.pointer(mesh.triangles),
    crew.arena.pointer(mesh.positions),
    from,
    to,
    frame.byteOffset,
    starts.byteOffset,
  ]);
  await crew.run('mesh.countInCells', pieces);
  const [entries] = await crew.run('mesh.cellStarts', [[starts.byteOffset, count]]);
  const lists = scope.uint32(entries! >>> 0);
  await crew.run(
    'mesh.fillCells',
    pieces.map((piece) => [...piece, lists.byteOffset]),
  );
  return { mesh, frame, starts, lists };
}
