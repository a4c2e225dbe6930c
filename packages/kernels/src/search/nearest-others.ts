import { LengthMismatchError } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { inArena, type SurfaceIndex } from './surface-index.ts';

const POINTS_PER_PIECE = 8192;

/**
 * For each point the nearest triangle of another kind than its own: how near parts of a print come to each other.
 *
 * @param points   Float32, x y z of each
 * @param kinds    Uint32, one for each point
 * @param kindOf   Uint32, one for each triangle of the surface
 * @param reachMm  farther ones are not looked for
 * @returns triangles  Uint32, NO_TRIANGLE where there is none within reach
 */
export async function nearestOthers(
  index: SurfaceIndex,
  {
    points,
    kinds,
    kindOf,
  }: { readonly points: Float32Array; readonly kinds: Uint32Array; readonly kindOf: Uint32Array },
  { reachMm }: { readonly reachMm: number },
  crew: Crew,
): Promise<{ readonly distancesMm: Float32Array; readonly triangles: Uint32Array }> {
  const count = points.length / 3;
  if (kinds.length !== count) throw new LengthMismatchError('kinds', count, kinds.length);
  const triangleCount = index.mesh.triangles.length / 3;
  if (kindOf.length !== triangleCount) throw new LengthMismatchError('kindOf', triangleCount, kindOf.length);
  using scope = new Scope(crew.arena);
  const [at, own, other] = [inArena(scope, points), inArena(scope, kinds), inArena(scope, kindOf)];
  const distances = scope.float32(count);
  const nearest = scope.uint32(count);
  await crew.run(
    'search.nearestOthers',
    piecesOf(count, POINTS_PER_PIECE).map(({ from, to }) => [
      index.headAt,
      at.byteOffset + 12 * from,
      to - from,
      reachMm,
      distances.byteOffset + 4 * from,
      nearest.byteOffset + 4 * from,
      own.byteOffset + 4 * from,
      other.byteOffset,
    ]),
  );
  return { distancesMm: Float32Array.from(distances), triangles: Uint32Array.from(nearest) };
}
