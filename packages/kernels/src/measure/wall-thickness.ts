import type { TriMesh } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { type SurfaceIndex, surfaceIndex } from '../search/surface-index.ts';

const TRIANGLES_PER_PIECE = 8192;
/** Cosine of 40°: two faces that lean more towards each other than 40° off parallel are a ridge or a corner, not a wall. */
const FACING = 0.766;

export interface WallThickness {
  /** Float32, mm, one for each triangle: the wall under its middle; Infinity where there is none within the limit. */
  readonly thicknessMm: Float32Array;
}

/**
 * The thickness of the wall under each triangle.
 *
 * A ray goes from the middle of the triangle against its normal; the first triangle that it meets is the other side of
 * the wall when it faces away within 40° of the ray. Anything else (a ridge, a corner, a crease between neighbours) is no
 * wall. Chosen over the largest inscribed ball, which shrinks to nothing at every convex edge, and over a cone of rays,
 * which finds the near flank of every groove: on noisy bone both report edges as walls.
 *
 * @param limitMm  walls thicker than this are not looked for: what keeps the search short
 * @param index    an index of the same mesh, when the caller has one
 */
export async function wallThickness(
  mesh: TriMesh,
  crew: Crew,
  { limitMm, index }: { readonly limitMm: number; readonly index?: SurfaceIndex },
): Promise<WallThickness> {
  using own = index ? undefined : await surfaceIndex(mesh, crew);
  using scope = new Scope(crew.arena);
  const count = mesh.triangles.length / 3;
  const thickness = scope.float32(count);
  const { headAt } = index ?? own!;
  await crew.run(
    'search.wallThicknesses',
    piecesOf(count, TRIANGLES_PER_PIECE).map(({ from, to }) => [
      headAt,
      from,
      to,
      limitMm,
      FACING,
      thickness.byteOffset,
    ]),
  );
  return { thicknessMm: Float32Array.from(thickness) };
}
