import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ijkToLpsFrom,
  ijkToLpsOf,
  invertIjkToLps,
  pointIjk,
  pointLps,
  signedVoxelVolumeMm3,
  spacingMmOf,
  toIjk,
  toLps,
} from './frames.ts';

test('the affine takes a voxel to where the columns and the origin say', () => {
  const m = ijkToLpsFrom([0, 0.5, 0], [-0.6, 0, 0], [0, 0, 1.25], pointLps(10, -20, 30));
  assert.deepEqual([...toLps(pointIjk(2, 3, 4), m)], [10 - 1.8, -20 + 1, 30 + 5]);
  assert.deepEqual([...spacingMmOf(m)], [0.5, 0.6, 1.25]);
});

test('a mirrored grid tells itself by a negative voxel volume', () => {
  const upright = ijkToLpsFrom([0.4, 0, 0], [0, 0.5, 0], [0, 0, 0.9], pointLps(1, 2, 3));
  const mirrored = ijkToLpsFrom([-0.4, 0, 0], [0, 0.5, 0], [0, 0, 0.9], pointLps(1, 2, 3));
  assert.ok(Math.abs(signedVoxelVolumeMm3(upright) - 0.18) < 1e-12);
  assert.ok(Math.abs(signedVoxelVolumeMm3(mirrored) + 0.18) < 1e-12);
});

test('there and back again is the same place, for any oblique or sheared grid', () => {
  // Hundredths: a step of 0.2 to 3 mm along its own axis, at most half of 0.2 along the others, so it never goes flat.
  const along = fc.integer({ min: 20, max: 300 }).map((n) => n / 100);
  const aside = fc.integer({ min: -9, max: 9 }).map((n) => n / 100);
  const far = fc.double({ min: -500, max: 500, noNaN: true });
  const rows = fc.tuple(along, aside, aside, aside, along, aside, aside, aside, along);
  fc.assert(
    fc.property(rows, fc.tuple(far, far, far), fc.tuple(far, far, far), (a, o, p) => {
      const m = ijkToLpsOf([a[0], a[1], a[2], o[0], a[3], a[4], a[5], o[1], a[6], a[7], a[8], o[2]]);
      const back = toLps(toIjk(pointLps(...p), invertIjkToLps(m)), m);
      for (let axis = 0; axis < 3; axis++) assert.ok(Math.abs(back[axis]! - p[axis]!) < 1e-6);
    }),
    { seed: 20261122, numRuns: 300 },
  );
});

test('a flat grid has no inverse, and says so', () => {
  const flat = ijkToLpsFrom([1, 0, 0], [2, 0, 0], [0, 0, 1], pointLps(0, 0, 0));
  assert.throws(() => invertIjkToLps(flat), { code: 'space/broken-promise' });
});
