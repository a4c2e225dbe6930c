import { type TriMesh, triangleCountOf, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { cornerLists } from './corner-lists.ts';
import { workingScale } from './working-scale.ts';

/**
 * A triangle lower than this over its longest side, or smaller than this area, prints nothing and gives a normal made of
 * rounding. Ten times single precision at a coordinate of a metre is 0.6 µm; nothing real is thinner than that. Bodies of
 * less than 10 mm (or in a file of meters) have bounds as much smaller.
 */
export const LOWEST_TRIANGLE_MM = 1e-5;
export const SMALLEST_TRIANGLE_MM2 = 1e-9;

const VERTICES_PER_PIECE = 1 << 14;
const TRIANGLES_PER_PIECE = 1 << 15;

/** What keeps a surface from being a closed, oriented manifold of whole triangles; all 0 for a sound one. */
export interface SurfaceFaults {
  readonly openEdges: number;
  /** Edges where more than two triangles meet. */
  readonly nonManifoldEdges: number;
  /** Edges whose two triangles do not agree on what is outside. */
  readonly turnedEdges: number;
  /** Vertices where more than one fan of triangles meets. */
  readonly nonManifoldVertices: number;
  /** Vertices where two triangles lie back to back. */
  readonly folds: number;
  readonly thinTriangles: number;
  /** Vertices that lie in the very place of another. */
  readonly coincidentVertices: number;
}

/**
 * Counts the faults of a surface, and marks the vertices at fault in `marks` (Uint8 in the arena, one for each vertex;
 * bytes that are set stay set).
 */
export async function checkTopology(mesh: TriMesh, marks: Uint8Array, crew: Crew): Promise<SurfaceFaults> {
  using scope = new Scope(crew.arena);
  const { arena } = crew;
  const triangles = arena.pointer(mesh.triangles);
  const positions = arena.pointer(mesh.positions);
  const vertexCount = vertexCountOf(mesh);
  const { starts, lists } = await cornerLists(mesh, 'corners', crew, scope);
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE);
  const counts = scope.uint32(5 * pieces.length, { zeroed: true });
  await crew.run(
    'mesh.checkVertices',
    pieces.map(({ from, to }, n) => [
      triangles,
      starts.byteOffset,
      lists.byteOffset,
      from,
      to,
      marks.byteOffset,
      counts.byteOffset + 20 * n,
    ]),
  );
  scope.drop(lists);
  const scale = workingScale(mesh);
  const thin = await crew.run(
    'mesh.thinTriangles',
    piecesOf(triangleCountOf(mesh), TRIANGLES_PER_PIECE).map(({ from, to }) => [
      triangles,
      positions,
      from,
      to,
      LOWEST_TRIANGLE_MM / scale,
      SMALLEST_TRIANGLE_MM2 / scale ** 2,
      marks.byteOffset,
    ]),
  );
  const slots = 2 ** Math.ceil(Math.log2(2 * vertexCount + 1));
  const table = scope.uint32(slots);
  table.fill(0xffffffff);
  const [coincident] = await crew.run('mesh.coincidentVertices', [
    [positions, vertexCount, table.byteOffset, slots, marks.byteOffset],
  ]);
  const total = (which: number) => pieces.reduce((sum, _, n) => sum + counts[5 * n + which]!, 0);
  return {
    openEdges: total(0),
    nonManifoldEdges: total(1),
    turnedEdges: total(2),
    nonManifoldVertices: total(3),
    folds: total(4),
    thinTriangles: thin.reduce((sum, n) => sum + n, 0),
    coincidentVertices: coincident!,
  };
}
