import type { PointLps, TriMesh, Triple } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { closestPoints } from '../search/closest-points.ts';
import { nearestTriangles } from '../search/distances-to.ts';
import type { SurfaceIndex } from '../search/surface-index.ts';
import { along, cross, dot, lengthOf, minus, unit } from './geometry.ts';

/** A screw, wire or drill: from where it enters to where its tip ends. */
export interface Trajectory {
  readonly entry: PointLps;
  readonly tip: PointLps;
  readonly diameterMm: number;
}

/** How near the side of a tool comes to a structure, and where along the way. */
export interface Clearance {
  /** From the tool's side (its axis less its radius) to the surface; negative when it cuts in. */
  readonly mm: number;
  readonly depthMm: number;
  readonly at: PointLps;
}

/** Half of this is what the answer may be off by between two places that were asked. */
const STEP_MM = 0.1;

/**
 * The least distance of a tool to a surface, asked at every tenth of a millimeter along its axis.
 *
 * @returns null when the surface is empty or the tool has no length
 */
export async function clearanceOf(
  { entry, tip, diameterMm }: Trajectory,
  index: SurfaceIndex,
  crew: Crew,
): Promise<Clearance | null> {
  const length = lengthOf(minus(tip, entry));
  const direction = unit(minus(tip, entry));
  if (!direction || index.mesh.triangles.length === 0) return null;
  const count = Math.ceil(length / STEP_MM) + 1;
  const points = new Float32Array(3 * count);
  for (let n = 0; n < count; n++) points.set(along(entry, direction, Math.min(length, n * STEP_MM)), 3 * n);
  const { triangles } = await nearestTriangles(index, points, crew);
  const closest = closestPoints(index.mesh, points, triangles);
  let best: Clearance | null = null;
  for (let n = 0; n < count; n++) {
    const off: Triple = [
      closest[3 * n]! - points[3 * n]!,
      closest[3 * n + 1]! - points[3 * n + 1]!,
      closest[3 * n + 2]! - points[3 * n + 2]!,
    ];
    const mm = lengthOf(off) - diameterMm / 2;
    if (best === null || mm < best.mm)
      best = {
        mm,
        depthMm: Math.min(length, n * STEP_MM),
        at: [closest[3 * n]!, closest[3 * n + 1]!, closest[3 * n + 2]!] as Triple as PointLps,
      };
  }
  return best;
}

/** An axis through an edge or a corner meets every triangle there: meetings this near are one place. */
const SAME_MEETING_MM = 1e-4;
/** Weights may miss an edge by rounding; what that counts twice is one meeting afterwards. */
const EDGE_SLACK = 1e-9;

/**
 * Where the axis of a tool goes into and out of a closed surface, mm from its entry point, in order; places
 * behind the entry are negative. The last one is the far cortex.
 */
export function passages(
  { entry, tip }: Pick<Trajectory, 'entry' | 'tip'>,
  { positions: x, triangles }: TriMesh,
): number[] {
  const direction = unit(minus(tip, entry));
  if (!direction) return [];
  const met: { mm: number; inward: boolean }[] = [];
  const corner = (v: number): Triple => [x[3 * v]!, x[3 * v + 1]!, x[3 * v + 2]!];
  for (let t = 0; t < triangles.length; t += 3) {
    const a = corner(triangles[t]!);
    const [ab, ac] = [minus(corner(triangles[t + 1]!), a), minus(corner(triangles[t + 2]!), a)];
    const p = cross(direction, ac);
    const volume = dot(ab, p);
    if (volume === 0) continue;
    const from = minus(entry, a);
    const u = dot(from, p) / volume;
    const q = cross(from, ab);
    const v = dot(direction, q) / volume;
    if (u < -EDGE_SLACK || v < -EDGE_SLACK || u + v > 1 + EDGE_SLACK) continue;
    met.push({ mm: dot(ac, q) / volume, inward: volume > 0 });
  }
  met.sort((a, b) => a.mm - b.mm);
  const places: { mm: number; inward: boolean; outward: boolean }[] = [];
  for (const { mm, inward } of met) {
    const last = places.at(-1);
    if (last && mm - last.mm <= SAME_MEETING_MM) {
      last.inward ||= inward;
      last.outward ||= !inward;
    } else places.push({ mm, inward, outward: !inward });
  }
  const ways: number[] = [];
  let inside = false;
  for (const [n, { mm, inward, outward }] of places.entries()) {
    // A grazed edge says both; whether it led in is told by the next place that says one thing.
    const next = places.slice(n + 1).find((place) => place.inward !== place.outward);
    const then = inward && outward ? (next?.outward ?? false) : inward;
    if (then !== inside) ways.push(mm);
    inside = then;
  }
  return ways;
}

/** What play does to a guided tool: how far it may tilt, and how far off it then is at a depth below the guide. */
export function playOf({ playMm, guidedMm, depthMm }: { playMm: number; guidedMm: number; depthMm: number }): {
  readonly slope: number;
  readonly offsetMm: number;
} {
  return { slope: playMm / guidedMm, offsetMm: playMm / 2 + (depthMm * playMm) / guidedMm };
}
