import { LengthMismatchError } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { inArena, type SurfaceIndex } from './surface-index.ts';

/** Points handed to a thread at once: some milliseconds of work. */
const POINTS_PER_PIECE = 8192;
/** What stands in place of a triangle when none is within reach. */
export const NO_TRIANGLE = 0xffffffff;

export interface DistanceOptions {
  /** Points farther than this get Infinity, mm. Without it every point finds its way, however long that takes. */
  readonly reachMm?: number;
}

/**
 * The distance of each point from the nearest point of a surface, never negative.
 *
 * @param points  Float32, x y z of each point, in the frame of the surface
 * @param out     Float32, one for each point, mm; Infinity beyond the reach (or when the surface has no triangle)
 */
export async function distancesTo(
  index: SurfaceIndex,
  points: Float32Array,
  crew: Crew,
  options: DistanceOptions & { readonly out?: Float32Array } = {},
): Promise<Float32Array> {
  const { out = new Float32Array(points.length / 3) } = options;
  using scope = new Scope(crew.arena);
  const distances = crew.arena.holds(out) ? out : scope.float32(out.length);
  await search(index, inArena(scope, points), crew, distances, undefined, options);
  if (distances !== out) out.set(distances);
  return out;
}

/**
 * The nearest triangle to each point, with the distance; of two equally near the lower number.
 *
 * @returns triangles  Uint32, NO_TRIANGLE beyond the reach
 */
export async function nearestTriangles(
  index: SurfaceIndex,
  points: Float32Array,
  crew: Crew,
  options: DistanceOptions = {},
): Promise<{ readonly distancesMm: Float32Array; readonly triangles: Uint32Array }> {
  using scope = new Scope(crew.arena);
  const distances = scope.float32(points.length / 3);
  const nearest = scope.uint32(points.length / 3);
  await search(index, inArena(scope, points), crew, distances, nearest, options);
  return { distancesMm: Float32Array.from(distances), triangles: Uint32Array.from(nearest) };
}

async function search(
  index: SurfaceIndex,
  points: Float32Array,
  crew: Crew,
  distances: Float32Array,
  nearest: Uint32Array | undefined,
  { reachMm = Infinity }: DistanceOptions,
): Promise<void> {
  const count = points.length / 3;
  if (distances.length !== count) throw new LengthMismatchError('out', count, distances.length);
  await crew.run(
    'search.nearestTriangles',
    piecesOf(count, POINTS_PER_PIECE).map(({ from, to }) => [
      index.headAt,
      points.byteOffset + 12 * from,
      to - from,
      reachMm,
      distances.byteOffset + 4 * from,
      nearest ? nearest.byteOffset + 4 * from : 0,
    ]),
  );
}
