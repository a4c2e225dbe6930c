import type { Triple } from '@specola/space';
import { moved, type RigidMotion } from './rigid-motion.ts';

/** One anatomical place, seen in two frames. */
export interface PointPair {
  readonly from: Triple;
  readonly to: Triple;
}

export interface PairFit {
  /** Takes `from` to `to`. */
  readonly motion: RigidMotion;
  /** Fiducial registration error: root mean square of what is left between the pairs. */
  readonly freMm: number;
  readonly residualsMm: readonly number[];
}

/** Jacobi sweeps; a 4×4 matrix is diagonal to the last bit after seven. */
const SWEEPS = 30;

/**
 * The rigid motion that brings paired points nearest to each other in the least-squares sense; null when they do not fix
 * one: fewer than three, or all on one line. Only roots are taken, so every machine gives the same bits.
 *
 * Source: B. Horn 1987, closed-form solution of absolute orientation using unit quaternions
 */
export function fitPairs(pairs: readonly PointPair[]): PairFit | null {
  if (pairs.length < 3 || onOneLine(pairs.map(({ from }) => from)) || onOneLine(pairs.map(({ to }) => to))) return null;
  const a = meanOf(pairs.map(({ from }) => from));
  const b = meanOf(pairs.map(({ to }) => to));
  const s = new Float64Array(9);
  for (const { from, to } of pairs)
    for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) s[3 * r + c]! += (from[r]! - a[r]!) * (to[c]! - b[c]!);
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [w, x, y, z] = largestEigenvector([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ]) as [number, number, number, number];
  const turn = [
    w * w + x * x - y * y - z * z,
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    w * w - x * x + y * y - z * z,
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    w * w - x * x - y * y + z * z,
  ];
  const motion: number[] = [];
  for (let r = 0; r < 3; r++) {
    const [p, q, t] = [turn[3 * r]!, turn[3 * r + 1]!, turn[3 * r + 2]!];
    motion.push(p, q, t, b[r]! - p * a[0] - q * a[1] - t * a[2]);
  }
  const residualsMm = residualsOf(pairs, motion);
  return { motion, residualsMm, freMm: Math.sqrt(meanOfSquares(residualsMm)) };
}

/** What is left between pairs under a motion, mm. */
export function residualsOf(pairs: readonly PointPair[], motion: RigidMotion): number[] {
  return pairs.map(({ from, to }) => distance(moved(from, motion), to));
}

/**
 * The error to expect at a place (target registration error), from what is left at the landmarks: small amid them, larger
 * the farther outside. At least four pairs; null with fewer, which leave nothing to judge by.
 *
 * Source: J. M. Fitzpatrick, J. B. West, C. R. Maurer 1998, Predicting error in rigid-body point-based registration
 */
export function expectedErrorMm(pairs: readonly PointPair[], freMm: number, at: Triple): number | null {
  if (pairs.length < 4) return null;
  const points = pairs.map(({ to }) => to);
  const center = meanOf(points);
  const moment = [0, 1, 2].map((r) =>
    [0, 1, 2].map((c) => points.reduce((sum, p) => sum + (p[r]! - center[r]!) * (p[c]! - center[c]!), 0)),
  );
  const { values, vectors } = eigenOf(moment);
  const off = [0, 1, 2].map((c) => at[c]! - center[c]!);
  const along = vectors.map((vector) => vector.reduce((sum, v, c) => sum + v * off[c]!, 0));
  const total = off.reduce((sum, v) => sum + v * v, 0);
  let ratio = 0;
  for (let axis = 0; axis < 3; axis++) {
    // Mean square distance of the landmarks from this principal axis.
    const spread = (values.reduce((sum, v) => sum + v, 0) - values[axis]!) / points.length;
    ratio += (total - along[axis]! ** 2) / spread;
  }
  const localization = (freMm * freMm) / (1 - 2 / points.length);
  return Math.sqrt((localization / points.length) * (1 + ratio / 3));
}

function meanOf(points: readonly Triple[]): Triple {
  const sum = [0, 0, 0];
  for (const point of points) for (let c = 0; c < 3; c++) sum[c]! += point[c]!;
  return [sum[0]! / points.length, sum[1]! / points.length, sum[2]! / points.length];
}

const meanOfSquares = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

function distance(a: Triple, b: Triple): number {
  const [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return Math.sqrt(x * x + y * y + z * z);
}

/** Points whose spread across their longest direction is under a thousandth of that along it. */
function onOneLine(points: readonly Triple[]): boolean {
  const center = meanOf(points);
  const moment = [0, 1, 2].map((r) =>
    [0, 1, 2].map((c) => points.reduce((sum, p) => sum + (p[r]! - center[r]!) * (p[c]! - center[c]!), 0)),
  );
  const values = [...eigenOf(moment).values].sort((p, q) => q - p);
  return !(values[1]! > 1e-6 * values[0]!);
}

function largestEigenvector(matrix: readonly (readonly number[])[]): readonly number[] {
  const { values, vectors } = eigenOf(matrix);
  const best = values.reduce((at, value, n) => (value > values[at]! ? n : at), 0);
  return vectors[best]!;
}

/** Eigenvalues and unit eigenvectors of a symmetric matrix, by Jacobi's rotations. */
function eigenOf(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, r) => matrix.map((__, c): number => (r === c ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let r = 0; r < n; r++) {
          const [x, y] = [a[r]![p]!, a[r]![q]!];
          a[r]![p] = c * x - s * y;
          a[r]![q] = s * x + c * y;
        }
        for (let r = 0; r < n; r++) {
          const [x, y] = [a[p]![r]!, a[q]![r]!];
          a[p]![r] = c * x - s * y;
          a[q]![r] = s * x + c * y;
          const [f, g] = [v[p]![r]!, v[q]![r]!];
          v[p]![r] = c * f - s * g;
          v[q]![r] = s * f + c * g;
        }
      }
  return { values: a.map((row, r) => row[r]!), vectors: v };
}
