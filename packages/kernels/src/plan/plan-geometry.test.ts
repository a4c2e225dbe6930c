import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PointLps, pointLps, type Triple } from '@specola/space';
import fc from 'fast-check';
import { moved } from '../align/rigid-motion.ts';
import { angleDeg, sineAndCosine } from './exact-angle.ts';
import {
  type CutPlane,
  cross,
  degreesBetween,
  dot,
  frameToFrame,
  inFrontMm,
  lengthOf,
  minus,
  turnAbout,
  turnedDirection,
  turnOf,
  unit,
} from './geometry.ts';
import { type Donor, graftPlan } from './graft.ts';
import { passages, playOf } from './trajectory.ts';
import { wedgePlan } from './wedge.ts';

const near = (a: number, b: number, within = 1e-9) => assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);
const aDirection = fc
  .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }))
  .filter((v) => v.some((c) => c !== 0))
  .map((v) => unit(v as Triple)!);
const aPoint = fc
  .tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }))
  .map(([x, y, z]) => pointLps(x, y, z));

test('sine, cosine and the angle from them are those of the engine to a hair', () => {
  fc.assert(
    fc.property(fc.double({ min: -720, max: 720, noNaN: true }), (deg) => {
      const [sine, cosine] = sineAndCosine(deg);
      near(sine, Math.sin((deg * Math.PI) / 180), 1e-12);
      near(cosine, Math.cos((deg * Math.PI) / 180), 1e-12);
      near(angleDeg(Math.abs(sine), cosine), (Math.atan2(Math.abs(sine), cosine) * 180) / Math.PI, 1e-9);
    }),
  );
  assert.deepEqual(
    [0, 90, 180, 270].map((deg) => sineAndCosine(deg).map((one) => one + 0)),
    [
      [0, 1],
      [1, 0],
      [0, -1],
      [-1, 0],
    ],
  );
});

test('a turn about a line leaves the line where it is, keeps lengths and turns by its angle', () => {
  fc.assert(
    fc.property(aPoint, aDirection, fc.integer({ min: -179, max: 179 }), aPoint, (at, direction, deg, point) => {
      const turn = turnAbout({ at, direction }, deg);
      const onLine: Triple = [at[0] + 7 * direction[0], at[1] + 7 * direction[1], at[2] + 7 * direction[2]];
      near(lengthOf(minus(moved(onLine, turn), onLine)), 0, 1e-8);
      near(lengthOf(minus(moved(point, turn), moved(at, turn))), lengthOf(minus(point, at)), 1e-8);
      near(turnOf(turn).deg, Math.abs(deg), 1e-6);
    }),
  );
  // Right-handed: a quarter turn about z takes x to y.
  const quarter = turnedDirection(turnAbout({ at: pointLps(0, 0, 0), direction: [0, 0, 1] }, 90), [1, 0, 0]);
  near(quarter[1], 1);
});

test('a frame goes onto a frame: origin, first axis, and the second as near as the first allows', () => {
  fc.assert(
    fc.property(
      aPoint,
      aDirection,
      aDirection,
      aPoint,
      aDirection,
      aDirection,
      (at, first, second, to, onto, beside) => {
        fc.pre(lengthOf(cross(first, second)) > 0.1 && lengthOf(cross(onto, beside)) > 0.1);
        const motion = frameToFrame({ at, first, second }, { at: to, first: onto, second: beside })!;
        near(lengthOf(minus(moved(at, motion), to)), 0, 1e-7);
        near(degreesBetween(turnedDirection(motion, first), onto), 0, 1e-5);
        assert.ok(dot(turnedDirection(motion, second), cross(cross(onto, beside), onto)) > 0);
      },
    ),
  );
});

