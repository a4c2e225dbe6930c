import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEGMENTATION_FLOOR_MM } from '@specola/facts';
import { MOVE_STATES, type ThresholdMoves } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { floorInForce, uncertaintyOf } from './uncertainty-numbers.ts';

const { found, noEdge, ended, further } = MOVE_STATES;

/** Separate triangles of known areas (12, 6, 3, 30, 9 mm²), each corner of one with the same moves. */
const AREAS_MM2 = [12, 6, 3, 30, 9];
const mesh: TriMesh = {
  positions: Float32Array.from(AREAS_MM2.flatMap((area, n) => [0, 0, 7 * n, 2 * area, 0, 7 * n, 0, 1, 7 * n])),
  triangles: Uint32Array.from({ length: 15 }, (_, corner) => corner),
  frame: 'lps-mm',
};

/** Moves of each triangle: inward, outward; a state instead of a number where there is none. */
type Way = number | 'no edge' | 'ended' | 'further';
function movesOf(perTriangle: readonly (readonly [Way, Way])[]): ThresholdMoves {
  const ways = perTriangle.flatMap((pair) => [pair, pair, pair].flat());
  const stateOf = { 'no edge': noEdge, ended, further } as const;
  return {
    movesMm: Float32Array.from(ways, (way) => (typeof way === 'number' ? way : Number.NaN)),
    states: Uint8Array.from(ways, (way) => (typeof way === 'number' ? found : stateOf[way])),
  };
}

const byTenth = movesOf([
  [-0.25, 0.5],
  [-0.125, 'ended'],
  ['further', 0.75],
  [-1, 0.25],
  ['no edge', 'no edge'],
]);
const doubt = { rise: 640, noise: null, byNoise: null, byTenth };
const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 0.003, `${value} is not ${expected}`);

test('means and shares go by area, what ended is no number, and what went further counts with the limit', () => {
  const { numbers, largestMm, states } = uncertaintyOf(mesh, doubt, { limitMm: 3, floor: floorInForce(null) });
  const { byTenth: tenth } = numbers;
  assert.equal(tenth!.shiftHu, 64);
  near(tenth!.meanMm, (12 * 0.5 + 3 * 3 + 30 * 1) / 45);
  near(tenth!.inwardMeanMm, (12 * 0.25 + 6 * 0.125 + 30 * 1) / 48);
  near(tenth!.outwardMeanMm, (12 * 0.5 + 3 * 0.75 + 30 * 0.25) / 45);
  near(tenth!.mergesPercent, (100 * 6) / 51);
  near(tenth!.vanishesPercent, 0);
  near(tenth!.furtherPercent, (100 * 3) / 51);
  near(tenth!.maxMm, 3);
  near(numbers.withoutEdgePercent, (100 * 9) / 60);
  // 42 of 45 mm² lie within 1 mm, which is less than 95 %.
  near(numbers.p95Mm!, 3);
  assert.deepEqual(
    [0, 3, 6, 9, 12].map((v) => [largestMm[v], states[v]]),
    [
      [0.5, found],
      [Number.NaN, ended],
      [3, further],
      [1, found],
      [Number.NaN, noEdge],
    ],
  );
});

test('the larger of both shifts counts at each place', () => {
  const byNoise = movesOf([
    [-0.75, 0.1],
    [-0.1, 0.1],
    [-0.1, 0.1],
    [-0.2, 0.9],
    ['no edge', 'no edge'],
  ]);
  const noise = Float32Array.from({ length: 15 }, (_, v) => (v < 3 ? 40 : 20));
  const both = { ...doubt, noise, byNoise };
  const { numbers, largestMm } = uncertaintyOf(mesh, both, { limitMm: 3, floor: floorInForce(null) });
  assert.equal(largestMm[0], 0.75);
  assert.equal(largestMm[9], 1);
  near(numbers.noiseHu!.p95, 40);
  assert.ok(Math.abs(numbers.byNoise!.shiftHu - 20) < 0.1);
});

test('the budget takes the floor of the table, of the site or of the user, and more where the image or a hand asks for it', () => {
  const calm = { ...doubt, byTenth: movesOf(AREAS_MM2.map(() => [-0.2, 0.3] as const)) };
  const errorOf = (floor: ReturnType<typeof floorInForce>, used = calm) =>
    uncertaintyOf(mesh, used, { limitMm: 3, floor }).numbers.segmentationErrorMm;
  const site = { mm: 0.45, source: 'Measured on 40 of our bones', checkedOn: '2026-10-01' };
  assert.equal(errorOf(floorInForce(null)), SEGMENTATION_FLOOR_MM.value);
  assert.equal(errorOf(floorInForce(null, site)), 0.45);
  assert.equal(floorInForce(0.45, site).setBy, 'site');
  assert.deepEqual([errorOf(floorInForce(1.1, site)), floorInForce(1.1, site).setBy], [1.1, 'user']);
  near(errorOf(floorInForce(0.1)), 0.3);
  near(errorOf(floorInForce(null), doubt), 3);
  const marks = new Uint8Array(15).fill(1, 6, 9);
  const hand = { marks, floorMm: 1.25, source: 'raters' };
  const edited = uncertaintyOf(mesh, calm, { limitMm: 3, floor: floorInForce(null), hand }).numbers;
  near(edited.byHand!.percent, (100 * 3) / 60);
  assert.equal(edited.segmentationErrorMm, 1.25);
  const untouched = { ...hand, marks: new Uint8Array(15) };
  assert.equal(
    uncertaintyOf(mesh, calm, { limitMm: 3, floor: floorInForce(null), hand: untouched }).numbers.byHand,
    null,
  );
});

test('an image without an edge beside the surface says nothing, and the floor holds', () => {
  const blind = { rise: null, noise: null, byNoise: null, byTenth: null };
  const { numbers } = uncertaintyOf(mesh, blind, { limitMm: 3, floor: floorInForce(null) });
  assert.deepEqual([numbers.p95Mm, numbers.withoutEdgePercent, numbers.segmentationErrorMm], [null, 100, 0.8]);
});
