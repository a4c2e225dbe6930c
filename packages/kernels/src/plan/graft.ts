import type { PointLps, Triple } from '@specola/space';
import { moved, type RigidMotion } from '../align/rigid-motion.ts';
import {
  along,
  type CutPlane,
  degreesBetween,
  dot,
  frameToFrame,
  type Line,
  meeting,
  minus,
  scaled,
  turnedDirection,
  unit,
} from './geometry.ts';

/** What a defect is to be bridged by: straight pieces between corners, the first and last on the ends of the bone. */
export interface GraftWish {
  /** Corners of the new axis, from one end of the defect to the other; n corners make n − 1 pieces. */
  readonly corners: readonly PointLps[];
  /** The cuts of the recipient bone at both ends; their normals point into the defect. */
  readonly ends: readonly [CutPlane, CutPlane];
  /** Which way each piece’s outside looks: the side of the donor that is to lie outward. */
  readonly outward: Triple;
}

export interface Donor {
  /** Axis of the donor bone, from its distal end (the ankle) upward. */
  readonly axis: Line;
  /** Mm along the axis from its origin that is left alone at each end, to the joints. */
  readonly keepDistalMm: number;
  readonly keepProximalMm: number;
  readonly lengthMm: number;
  /** Which way the donor’s outside looks. */
  readonly outward: Triple;
  /** Bone that is lost or left between two pieces where their cuts come nearest, mm: blade and margin. */
  readonly betweenMm: number;
  /** How far the bone reaches from its axis: within it cuts may not cross. */
  readonly radiusMm: number;
  readonly shortestPieceMm: number;
}

export interface GraftPiece {
  /** In the recipient: the two cuts of this piece, normals pointing out of it. */
  readonly recipient: readonly [CutPlane, CutPlane];
  /** On the donor: the same two cuts. */
  readonly donor: readonly [CutPlane, CutPlane];
  /** From where the piece lies in the donor to where it goes. */
  readonly motion: RigidMotion;
  /** Along the axis of the donor between the two cuts. */
  readonly lengthMm: number;
  /** Degrees between each cut and the plane square to the donor's axis. */
  readonly startTiltDeg: number;
  readonly endTiltDeg: number;
  /** Mm from the donor's origin along its axis, where the cuts meet it. */
  readonly fromMm: number;
  readonly toMm: number;
}

export type GraftPlan =
  | {
      readonly kind: 'plan';
      readonly pieces: readonly GraftPiece[];
      readonly usedMm: number;
      readonly leftProximalMm: number;
    }
  | {
      readonly kind: 'refuse';
      readonly why: 'corners' | 'end-beside-axis' | 'piece-too-short' | 'donor-too-short';
      readonly piece: number;
      readonly mm: number;
    };

/**
 * Pieces of a straight donor bone (fibula, iliac crest) that bridge a defect along a broken line: between two pieces the
 * cut halves their angle, so that both faces are congruent; the outer cuts are those of the recipient. Pieces are taken
 * one after the other from the distal end, as near as the rule of the joint allows, so that donor and recipient stay in step.
 */
