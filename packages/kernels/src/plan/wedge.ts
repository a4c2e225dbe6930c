import type { PointLps, Triple } from '@specola/space';
import { moved, type RigidMotion } from '../align/rigid-motion.ts';
import { along, type CutPlane, dot, type Line, minus, scaled, turnAbout, turnedDirection, unit } from './geometry.ts';

/** A correction by an angle about a hinge that lies in the cut. */
export interface WedgePlan {
  /** Closing takes the bone between two planes; opening has one plane and a gap. */
  readonly planes: readonly CutPlane[];
  /** What the moved fragment does. */
  readonly motion: RigidMotion;
  /** Mm between the two cut faces at the far cortex, measured square to the first plane’s hinge radius. */
  readonly heightMm: number;
  readonly hinge: Line;
}

/**
 * An opening or closing wedge about a hinge line in a cutting plane. The fragment in front of the plane moves; a positive
 * angle turns it right-handed about the hinge's direction.
 *
 * @param plane  the (first) cut; its front is the fragment that moves
 * @param hinge  a line; it is laid into the plane, and null comes back when it stands square to it
 * @param far    a point of the cortex opposite the hinge, where the height of the wedge is told
 */
export function wedgePlan(
  plane: CutPlane,
  hinge: Line,
  { kind, deg, far }: { kind: 'opening' | 'closing'; deg: number; far: PointLps },
): WedgePlan | null {
  const flat = minus(hinge.direction, scaled(plane.normal, dot(hinge.direction, plane.normal)));
  const direction = unit(flat);
  if (!direction) return null;
  const out = dot(minus(hinge.at, plane.at), plane.normal);
  const inPlane: Line = { at: along(hinge.at, plane.normal, -out), direction };
  const motion = turnAbout(inPlane, deg);
  const arm = minus(far, inPlane.at);
  const acrossHinge = minus(arm, scaled(direction, dot(arm, direction)));
  const radius = Math.sqrt(dot(acrossHinge, acrossHinge));
  // The chord between the two faces at the radius of the far cortex.
  const half = turnAbout({ at: [0, 0, 0] as Triple as PointLps, direction: [0, 0, 1] }, deg / 2);
  const heightMm = 2 * radius * Math.abs(half[4]!);
  if (kind === 'opening') return { planes: [plane], motion, heightMm, hinge: inPlane };
  // The second cut is the first one turned back, so that the turn brings its face onto the first.
  const back = turnAbout(inPlane, -deg);
  return {
    planes: [plane, { at: inPlane.at, normal: turnedDirection(back, plane.normal) }],
    motion,
    heightMm,
    hinge: inPlane,
  };
}

/** Where an axis of the bone leads before and after a fragment has moved: the mechanical or anatomical axis that results. */
export function correctedAxis(
  axis: { readonly from: PointLps; readonly to: PointLps },
  motion: RigidMotion,
): { readonly before: Triple | null; readonly after: Triple | null } {
  return { before: unit(minus(axis.to, axis.from)), after: unit(minus(moved(axis.to, motion), axis.from)) };
}
