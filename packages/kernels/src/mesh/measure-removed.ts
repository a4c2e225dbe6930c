import { type TriMesh, triangleCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { SurfaceGrid } from './surface-grid.ts';

const POINTS_PER_PIECE = 1 << 14;
const TRIANGLES_PER_PIECE = 1 << 15;
/** On each triangle: its center and the middles of its sides. Its corners are vertices of the surface it is measured from. */
const POINTS_PER_TRIANGLE = 4;

export interface Removed {
  /** The largest distance of a point that lies within the bound, mm. */
  readonly furthestMm: number;
  /** How many points lie beyond it. */
  readonly beyond: number;
}

/**
 * Measures how far points are from a surface, and marks those beyond a bound (`marks`: Uint8 for each point, in the
 * arena; bytes that are set stay set). The points lie in the arena.
 */
export async function measureRemoved(
  points: Float32Array,
  { mesh, frame, starts, lists }: SurfaceGrid,
  boundMm: number,
  marks: Uint8Array,
  crew: Crew,
): Promise<Removed> {
  if (triangleCountOf(mesh) === 0 || points.length === 0) return { furthestMm: 0, beyond: 0 };
  using scope = new Scope(crew.arena);
  const pieces = piecesOf(points.length / 3, POINTS_PER_PIECE);
  const beyond = scope.uint32(pieces.length, { zeroed: true });
  const furthest = await crew.run(
    'mesh.furthestFrom',
    pieces.map(({ from, to }, n) => [
      crew.arena.pointer(points),
      from,
      to,
      crew.arena.pointer(mesh.triangles),
      crew.arena.pointer(mesh.positions),
      frame.byteOffset,
      starts.byteOffset,
      lists.byteOffset,
      boundMm,
      marks.byteOffset,
      beyond.byteOffset + 4 * n,
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
  from: SurfaceGrid,
  boundMm: number,
  crew: Crew,
): Promise<Removed & { readonly triangles: Uint32Array }> {
  using scope = new Scope(crew.arena);
  const count = triangleCountOf(simplified);
  const points = scope.float32(3 * POINTS_PER_TRIANGLE * count);
  await crew.run(
    'mesh.pointsOnTriangles',
    piecesOf(count, TRIANGLES_PER_PIECE).map(({ from: first, to }) => [
      crew.arena.pointer(simplified.triangles),
      crew.arena.pointer(simplified.positions),
      first,
      to,
      points.byteOffset,
    ]),
  );
  const marks = scope.uint8(POINTS_PER_TRIANGLE * count, { zeroed: true });
  const measured = await measureRemoved(points, from, boundMm, marks, crew);
  const triangles = new Set<number>();
  if (measured.beyond > 0)
    for (let n = 0; n < marks.length; n++) if (marks[n] === 1) triangles.add(Math.floor(n / POINTS_PER_TRIANGLE));
  return { ...measured, triangles: Uint32Array.from(triangles) };
}
