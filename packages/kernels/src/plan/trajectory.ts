import type { PointLps, TriMesh, Triple } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { closestPoints } from '../search/closest-points.ts';
import { nearestTriangles } from '../search/distances-to.ts';
import type { SurfaceIndex } from '../search/surface-index.ts';
import { along, dot, lengthOf, minus, unit } from './geometry.ts';

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

/**
 * Where the axis of a tool goes into and out of a closed surface, mm from its entry point, in order; places behind the
 * entry are negative. The last one is the far cortex.
 */
export function passages(
  { entry, tip }: Pick<Trajectory, 'entry' | 'tip'>,
  { positions: x, triangles }: TriMesh,
): number[] {
  const direction = unit(minus(tip, entry));
  if (!direction) return [];
  const found: number[] = [];
  const corner = (v: number): Triple => [x[3 * v]!, x[3 * v + 1]!, x[3 * v + 2]!];
  for (let t = 0; t < triangles.length; t += 3) {
    const a = corner(triangles[t]!);
    const [ab, ac] = [minus(corner(triangles[t + 1]!), a), minus(corner(triangles[t + 2]!), a)];
    const p: Triple = [
      direction[1] * ac[2] - direction[2] * ac[1],
      direction[2] * ac[0] - direction[0] * ac[2],
      direction[0] * ac[1] - direction[1] * ac[0],
    ];
    const volume = dot(ab, p);
    if (volume === 0) continue;
    const from = minus(entry, a);
    const u = dot(from, p) / volume;
    // Half-open in both weights, so that a shared edge counts once.
    if (u < 0 || u >= 1) continue;
    const q: Triple = [
      from[1] * ab[2] - from[2] * ab[1],
      from[2] * ab[0] - from[0] * ab[2],
      from[0] * ab[1] - from[1] * ab[0],
    ];
    const v = dot(direction, q) / volume;
    if (v < 0 || u + v >= 1) continue;
    found.push(dot(ac, q) / volume);
  }
  return found.sort((one, other) => one - other);
}

/** What play does to a guided tool: how far it may tilt, and how far off it then is at a depth below the guide. */
export function playOf({ playMm, guidedMm, depthMm }: { playMm: number; guidedMm: number; depthMm: number }): {
  readonly slope: number;
  readonly offsetMm: number;
} {
  return { slope: playMm / guidedMm, offsetMm: playMm / 2 + (depthMm * playMm) / guidedMm };
}
