import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Triple } from '@specola/space';
import fc from 'fast-check';
import { exactLog } from './exact-log.ts';
import { expectedErrorMm, fitPairs, residualsOf } from './fit-pairs.ts';
import { moved, type RigidMotion, turnedAndShifted } from './rigid-motion.ts';

const coordinate = fc.double({ min: -200, max: 200, noNaN: true });
const place = fc.tuple(coordinate, coordinate, coordinate);
const tangent = fc.double({ min: -3, max: 3, noNaN: true });
const motions = fc
  .tuple(fc.tuple(tangent, tangent, tangent), place)
  .map(([turn, shift]): RigidMotion => turnedAndShifted(turn as Triple, shift as Triple));

/** Six places on no plane, none symmetric to another. */
const PLACES: readonly Triple[] = [
  [12, -31, 44],
  [-55, 8, 3],
  [31, 62, -17],
  [-9, -48, -61],
  [70, 5, 28],
  [-22, 37, 80],
];

test('pairs that a rigid motion made are fitted by that motion, whatever it is', () => {
  fc.assert(
    fc.property(motions, (motion) => {
      const fit = fitPairs(PLACES.map((from) => ({ from, to: moved(from, motion) })))!;
      assert.ok(fit.freMm < 1e-9, `${fit.freMm}`);
      for (let n = 0; n < 12; n++) assert.ok(Math.abs(fit.motion[n]! - motion[n]!) < 1e-9);
    }),
  );
});

test('no other motion leaves less between pairs with errors than the fitted one', () => {
  const errors: readonly Triple[] = [
    [0.6, -0.3, 0.2],
    [-0.4, 0.5, 0.1],
    [0.2, 0.2, -0.7],
    [-0.5, -0.1, 0.3],
    [0.3, -0.6, -0.2],
    [-0.1, 0.4, 0.5],
  ];
  const truth = turnedAndShifted([0.2, -0.1, 0.3], [5, -7, 9]);
  const pairs = PLACES.map((from, n) => {
    const [x, y, z] = moved(from, truth);
    return { from, to: [x + errors[n]![0], y + errors[n]![1], z + errors[n]![2]] as Triple };
  });
  const fit = fitPairs(pairs)!;
  const rms = (motion: RigidMotion) => Math.sqrt(residualsOf(pairs, motion).reduce((sum, mm) => sum + mm * mm, 0) / 6);
  assert.ok(Math.abs(rms(fit.motion) - fit.freMm) < 1e-12);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 11 }),
      fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
      fc.boolean(),
      (at, by, down) => {
        const turn: [number, number, number] = [0, 0, 0];
        if (at % 6 < 3) turn[at % 3] = down ? -by : by;
        const shift: [number, number, number] = [0, 0, 0];
        if (at % 6 >= 3) shift[at % 3] = down ? -by : by;
        const beside = PLACES.map((from) => moved(moved(from, fit.motion), turnedAndShifted(turn, shift)));
        const left = Math.sqrt(
          beside.reduce((sum, p, n) => sum + p.reduce((s, v, c) => s + (v - pairs[n]!.to[c]!) ** 2, 0), 0) / 6,
        );
        assert.ok(left >= fit.freMm);
      },
    ),
  );
});

test('two pairs, and places on one line, fix no motion', () => {
  const line = [0, 1, 2, 3].map((n): Triple => [3 * n, -2 * n, 5 * n]);
  assert.equal(fitPairs(line.map((from) => ({ from, to: from }))), null);
  assert.equal(fitPairs(PLACES.slice(0, 2).map((from) => ({ from, to: from }))), null);
});

test('the error to expect is smallest amid the landmarks and grows with the distance from them', () => {
  const pairs = PLACES.map((from) => ({ from, to: from }));
  const amid = expectedErrorMm(pairs, 1, [4.5, 5.5, 12.8])!;
  const beside = expectedErrorMm(pairs, 1, [104, 5, 12])!;
  const far = expectedErrorMm(pairs, 1, [304, 5, 12])!;
  // Amid N landmarks the error is that of a mean: FRE / sqrt(N − 2).
  assert.ok(Math.abs(amid - 0.5) < 0.01, `${amid}`);
  assert.ok(amid < beside && beside < far);
  assert.equal(expectedErrorMm(pairs.slice(0, 3), 1, [0, 0, 0]), null);
});

test('the logarithm of sums and products is that of the engine to the last bits', () => {
  for (const x of [1e-12, 0.001, 0.1, 0.5, 0.7, 1, 1.4, 1.5, 2, 3, 1e9])
    assert.ok(Math.abs(exactLog(x) - Math.log(x)) <= 4e-16 * Math.max(1, Math.abs(Math.log(x))) * 2, `${x}`);
});
