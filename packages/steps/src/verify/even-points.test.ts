import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxMesh, torusMesh } from '@specola/test-kit';
import { evenPoints } from './even-points.ts';

test('every side of a box gets its share of the area, with the side’s points in it', () => {
  const sides = new Map<string, number>();
  const points = evenPoints(boxMesh({ sidesMm: [10, 20, 40], centerMm: [5, 10, 20] }), 2800);
  assert.equal(points.length, 2800);
  for (const { at } of points) {
    const side = [0, 10, 0, 20, 0, 40].findIndex((wall, n) => Math.abs(at[n >> 1]! - wall) < 1e-9);
    assert.ok(side >= 0, `${at}`);
    sides.set('xxyyzz'[side]!, (sides.get('xxyyzz'[side]!) ?? 0) + 1);
  }
  // 2 · 20 · 40, 2 · 10 · 40 and 2 · 10 · 20 of 2800 mm²; a side begins and ends within a point of where it should.
  for (const [axis, areaMm2] of Object.entries({ x: 1600, y: 800, z: 400 }))
    assert.ok(Math.abs(sides.get(axis)! - areaMm2) <= 2, `${axis}: ${sides.get(axis)}`);
});

test('normals are of unit length, and those of a ring point away from its middle line', () => {
  for (const { at, normal } of evenPoints(torusMesh({ ringMm: 8, tubeMm: 2, around: 90, across: 40 }), 500)) {
    const around = Math.hypot(at[0], at[1]);
    const outward = [at[0] * (1 - 8 / around), at[1] * (1 - 8 / around), at[2]];
    const length = Math.hypot(...outward);
    assert.ok(Math.abs(Math.hypot(...normal) - 1) < 1e-6);
    assert.ok(normal.reduce((sum, c, axis) => sum + (c * outward[axis]!) / length, 0) > 0.995);
  }
});
