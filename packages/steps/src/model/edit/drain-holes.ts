import { type Crew, dot, minus, nearestPoints, type SolidExpression, surfaceIndex } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { along, placementAt, squareTo, unitOf } from './frame-about.ts';

const SEGMENTS = 48;
/** Holes of one cavity lie this many diameters apart, where it is wide enough. */
const APART_DIAMETERS = 3;
/** How far a hole reaches beyond the wall on the outside, and into the cavity, in diameters. */
const BEYOND_DIAMETERS = 0.5;

/**
 * Holes through the wall of a cavity where it is lowest: each goes from a lowest point of the cavity the shortest way out.
 *
 * @param outside  the surface of the body
 */
export async function drainHoles(
  cavity: TriMesh,
  outside: TriMesh,
  { count, diameterMm, up }: { readonly count: number; readonly diameterMm: number; readonly up: Triple },
  crew: Crew,
): Promise<SolidExpression[]> {
  const lowest = lowestPoints(cavity.positions, { count, apartMm: APART_DIAMETERS * diameterMm, up: unitOf(up) });
  using index = await surfaceIndex(outside, crew);
  const ends = await nearestPoints(index, Float32Array.from(lowest.flat()), crew);
  return lowest.map((from, n): SolidExpression => {
    const to: Triple = [ends[3 * n]!, ends[3 * n + 1]!, ends[3 * n + 2]!];
    const way = minus(to, from);
    const wallMm = Math.sqrt(dot(way, way));
    const direction = unitOf(way);
    const beyondMm = BEYOND_DIAMETERS * diameterMm;
    const sideways = squareTo(direction);
    return {
      make: 'place',
      of: { make: 'cylinder', radiusMm: diameterMm / 2, heightMm: wallMm + 2 * beyondMm, segments: SEGMENTS },
      placement: placementOfZ(along(from, direction, wallMm / 2), direction, sideways),
    };
  });
}

/** Puts what lies along z along a direction. */
export const placementOfZ = (center: Triple, z: Triple, x: Triple) =>
  // y = z × x, so that z = x × y.
  placementAt(center, x, [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]]);

/** The lowest vertices, each at a distance from those before it; fewer where there is no room. */
function lowestPoints(
  x: Float32Array,
  { count, apartMm, up }: { readonly count: number; readonly apartMm: number; readonly up: Triple },
): Triple[] {
  const point = (n: number): Triple => [x[3 * n]!, x[3 * n + 1]!, x[3 * n + 2]!];
  const order = Array.from({ length: x.length / 3 }, (_, n) => n);
  const heights = Float64Array.from(order, (n) => dot(point(n), up));
  order.sort((a, b) => heights[a]! - heights[b]! || a - b);
  const found: Triple[] = [];
  for (const n of order) {
    if (found.length === count) break;
    const at = point(n);
    if (found.every((other) => dot(minus(at, other), minus(at, other)) >= apartMm * apartMm)) found.push(at);
  }
  return found;
}