test('a ten degree opening wedge gapes by the chord at the far cortex, and a closing one brings its faces together', () => {
  const plane: CutPlane = { at: pointLps(5, 7, 100), normal: [0, 0, 1] };
  const hinge = { at: pointLps(30, 7, 101), direction: [0, 1, 0.001] as Triple };
  const far = pointLps(-20, 7, 100);
  const opening = wedgePlan(plane, hinge, { kind: 'opening', deg: 10, far })!;
  // Chord of 10 degrees at a radius of 50 mm: 2 · 50 · sin 5°.
  near(opening.heightMm, 8.715574274765817, 1e-6);
  const lifted = moved(far, opening.motion);
  near(lengthOf(minus(lifted, far)), opening.heightMm, 1e-6);
  assert.ok(lifted[2] > far[2], 'the gap opens on the far side');
  const closing = wedgePlan(plane, hinge, { kind: 'closing', deg: 10, far })!;
  const second = closing.planes[1]!;
  near(degreesBetween(plane.normal, second.normal), 10, 1e-6);
  // A point of the second face lands on the first.
  const onSecond = moved(far, turnAbout(closing.hinge, -10));
  near(inFrontMm(second, onSecond), 0, 1e-9);
  near(inFrontMm(plane, moved(onSecond, closing.motion)), 0, 1e-9);
  assert.equal(wedgePlan(plane, { at: far, direction: [0, 0, 1] }, { kind: 'opening', deg: 5, far }), null);
});

const DONOR: Donor = {
  axis: { at: pointLps(100, 50, -400), direction: [0, 0, 1] },
  keepDistalMm: 75,
  keepProximalMm: 80,
  lengthMm: 350,
  outward: [1, 0, 0],
  betweenMm: 1.5,
  radiusMm: 6,
  shortestPieceMm: 20,
};
const wish = (corners: PointLps[], first: Triple, last: Triple) => ({
  corners,
  ends: [
    { at: corners[0]!, normal: first },
    { at: corners.at(-1)!, normal: last },
  ] as const,
  outward: [0, 0, 1] as Triple,
});

test('a mandible of two pieces at 120 degrees gets the lengths and miters that geometry gives by hand', () => {
  // Corners on the x axis, then 60 degrees to its side: pieces of 40 and 30 mm, square ends, so one joint of 30 degrees each.
  const bend = pointLps(40, 0, 0);
  const end = pointLps(40 + 15, 30 * Math.sqrt(0.75), 0);
  const plan = graftPlan(wish([pointLps(0, 0, 0), bend, end], [1, 0, 0], [0.5, Math.sqrt(0.75), 0]), DONOR);
  assert.ok(plan.kind === 'plan');
  const [one, two] = plan.pieces;
  near(one!.lengthMm, 40, 1e-9);
  near(two!.lengthMm, 30, 1e-6);
  near(one!.startTiltDeg, 0, 1e-6);
  near(one!.endTiltDeg, 30, 1e-6);
  near(two!.startTiltDeg, 30, 1e-6);
  near(two!.endTiltDeg, 0, 1e-6);
  near(one!.fromMm, 75, 1e-9);
  // Between them: 1.5 mm where they come nearest; both cuts tilt by 30 degrees towards each other, 6 mm off the axis.
  near(two!.fromMm, 75 + 40 + 1.5 + 2 * 6 * Math.tan(Math.PI / 6), 1e-6);
});

test('donor and recipient stay in step: each cut of the donor goes onto its cut of the recipient, faces of neighbors meet', () => {
  const corner = fc.tuple(
    fc.integer({ min: 22, max: 60 }),
    fc.integer({ min: -35, max: 35 }),
    fc.integer({ min: -15, max: 15 }),
  );
  fc.assert(
    fc.property(fc.array(corner, { minLength: 1, maxLength: 3 }), fc.integer({ min: -20, max: 20 }), (steps, slant) => {
      const corners = [pointLps(3, -5, 11)];
      for (const [x, y, z] of steps)
        corners.push(pointLps(corners.at(-1)![0] + x, corners.at(-1)![1] + y, corners.at(-1)![2] + z));
      const plan = graftPlan(wish(corners, unit([1, slant / 100, 0])!, unit([1, 0, slant / 100])!), {
        ...DONOR,
        lengthMm: 900,
        shortestPieceMm: 5,
      });
      if (plan.kind !== 'plan') return;
      for (const piece of plan.pieces)
        for (const end of [0, 1] as const) {
          const { at, normal } = piece.donor[end];
          near(inFrontMm(piece.recipient[end], moved(at, piece.motion)), 0, 1e-6);
          near(degreesBetween(turnedDirection(piece.motion, normal), piece.recipient[end].normal), 0, 1e-4);
        }
      plan.pieces.slice(1).forEach((piece, n) => {
        const before = plan.pieces[n]!;
        near(degreesBetween(piece.recipient[0].normal, before.recipient[1].normal), 180, 1e-4);
        near(inFrontMm(before.recipient[1], piece.recipient[0].at), 0, 1e-6);
        // On the donor no two cuts come nearer than the blade, anywhere on a bone of 6 mm radius.
        for (let turn = 0; turn < 360; turn += 5) {
          const off: Triple = [6 * Math.cos((turn * Math.PI) / 180), 6 * Math.sin((turn * Math.PI) / 180), 0];
          const height = ({ at, normal }: CutPlane) =>
            at[2] - (normal[0] * (100 + off[0] - at[0]) + normal[1] * (50 + off[1] - at[1])) / normal[2];
          assert.ok(height(piece.donor[0]) - height(before.donor[1]) > 1.5 - 1e-6);
        }
      });
    }),
  );
});

