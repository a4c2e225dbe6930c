import { type TriMesh, triangleCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { cellCountOf, cellFrame, extentOf, frameInArena } from './cell-frame.ts';

const POINTS_PER_PIECE = 1 << 15;
/** Room of the grid, four bytes each. A cell about as large as a triangle holds about a dozen of them. */
const MOST_CELLS = 1 << 23;

export interface Removed {
  /** The largest distance of a point that lies within the bound, mm. */
  readonly furthestMm: number;
  /** How many points lie beyond it. */
  readonly beyond: number;
}

/**
 * Measures how far points are from a surface, and marks those beyond a bound (`marks`: Uint8 for each point, in the
 * arena; bytes that are set stay set). Points and surface lie in the arena.
 */
export async function measureRemoved(
  points: Float32Array,
  mesh: TriMesh,
  boundMm: number,
  marks: Uint8Array,
  crew: Crew,
): Promise<Removed> {
  using scope = new Scope(crew.arena);
  const { arena } = crew;
  const triangles = arena.pointer(mesh.triangles);
  const positions = arena.pointer(mesh.positions);
  const count = triangleCountOf(mesh);
  if (count === 0 || points.length === 0) return { furthestMm: 0, beyond: 0 };
  const extent = await extentOf(mesh, crew);
  const frame = cellFrame(extent, { sideMm: Math.max(2 * boundMm, extent.meanEdgeMm), mostCells: MOST_CELLS });
  const cells = cellCountOf(frame);
  const numbers = frameInArena(frame, scope);
  const starts = scope.uint32(cells + 1, { zeroed: true });
  const all = [triangles, positions, 0, count, numbers.byteOffset, starts.byteOffset];
  await crew.run('mesh.countInCells', [all]);
  const [entries] = await crew.run('mesh.cellStarts', [[starts.byteOffset, cells]]);
  const lists = scope.uint32(entries! >>> 0);
  await crew.run('mesh.fillCells', [[...all, lists.byteOffset]]);
  const pieces = piecesOf(points.length / 3, POINTS_PER_PIECE);
  const beyond = scope.uint32(pieces.length, { zeroed: true });
  const furthest = await crew.run(
    'mesh.furthestFrom',
    pieces.map(({ from, to }, n) => [
      arena.pointer(points),
      from,
      to,
      triangles,
      positions,
      numbers.byteOffset,
      starts.byteOffset,
      lists.byteOffset,
      boundMm,
      marks.byteOffset,
      beyond.byteOffset + 4 * n,
    ]),
  );
  return { furthestMm: Math.max(0, ...furthest), beyond: beyond.reduce((sum, n) => sum + n, 0) };
}
