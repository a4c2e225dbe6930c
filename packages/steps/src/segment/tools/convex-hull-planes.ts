import type { Triple } from '@specola/space';
import { cross, dot, less, unit } from './slice-planes.ts';

/** A half-space: what lies on or behind the plane is inside. */
export interface HullPlane {
  readonly normal: Triple;
  readonly offset: number;
}

/** Points this near to a plane lie in it, mm. */
const FLAT_MM = 1e-6;

/**
 * The planes of the convex hull of a few points: of every three of them the plane that has all others on one side. Meant
 * for points set by hand (up to 150: half a million triples).
 *
 * @returns null when the points lie in one plane and enclose nothing
 */
export function convexHullPlanes(points: readonly Triple[]): HullPlane[] | null {
  const planes: HullPlane[] = [];
  let flat = true;
  for (let a = 0; a < points.length; a++)
    for (let b = a + 1; b < points.length; b++)
      for (let c = b + 1; c < points.length; c++) {
        const normal = unit(cross(less(points[b]!, points[a]!), less(points[c]!, points[a]!)));
        if (!normal) continue;
        const offset = dot(points[a]!, normal);
        let [behind, before] = [false, false];
        for (const point of points) {
          const off = dot(point, normal) - offset;
          if (off > FLAT_MM) before = true;
          else if (off < -FLAT_MM) behind = true;
          if (before && behind) break;
        }
        if (before && behind) continue;
        if (!before && !behind) return null;
        flat = false;
        planes.push(before ? { normal: [-normal[0], -normal[1], -normal[2]], offset: -offset } : { normal, offset });
      }
  return flat ? null : planes;
}