test('a piece that is too short and a donor that ends too soon are refused with what is missing', () => {
  const short = graftPlan(wish([pointLps(0, 0, 0), pointLps(15, 0, 0)], [1, 0, 0], [1, 0, 0]), DONOR);
  assert.deepEqual(short, { kind: 'refuse', why: 'piece-too-short', piece: 1, mm: 15 });
  const long = graftPlan(wish([pointLps(0, 0, 0), pointLps(200, 0, 0)], [1, 0, 0], [1, 0, 0]), DONOR);
  assert.deepEqual(long, { kind: 'refuse', why: 'donor-too-short', piece: 1, mm: 5 });
});

/** 20 × 30 × 100 mm from (5, −7, 11); its faces are cut along one diagonal each. */
const BOX = { low: [5, -7, 11] as const, high: [25, 23, 111] as const };
const BOX_MESH = {
  positions: Float32Array.from(
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [0, 1, 2].map((axis) => (n & (1 << axis) ? BOX.high : BOX.low)[axis]!)),
  ),
  triangles: Uint32Array.of(
    0,
    2,
    1,
    1,
    2,
    3,
    4,
    5,
    6,
    5,
    7,
    6,
    0,
    1,
    4,
    1,
    5,
    4,
    2,
    6,
    3,
    3,
    6,
    7,
    0,
    4,
    2,
    2,
    4,
    6,
    1,
    3,
    5,
    3,
    7,
    5,
  ),
  frame: 'lps-mm' as const,
};

test('an axis through corners, edges and diagonals of a box goes in and out once, where the six planes say', () => {
  const onGrid = fc
    .tuple(fc.nat(4), fc.nat(4), fc.nat(4))
    .map((steps) => steps.map((n, axis) => BOX.low[axis]! + (n / 4) * (BOX.high[axis]! - BOX.low[axis]!)));
  fc.assert(
    fc.property(onGrid, onGrid, fc.constantFrom(-1, 0, 0.5), (from, to, back) => {
      const way = from.map((value, axis) => to[axis]! - value);
      fc.pre(way.some((value) => value !== 0));
      // Points of the box at which the way along an axis would run inside a face have no inside to tell.
      fc.pre(
        way.every((value, axis) => value !== 0 || (from[axis]! > BOX.low[axis]! && from[axis]! < BOX.high[axis]!)),
      );
      const length = Math.hypot(...way);
      const entry = from.map((value, axis) => value + back * way[axis]!);
      let [first, last] = [-Infinity, Infinity];
      for (let axis = 0; axis < 3; axis++) {
        if (way[axis] === 0) continue;
        const ends = [BOX.low, BOX.high].map((end) => ((end[axis]! - entry[axis]!) * length) / way[axis]!);
        first = Math.max(first, Math.min(...ends));
        last = Math.min(last, Math.max(...ends));
      }
      fc.pre(last - first > 1e-3);
      const ways = passages(
        {
          entry: pointLps(...(entry as [number, number, number])),
          tip: pointLps(...(entry.map((value, axis) => value + way[axis]!) as [number, number, number])),
        },
        BOX_MESH,
      );
      assert.equal(ways.length, 2);
      near(ways[0]!, first, 1e-3);
      near(ways[1]!, last, 1e-3);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test('play tilts a guided tool as the published sleeves say', () => {
  // 0.5 mm of play over 15 mm, 30 mm below: 1.9 degrees and 1.25 mm; 0.41 over 4 mm: 5.85 degrees.
  near(playOf({ playMm: 0.5, guidedMm: 15, depthMm: 30 }).offsetMm, 1.25);
  near(angleDeg(0.5, 15), 1.909, 1e-3);
  near(angleDeg(0.41, 4), 5.852, 1e-3);
});
