import { type TriMesh, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { SurfaceGrid } from './surface-grid.ts';

const TRIANGLES_PER_PIECE = 1 << 15;
const NONE = 0xffffffff;

export interface Measured {
  /** The largest distance within the bound, both ways, mm. */
  readonly furthestMm: number;
  /** How many vertices and points on triangles lie beyond the bound; none, unless something is wrong. */
  readonly beyond: number;
  /** The vertices that are gone, and the triangles of the result, that lie beyond it; ascending. */
  readonly beyondVertices: Uint32Array;
  readonly beyondTriangles: Uint32Array;
  /** How many vertices are gone. */
  readonly gone: number;
}

/** A surface whose triangles went, and what became of its vertices; all in the arena. */
export interface ThinnedSurface {
  readonly mesh: TriMesh;
  /** The surface as it is, with 0xffffffff for a triangle that is gone. */
  readonly triangles: Uint32Array;
  readonly firstPoint: Uint32Array;
  readonly link: Uint32Array;
  readonly grid: SurfaceGrid;
  readonly limits: { readonly boundMm: number };
}

/** Looks afterwards how far the surface is from what it was, on both sides. */
export async function measureSimplified(
  { mesh, triangles, firstPoint, link, grid, limits }: ThinnedSurface,
  at: {
    readonly positions: Float32Array;
    /** Only triangles with a corner that is marked here. */
    readonly near?: Uint8Array | null;
    /** Marks the triangles beyond the bound, and adds to the marks that are there. */
    readonly marks?: Uint8Array;
  },
  crew: Crew,
): Promise<Measured> {
  using scope = new Scope(crew.arena);
  const pieces = piecesOf(triangles.length / 3, TRIANGLES_PER_PIECE);
  const told = scope.uint32(3 * pieces.length, { zeroed: true });
  const verticesMarked = scope.uint8(vertexCountOf(mesh), { zeroed: true });
  const trianglesMarked = at.marks ?? scope.uint8(triangles.length / 3, { zeroed: true });
  const furthest = await crew.run(
    'mesh.furthestSimplified',
    pieces.map(({ from, to }, n) => [
      triangles.byteOffset,
      crew.arena.pointer(mesh.triangles),
      crew.arena.pointer(mesh.positions),
      crew.arena.pointer(at.positions),
      firstPoint.byteOffset,
      link.byteOffset,
      from,
      to,
      grid.frame.byteOffset,
      grid.starts.byteOffset,
      grid.lists.byteOffset,
      limits.boundMm,
      at.near?.byteOffset ?? 0,
      verticesMarked.byteOffset,
      trianglesMarked.byteOffset,
      told.byteOffset + 12 * n,
    ]),
  );
  const sumOf = (which: number) => pieces.reduce((sum, _, n) => sum + told[3 * n + which]!, 0);
  const beyondVertices: number[] = [];
  const beyondTriangles: number[] = [];
  if (sumOf(0) > 0 && !at.marks)
    for (let v = 0; v < verticesMarked.length; v++) if (verticesMarked[v] === 1) beyondVertices.push(v);
  if (sumOf(1) > 0 && !at.marks) {
    let live = 0;
    for (let t = 0; t < trianglesMarked.length; t++) {
      if (trianglesMarked[t]! & 1) beyondTriangles.push(live);
      if (triangles[3 * t] !== NONE) live++;
    }
  }
  return {
    furthestMm: Math.max(0, ...furthest),
    beyond: sumOf(0) + sumOf(1),
    beyondVertices: Uint32Array.from(beyondVertices),
    beyondTriangles: Uint32Array.from(beyondTriangles),
    gone: sumOf(2),
  };
}