export function graftPlan(wish: GraftWish, donor: Donor): GraftPlan {
  const count = wish.corners.length - 1;
  const directions: Triple[] = [];
  for (let n = 0; n < count; n++) {
    const direction = unit(minus(wish.corners[n + 1]!, wish.corners[n]!));
    if (!direction) return { kind: 'refuse', why: 'corners', piece: n + 1, mm: 0 };
    directions.push(direction);
  }
  if (count < 1) return { kind: 'refuse', why: 'corners', piece: 0, mm: 0 };
  const cuts = cutsBetween(wish, directions);
  const donorAxis = unit(donor.axis.direction);
  if (!donorAxis) return { kind: 'refuse', why: 'corners', piece: 0, mm: 0 };

  const pieces: GraftPiece[] = [];
  let endBefore: Triple | null = null;
  let at = donor.keepDistalMm;
  for (let n = 0; n < count; n++) {
    const direction = directions[n]!;
    const axis: Line = { at: wish.corners[n]!, direction };
    const recipient = [outOf(cuts[n]!, direction, -1), outOf(cuts[n + 1]!, direction, 1)] as const;
    const [from, to] = [meeting(axis, recipient[0]), meeting(axis, recipient[1])];
    if (!from || !to) return { kind: 'refuse', why: 'end-beside-axis', piece: n + 1, mm: 0 };
    const lengthMm = dot(minus(to, from), direction);
    if (lengthMm < donor.shortestPieceMm) return { kind: 'refuse', why: 'piece-too-short', piece: n + 1, mm: lengthMm };
    const inRecipient = { at: from, first: direction, second: wish.outward };
    const turn = frameToFrame(inRecipient, { at: [0, 0, 0], first: donorAxis, second: donor.outward });
    if (!turn) return { kind: 'refuse', why: 'corners', piece: n + 1, mm: 0 };
    // Tilted cuts come nearest off the axis, so the pieces keep their distance there, not on it.
    const start = slopeOf(turnedDirection(turn, recipient[0].normal), donorAxis);
    at +=
      donor.radiusMm * sizeOf(endBefore === null ? start : minus(endBefore, start)) + (n === 0 ? 0 : donor.betweenMm);
    endBefore = slopeOf(turnedDirection(turn, recipient[1].normal), donorAxis);
    const inDonor = { at: along(donor.axis.at, donorAxis, at), first: donorAxis, second: donor.outward };
    const [toDonor, motion] = [frameToFrame(inRecipient, inDonor)!, frameToFrame(inDonor, inRecipient)!];
    const onDonor = (plane: CutPlane): CutPlane => ({
      at: moved(plane.at, toDonor),
      normal: turnedDirection(toDonor, plane.normal),
    });
    pieces.push({
      recipient,
      donor: [onDonor(recipient[0]), onDonor(recipient[1])],
      motion,
      lengthMm,
      startTiltDeg: tilt(recipient[0].normal, direction),
      endTiltDeg: tilt(recipient[1].normal, direction),
      fromMm: at,
      toMm: at + lengthMm,
    });
    at += lengthMm;
  }
  const reachesTo = at + donor.radiusMm * sizeOf(endBefore ?? [0, 0, 0]);
  const leftProximalMm = donor.lengthMm - reachesTo;
  if (leftProximalMm < donor.keepProximalMm)
    return { kind: 'refuse', why: 'donor-too-short', piece: count, mm: donor.keepProximalMm - leftProximalMm };
  return { kind: 'plan', pieces, usedMm: reachesTo - donor.keepDistalMm, leftProximalMm };
}

/** How fast a cut moves along the axis as one goes off it, mm for mm, as a direction square to the axis. */
function slopeOf(normal: Triple, axis: Triple): Triple {
  const rise = dot(normal, axis);
  return scaled(minus(normal, scaled(axis, rise)), -1 / rise);
}

const sizeOf = (a: Triple): number => Math.sqrt(dot(a, a));

/** The cuts in order: the first end, the halving planes, the last end; all normals along the way of the line. */
function cutsBetween({ corners, ends }: GraftWish, directions: readonly Triple[]): CutPlane[] {
  const cuts: CutPlane[] = [facing(ends[0], directions[0]!)];
  for (let n = 1; n < directions.length; n++) {
    const sum: Triple = [
      directions[n - 1]![0] + directions[n]![0],
      directions[n - 1]![1] + directions[n]![1],
      directions[n - 1]![2] + directions[n]![2],
    ];
    // Two pieces that turn right back have no halving plane; the plane square to the first is as good as any.
    cuts.push({ at: corners[n]!, normal: unit(sum) ?? directions[n]! });
  }
  cuts.push(facing(ends[1], directions.at(-1)!));
  return cuts;
}

const facing = ({ at, normal }: CutPlane, direction: Triple): CutPlane => ({
  at,
  normal: dot(normal, direction) < 0 ? scaled(normal, -1) : normal,
});

const outOf = ({ at, normal }: CutPlane, direction: Triple, sign: 1 | -1): CutPlane => ({
  at,
  normal: Math.sign(dot(normal, direction)) === sign ? normal : scaled(normal, -1),
});

const tilt = (normal: Triple, axis: Triple): number => {
  const degrees = degreesBetween(normal, axis);
  return degrees > 90 ? 180 - degrees : degrees;
};
