import type { Triple } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { NO_TRIANGLE, nearestTriangles } from '../search/distances-to.ts';
import type { SurfaceIndex } from '../search/surface-index.ts';
import { composed, moved, type RigidMotion, turnedAndShifted } from './rigid-motion.ts';

export interface RigidFit {
  /** Takes the points onto the surface. */
  readonly motion: RigidMotion;
  /** Distances of all the points after the fit, and of those that were kept. */
  readonly medianMm: number;
  readonly p90Mm: number;
  readonly p95Mm: number;
  readonly keptMeanMm: number;
  readonly rounds: number;
}

/** A round that moves no point further than this ends the fit. */
const SETTLED_MM = 1e-3;

/**
 * Fits points rigidly to a surface: trimmed iterative closest points, each round a least-squares step on the distances
 * along the normals of the nearest triangles. The farthest points are left out of each round, so that parts without a
 * counterpart do not pull.
 *
 * @param points     Float32, x y z of each point, mm
 * @param start      where to start from; the fit finds the nearest valley, so start within some ten degrees
 * @param keptShare  share of the points that each round keeps
 * Source: Y. Chen and G. Medioni 1992; D. Chetverikov et al. 2005 (trimmed ICP)
 */
export async function rigidFit(
  points: Float32Array,
  target: SurfaceIndex,
  crew: Crew,
  { start, keptShare = 0.8, mostRounds = 60 }: { start: RigidMotion; keptShare?: number; mostRounds?: number },
): Promise<RigidFit> {
  const here = new Float32Array(points.length);
  let motion = start;
  for (let round = 1; ; round++) {
    place(points, motion, here);
    const { distancesMm, triangles } = await nearestTriangles(target, here, crew);
    const sorted = distancesMm.slice().sort();
    const limit = sorted[Math.max(0, Math.ceil(keptShare * sorted.length) - 1)]!;
    const step = round > mostRounds ? undefined : leastSquaresStep(here, distancesMm, triangles, limit, target);
    if (!step || step.longestMm < SETTLED_MM) {
      const kept = sorted.filter((d) => d <= limit);
      return {
        motion,
        medianMm: sorted[Math.floor(sorted.length / 2)]!,
        p90Mm: sorted[Math.floor(0.9 * sorted.length)]!,
        p95Mm: sorted[Math.floor(0.95 * sorted.length)]!,
        keptMeanMm: kept.reduce((sum, d) => sum + d, 0) / kept.length,
        rounds: round,
      };
    }
    motion = composed(step.motion, motion);
  }
}

function place(points: Float32Array, motion: RigidMotion, out: Float32Array): void {
  for (let v = 0; v < points.length; v += 3) out.set(moved([points[v]!, points[v + 1]!, points[v + 2]!], motion), v);
}

/** The small motion that brings the kept points nearest to the planes of their triangles. */
function leastSquaresStep(
  points: Float32Array,
  distances: Float32Array,
  nearest: Uint32Array,
  limitMm: number,
  { mesh: { positions: p, triangles } }: SurfaceIndex,
): { motion: RigidMotion; longestMm: number } | undefined {
  const center = centerOf(points);
  const normal6 = new Float64Array(36);
  const right = new Float64Array(6);
  let reach = 0;
  for (let v = 0; v < nearest.length; v++) {
    const t = nearest[v]!;
    if (t === NO_TRIANGLE || distances[v]! > limitMm) continue;
    const [a, b, c] = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
    const [ux, uy, uz] = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!];
    const [wx, wy, wz] = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!];
    let [nx, ny, nz] = [uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx];
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (length === 0) continue;
    [nx, ny, nz] = [nx / length, ny / length, nz / length];
    const [x, y, z] = [points[3 * v]! - center[0], points[3 * v + 1]! - center[1], points[3 * v + 2]! - center[2]];
    const off =
      (points[3 * v]! - p[a]!) * nx + (points[3 * v + 1]! - p[a + 1]!) * ny + (points[3 * v + 2]! - p[a + 2]!) * nz;
    const row = [y * nz - z * ny, z * nx - x * nz, x * ny - y * nx, nx, ny, nz];
    for (let r = 0; r < 6; r++) {
      right[r]! -= row[r]! * off;
      for (let q = 0; q < 6; q++) normal6[6 * r + q]! += row[r]! * row[q]!;
    }
    reach = Math.max(reach, x * x + y * y + z * z);
  }
  const found = solved(normal6, right);
  if (!found) return undefined;
  const [rx, ry, rz, sx, sy, sz] = found as unknown as [number, number, number, number, number, number];
  const turn = turnedAndShifted([rx / 2, ry / 2, rz / 2], [0, 0, 0]);
  // About the centre of the points: there, then turned and shifted, then back.
  const back = moved([-center[0], -center[1], -center[2]], turn);
  const motion = [...turn];
  motion[3] = back[0] + center[0] + sx;
  motion[7] = back[1] + center[1] + sy;
  motion[11] = back[2] + center[2] + sz;
  return {
    motion,
    longestMm: Math.sqrt(sx * sx + sy * sy + sz * sz) + Math.sqrt((rx * rx + ry * ry + rz * rz) * reach),
  };
}

function centerOf(points: Float32Array): Triple {
  const sum = [0, 0, 0];
  for (let n = 0; n < points.length; n++) sum[n % 3]! += points[n]!;
  const count = points.length / 3;
  return [sum[0]! / count, sum[1]! / count, sum[2]! / count];
}

/**
 * Solves 6×6 by Gauss with pivots. A little is added to the diagonal, so that a turn which the surface does not resist
 * (a ball, a shaft) stays near zero instead of running away.
 */
function solved(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const a = matrix.slice();
  const b = right.slice();
  let [turns, shifts] = [0, 0];
  for (let r = 0; r < 3; r++) {
    turns += a[7 * r]!;
    shifts += a[7 * (r + 3)]!;
  }
  if (!(shifts > 0)) return undefined;
  for (let r = 0; r < 6; r++) a[7 * r]! += 1e-4 * (r < 3 ? turns : shifts) + Number.MIN_VALUE;
  for (let c = 0; c < 6; c++) {
    let pivot = c;
    for (let r = c + 1; r < 6; r++) if (Math.abs(a[6 * r + c]!) > Math.abs(a[6 * pivot + c]!)) pivot = r;
    if (a[6 * pivot + c] === 0) return undefined;
    for (let q = 0; q < 6; q++) [a[6 * c + q], a[6 * pivot + q]] = [a[6 * pivot + q]!, a[6 * c + q]!];
    [b[c], b[pivot]] = [b[pivot]!, b[c]!];
    for (let r = 0; r < 6; r++) {
      if (r === c) continue;
      const factor = a[6 * r + c]! / a[6 * c + c]!;
      for (let q = c; q < 6; q++) a[6 * r + q]! -= factor * a[6 * c + q]!;
      b[r]! -= factor * b[c]!;
    }
  }
  return b.map((value, r) => value / a[7 * r]!);
}
