import { type TriMesh, vertexCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type FlatPlane, planesInArena } from './border-planes.ts';

const VERTICES_PER_PIECE = 1 << 15;
const TRIANGLES_PER_PIECE = 1 << 15;

/** A move that leads to trouble is halved once, then taken back. */
const HALF = 0.5;
/** Looks after which every move is taken back. None was ever seen to need them: each look takes moves back where trouble is. */
const MOST_LOOKS = 12;

/** A surface whose triangles went: what simplify-surface.ts works on. */
export interface OwingSurface {
  readonly mesh: TriMesh;
  readonly triangles: Uint32Array;
  readonly nextCorner: Uint32Array;
  readonly firstCorner: Uint32Array;
  readonly state: Uint8Array;
  /** Float32 for each triangle: the volume that simplifying took there and that it owes, mm³. */
  readonly owed: Float32Array;
}

export interface Payment {
  readonly boundMm: number;
  readonly planes: readonly FlatPlane[];
  /** Marks the triangles that lie beyond the bound (Uint8); of those alone that touch a marked vertex, where there are marks. */
  readonly measure: (positions: Float32Array, near: Uint8Array | null, beyond: Uint8Array) => Promise<void>;
  /** Marks the triangles that are at fault; where there are marks, only those vertices lie elsewhere than the last time. */
  readonly inspect: (positions: Float32Array, near: Uint8Array | null, faulty: Uint8Array) => Promise<void>;
}

/**
 * Pays back the volume that simplifying took: each vertex that is left moves along its normal by what the triangles around it
 * owe. Where that would take anything out of the bound, turn a triangle or make the surface cut itself, moves are shortened.
 *
 * @returns Float32 x y z of each vertex, in the scope (null where every move was taken back), and whether there are triangles
 *   beyond the bound that no move can help
 */
export async function payVolume(
  { mesh, triangles, nextCorner, firstCorner, state, owed }: OwingSurface,
  { boundMm, planes, measure, inspect }: Payment,
  crew: Crew,
  scope: Scope,
): Promise<{ readonly positions: Float32Array | null; readonly stuck: boolean }> {
  const { arena } = crew;
  using inner = new Scope(arena);
  const vertexCount = vertexCountOf(mesh);
  const triangleCount = triangles.length / 3;
  const positions = arena.pointer(mesh.positions);
  const moved = inner.float32(mesh.positions.length);
  const moves = inner.float32(vertexCount).byteOffset;
  const normals = inner.float32(4 * vertexCount).byteOffset;
  const faulty = inner.uint8(triangleCount);
  const near = inner.uint8(vertexCount);
  const pieces = piecesOf(vertexCount, VERTICES_PER_PIECE);
  const trianglePieces = piecesOf(triangleCount, TRIANGLES_PER_PIECE);
  const each = (task: `mesh.${string}`, before: readonly number[], after: readonly number[]) =>
    crew.run(
      task,
      pieces.map(({ from, to }) => [...before, from, to, ...after]),
    );
  const eachTriangle = (task: `mesh.${string}`, before: readonly number[], after: readonly number[]) =>
    crew.run(
      task,
      trianglePieces.map(({ from, to }) => [...before, from, to, ...after]),
    );
  const place = () => each('mesh.placeMoved', [positions, normals, moves], [moved.byteOffset]);
  const shorten = async (share: number) => {
    near.fill(0);
    const still = await eachTriangle(
      'mesh.cornersOfMarked',
      [triangles.byteOffset, faulty.byteOffset],
      [moves, near.byteOffset],
    );
    const changed = total(await each('mesh.shortenMoves', [moves, near.byteOffset], [share]));
    if (changed > 0) await place();
    if (inspected) for (let v = 0; v < vertexCount; v++) inspected[v]! |= near[v]!;
    return { changed, still: total(still) };
  };

  const star = [nextCorner, firstCorner, state, owed].map((array) => array.byteOffset);
  await each('mesh.owedMoves', [triangles.byteOffset, positions, ...star], [boundMm, normals, moves]);
  if (planes.length > 0) await each('mesh.keepInPlanes', [positions, normals], planesInArena(planes, inner));
  await place();
  let stuck = false;
  /** What changed since the last look for cuts. */
  let inspected: Uint8Array | null = null;
  for (let look = 0; look < MOST_LOOKS; look++) {
    faulty.fill(0);
    const changedAt = look === 0 ? 0 : near.byteOffset;
    await eachTriangle(
      'mesh.turnedByMoves',
      [triangles.byteOffset, positions, moved.byteOffset, changedAt],
      [faulty.byteOffset],
    );
    await measure(moved, look === 0 ? null : near, faulty);
    const { changed, still } = await shorten(look === 0 ? HALF : 0);
    stuck ||= still > 0;
    if (changed > 0) continue;
    // Nothing is beyond the bound; whether anything is cut is dearer to know.
    faulty.fill(0);
    await inspect(moved, inspected, faulty);
    inspected ??= inner.uint8(vertexCount, { zeroed: true });
    inspected.fill(0);
    if ((await shorten(0)).changed === 0) return { positions: scope.hold(inner.keep(moved)), stuck };
  }
  return { positions: null, stuck };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
