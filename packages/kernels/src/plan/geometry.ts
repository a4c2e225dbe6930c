import { type PointLps, pointLps, type Triple } from '@specola/space';
import { composed, type RigidMotion, turnedAndShifted } from '../align/rigid-motion.ts';
import { angleDeg, sineAndCosine } from './exact-angle.ts';

/** A plane: every point x with normal · (x − at) = 0. The normal has length 1 and points to its front. */
export interface CutPlane {
  readonly at: PointLps;
  readonly normal: Triple;
}

/** A straight line; its direction has length 1. */
export interface Line {
  readonly at: PointLps;
  readonly direction: Triple;
}

export const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const lengthOf = (a: Triple): number => Math.sqrt(dot(a, a));
export const scaled = (a: Triple, by: number): Triple => [a[0] * by, a[1] * by, a[2] * by];
export const along = (a: Triple, direction: Triple, mm: number): PointLps =>
  pointLps(a[0] + direction[0] * mm, a[1] + direction[1] * mm, a[2] + direction[2] * mm);

/** The direction of a vector; null when it has none. */
export function unit(a: Triple): Triple | null {
  const length = lengthOf(a);
  return length > 1e-12 ? scaled(a, 1 / length) : null;
}

/** Degrees between two directions, 0 to 180. */
export const degreesBetween = (a: Triple, b: Triple): number => angleDeg(lengthOf(cross(a, b)), dot(a, b));

/** Degrees between two planes, 0 to 90, whichever way their normals point. */
export function degreesBetweenPlanes(a: CutPlane, b: CutPlane): number {
  const degrees = degreesBetween(a.normal, b.normal);
  return degrees > 90 ? 180 - degrees : degrees;
}

/** Mm in front of a plane; negative behind it. */
export const inFrontMm = ({ at, normal }: CutPlane, point: Triple): number => dot(normal, minus(point, at));

/** Where a line meets a plane; null when they run beside each other. */
export function meeting({ at, direction }: Line, plane: CutPlane): PointLps | null {
  const slope = dot(direction, plane.normal);
  return Math.abs(slope) < 1e-9 ? null : along(at, direction, -inFrontMm(plane, at) / slope);
}

/** The turn by an angle about a line, right-handed about its direction. */
export function turnAbout({ at, direction }: Line, deg: number): RigidMotion {
  // Half angles beyond 90 degrees have no finite tangent: such a turn is done in two.
  if (Math.abs(deg) > 90) return composed(turnAbout({ at, direction }, deg / 2), turnAbout({ at, direction }, deg / 2));
  const [sine, cosine] = sineAndCosine(deg / 2);
  const turn = turnedAndShifted(scaled(direction, sine / cosine), [0, 0, 0]);
  const back = minus(at, [
    turn[0]! * at[0] + turn[1]! * at[1] + turn[2]! * at[2],
    turn[4]! * at[0] + turn[5]! * at[1] + turn[6]! * at[2],
    turn[8]! * at[0] + turn[9]! * at[1] + turn[10]! * at[2],
  ]);
  return [...turn.slice(0, 3), back[0], ...turn.slice(4, 7), back[1], ...turn.slice(8, 11), back[2]];
}

export const turnedDirection = (m: RigidMotion, [x, y, z]: Triple): Triple => [
  m[0]! * x + m[1]! * y + m[2]! * z,
  m[4]! * x + m[5]! * y + m[6]! * z,
  m[8]! * x + m[9]! * y + m[10]! * z,
];

/** How far a motion turns, degrees, about which axis, and how far it carries a point, mm. */
export function turnOf(m: RigidMotion): { readonly deg: number; readonly axis: Triple } {
  const twice: Triple = [m[9]! - m[6]!, m[2]! - m[8]!, m[4]! - m[1]!];
  const deg = angleDeg(lengthOf(twice) / 2, (m[0]! + m[5]! + m[10]! - 1) / 2);
  return { deg, axis: unit(twice) ?? [0, 0, 1] };
}

/**
 * The motion that takes one right-handed frame to another: origins onto each other, first axes onto each other, second
 * axes as near as the first allow.
 *
 * @returns null when an axis has no length or the two of a frame are parallel
 */
export function frameToFrame(
  from: { readonly at: Triple; readonly first: Triple; readonly second: Triple },
  to: { readonly at: Triple; readonly first: Triple; readonly second: Triple },
): RigidMotion | null {
  const [a, b] = [axesOf(from.first, from.second), axesOf(to.first, to.second)];
  if (!a || !b) return null;
  const rows: number[] = [];
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 3; c++) rows.push(b[0][r]! * a[0][c]! + b[1][r]! * a[1][c]! + b[2][r]! * a[2][c]!);
    rows.push(0);
  }
  for (let r = 0; r < 3; r++)
    rows[4 * r + 3] =
      to.at[r]! - (rows[4 * r]! * from.at[0] + rows[4 * r + 1]! * from.at[1] + rows[4 * r + 2]! * from.at[2]);
  return rows;
}

/** Three axes at right angles, the first along the first direction; null when there are none. */
export function axesOf(first: Triple, second: Triple): readonly [Triple, Triple, Triple] | null {
  const x = unit(first);
  const z = x && unit(cross(x, second));
  return x && z ? [x, cross(z, x), z] : null;
}
