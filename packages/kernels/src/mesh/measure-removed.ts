import { type TriMesh, triangleCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type CellFrame, cellCountOf, cellFrame, extentOf, frameInArena } from './cell-frame.ts';

const POINTS_PER_PIECE = 1 << 14;
const TRIANGLES_PER_PIECE = 1 << 15;
/** On each triangle: its center and the middles of its sides. Its corners are vertices of the surface it is measured from. */
const POINTS_PER_TRIANGLE = 4;
/** Room of the grid, four bytes each. A cell somewhat smaller than a triangle holds half a dozen. */
const MOST_CELLS = 1 << 23;

/** Some cells of a frame: Uint8 for each, in the arena. */
export interface MarkedCells {
  readonly frame: CellFrame;
  readonly cells: Uint8Array;
}

export interface Removed {
  /** The largest distance of a point that lies within the bound, mm. */
  readonly furthestMm: number;
  /** How many points lie beyond it. */
  readonly beyond: number;
}

/**
 * Measures how far points are from a surface, and marks those beyond a bound (`marks`: Uint8 for each point, in the
 * arena; bytes that are set stay set). Points and surface lie in the arena.
 *
 * @param within  when given, only the points in its marked cells are measured
 */
export async function measureRemoved(
  points: Float32Array,
  mesh: TriMesh,
  boundMm: number,
  marks: Uint8Array,
  crew: Crew,
  within?: MarkedCells,
): Promise<Removed> {
  using scope = new Scope(crew.arena);
  const { arena } = crew;
  const triangles = arena.pointer(mesh.triangles);
  const positions = arena.pointer(mesh.positions);
  const count = triangleCountOf(mesh);
  if (count === 0 || points.length === 0) return { furthestMm: 0, beyond: 0 };
  const extent = await extentOf(mesh, crew);
  const frame = cellFrame(extent, { sideMm: Math.max(2 * boundMm, 0.75 * extent.meanEdgeMm), mostCells: MOST_CELLS });
  const cells = cellCountOf(frame);
  const numbers = frameInArena(frame, scope);
  const starts = scope.uint32(cells + 1, { zeroed: true });
  const shares = piecesOf(count, TRIANGLES_PER_PIECE).map(({ from, to }) => [
    triangles,
    positions,
    from,
    to,
    numbers.byteOffset,
    starts.byteOffset,
  ]);
  await crew.run('mesh.countInCells', shares);
  const [entries] = await crew.run('mesh.cellStarts', [[starts.byteOffset, cells]]);
  const lists = scope.uint32(entries! >>> 0);
  await crew.run(
    'mesh.fillCells',
    shares.map((share) => [...share, lists.byteOffset]),
  );
  const mask = within ? [frameInArena(within.frame, scope).byteOffset, within.cells.byteOffset] : [0, 0];
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
      ...mask,
    ]),
  );
  return { furthestMm: Math.max(0, ...furthest), beyond: beyond.reduce((sum, n) => sum + n, 0) };
}

/**
 * Measures how far a simplified surface is from the one it came from, at points on its triangles.
 *
 * @returns beside the measures, the triangles that have a point beyond the bound, ascending
 */
export async function measureAdded(
  simplified: TriMesh,
  mesh: TriMesh,
  boundMm: number,
  crew: Crew,
  within?: MarkedCells,
): Promise<Removed & { readonly triangles: Uint32Array }> {
  using scope = new Scope(crew.arena);
  const count = triangleCountOf(simplified);
  const points = scope.float32(3 * POINTS_PER_TRIANGLE * count);
  await crew.run(
    'mesh.pointsOnTriangles',
    piecesOf(count, TRIANGLES_PER_PIECE).map(({ from, to }) => [
      crew.arena.pointer(simplified.triangles),
      crew.arena.pointer(simplified.positions),
      from,
      to,
      points.byteOffset,
    ]),
  );
  const marks = scope.uint8(POINTS_PER_TRIANGLE * count, { zeroed: true });
  const measured = await measureRemoved(points, mesh, boundMm, marks, crew, within);
  const triangles = new Set<number>();
  if (measured.beyond > 0)
    for (let n = 0; n < marks.length; n++) if (marks[n] === 1) triangles.add(Math.floor(n / POINTS_PER_TRIANGLE));
  return { ...measured, triangles: Uint32Array.from(triangles) };
}
