import { BrokenPromiseError, type TriMesh, type Triple, triangleCountOf } from '@specola/space';
import { type Arena, Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';

/** How the head of a grid lies in memory: native/search/assembly/grid.ts. */
const HEAD_BYTES = 80;
/** Triangles handed to a thread at once: some milliseconds of work. */
const TRIANGLES_PER_PIECE = 16_384;
const CELLS_PER_PIECE = 1 << 18;
/**
 * A cell of this many mean edges holds some eight triangles. On a million triangles, one thread: with 1.6 edges
 * self-intersections take 0.55 s, a million distances 0.70 s, half a million walls 0.63 s; with 1.0 edges 0.65 s, 0.52 s
 * and 0.46 s, for three times the cells.
 */
const CELL_IN_EDGES = 1.25;
/** Cells are four bytes each: 64 MiB at most, and no more than a few for each triangle. */
const MOST_CELLS = 1 << 24;
const CELLS_PER_TRIANGLE = 12;
const FEWEST_CELLS = 1 << 15;
/** Edges looked at to learn how long they are. */
const SAMPLED_TRIANGLES = 20_000;

/**
 * A uniform grid over the triangles of a surface, in the arena, for searching. Holds its own copy of the mesh when the
 * mesh was not in the arena; otherwise the mesh must outlive it. Disposing gives the memory back.
 */
export interface SurfaceIndex extends Disposable {
  readonly mesh: TriMesh;
  /** Where the grid's head lies, for native code. */
  readonly headAt: number;
  readonly cellMm: number;
  readonly cellCounts: Triple;
  readonly originMm: Triple;
  /** Where each cell's list of triangles starts: cells + 1 numbers. */
  readonly starts: Uint32Array;
}

export interface SurfaceIndexOptions {
  /** Side of a cell, mm; without it `cellInEdges`. It grows where the box of the surface would take too many cells. */
  readonly cellMm?: number;
  /** Side of a cell in mean edges; without it 1.25. */
  readonly cellInEdges?: number;
}

/**
 * Sorts the triangles of a surface into a grid of cells, for distances, rays and pairs.
 *
 * @throws BrokenPromiseError when a vertex is not finite, or a triangle names a vertex that is not there
 */
export async function surfaceIndex(
  mesh: TriMesh,
  crew: Crew,
  options: SurfaceIndexOptions = {},
): Promise<SurfaceIndex> {
  const scope = new Scope(crew.arena);
  try {
    return await buildIndex(mesh, crew, options, scope);
  } catch (error) {
    scope[Symbol.dispose]();
    throw error;
  }
}

async function buildIndex(
  mesh: TriMesh,
  crew: Crew,
  options: SurfaceIndexOptions,
  scope: Scope,
): Promise<SurfaceIndex> {
  const triangleCount = triangleCountOf(mesh);
  checkTriangles(mesh);
  const positions = inArena(scope, mesh.positions);
  const triangles = inArena(scope, mesh.triangles);
  const { originMm, cellMm, cellCounts } = gridFor(mesh, options);
  const cells = cellCounts[0] * cellCounts[1] * cellCounts[2];
  const starts = scope.uint32(cells + 1, { zeroed: true });

  const head = scope.uint8(HEAD_BYTES, { zeroed: true });
  const headAt = head.byteOffset;
  const write = new DataView(head.buffer, headAt, HEAD_BYTES);
  originMm.forEach((value, axis) => {
    write.setFloat64(8 * axis, value, true);
  });
  write.setFloat64(24, 1 / cellMm, true);
  write.setFloat64(32, cellMm, true);
  cellCounts.forEach((value, axis) => {
    write.setInt32(40 + 4 * axis, value, true);
  });
  write.setUint32(52, positions.byteOffset, true);
  write.setUint32(56, triangles.byteOffset, true);
  write.setUint32(60, starts.byteOffset, true);
  write.setInt32(68, triangleCount, true);

  const pieces = piecesOf(triangleCount, TRIANGLES_PER_PIECE).map(({ from, to }) => [headAt, from, to]);
  await crew.run('search.countCells', pieces);
  const [total] = await crew.run('search.placeCells', [[headAt]]);
  const entries = scope.uint32(total! >>> 0);
  write.setUint32(64, entries.byteOffset, true);
  await crew.run('search.fillCells', pieces);
  await crew.run(
    'search.sortCells',
    piecesOf(cells, CELLS_PER_PIECE).map(({ from, to }) => [headAt, from, to]),
  );
  return {
    mesh: { ...mesh, positions, triangles },
    headAt,
    cellMm,
    cellCounts,
    originMm,
    starts,
    [Symbol.dispose]: () => scope[Symbol.dispose](),
  };
}

/** An array where native code can read it: itself when it lies in the arena, otherwise a copy that the scope frees. */
export function inArena<T extends Float32Array | Uint32Array>(scope: Scope, view: T): T {
  if (isIn(scope.arena, view)) return view;
  const copy = view instanceof Float32Array ? scope.float32(view.length) : scope.uint32(view.length);
  copy.set(view);
  return copy as T;
}

const isIn = (arena: Arena, view: ArrayBufferView): boolean =>
  view.buffer instanceof SharedArrayBuffer && arena.holds(view);

function checkTriangles({ positions, triangles }: TriMesh): void {
  const vertexCount = positions.length / 3;
  let highest = 0;
  for (let n = 0; n < triangles.length; n++) highest = Math.max(highest, triangles[n]!);
  if (triangles.length > 0 && highest >= vertexCount)
    throw new BrokenPromiseError(`A triangle names vertex ${highest}, but there are ${vertexCount}.`);
}

function gridFor(
  mesh: TriMesh,
  { cellMm, cellInEdges = CELL_IN_EDGES }: SurfaceIndexOptions,
): Pick<SurfaceIndex, 'originMm' | 'cellMm' | 'cellCounts'> {
  const { positions, triangles } = mesh;
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < positions.length; at += 3)
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[at + axis]!;
      if (!(value >= min[axis]!)) min[axis] = value;
      if (!(value <= max[axis]!)) max[axis] = value;
    }
  if (positions.length === 0) return { originMm: [0, 0, 0], cellMm: 1, cellCounts: [1, 1, 1] };
  if (![...min, ...max].every(Number.isFinite)) throw new BrokenPromiseError('A vertex of the surface is not finite.');
  const sizeMm = [max[0]! - min[0]!, max[1]! - min[1]!, max[2]! - min[2]!] as const;
  const longestMm = Math.max(...sizeMm);
  const mostCells = Math.min(MOST_CELLS, Math.max(FEWEST_CELLS, (CELLS_PER_TRIANGLE * triangles.length) / 3));
  let sideMm = Math.max(cellMm ?? cellInEdges * meanEdgeMm(mesh), longestMm / 1e6, Number.MIN_VALUE);
  if (!(sideMm > 0) || longestMm === 0) sideMm = 1;
  const along = (size: number) => Math.floor(size / sideMm) + 1;
  while (along(sizeMm[0]) * along(sizeMm[1]) * along(sizeMm[2]) > mostCells) sideMm *= 1.05;
  return {
    originMm: [min[0]!, min[1]!, min[2]!],
    cellMm: sideMm,
    cellCounts: [along(sizeMm[0]), along(sizeMm[1]), along(sizeMm[2])],
  };
}

function meanEdgeMm({ positions, triangles }: TriMesh): number {
  const count = triangles.length / 3;
  const step = Math.max(1, Math.floor(count / SAMPLED_TRIANGLES));
  let sum = 0;
  let edges = 0;
  for (let t = 0; t < count; t += step)
    for (let e = 0; e < 3; e++) {
      const a = 3 * triangles[3 * t + e]!;
      const b = 3 * triangles[3 * t + ((e + 1) % 3)]!;
      const x = positions[a]! - positions[b]!;
      const y = positions[a + 1]! - positions[b + 1]!;
      const z = positions[a + 2]! - positions[b + 2]!;
      sum += Math.sqrt(x * x + y * y + z * z);
      edges++;
    }
  return edges === 0 ? 1 : sum / edges;
}
