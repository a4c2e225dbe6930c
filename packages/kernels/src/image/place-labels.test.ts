import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BrickMask, brickMaskHas, type Dimensions, ijkToLpsOf } from '@specola/space';
import { countBricks } from './brick-masks.ts';
import { placeLabels } from './place-labels.ts';

/** Label 1 fills x < 5 of 12 × 9 × 8 voxels, label 2 the rest up to x < 11. */
const dimensions: Dimensions = [12, 9, 8];
const source = {
  dimensions,
  ijkToLps: ijkToLpsOf([0.6, 0, 0, 10, 0, 0.5, 0, -20, 0, 0, 0.7, 31]),
  values: Uint8Array.from({ length: 12 * 9 * 8 }, (_, v) => (v % 12 < 5 ? 1 : v % 12 < 11 ? 2 : 0)),
};
const count = (mask: BrickMask | undefined): number => (mask ? countBricks(mask) : 0);

test('a voxel twice as long takes the label that fills most of it, where the nearest one takes either', () => {
  // Each voxel covers two by two by two of the source: x = 2, where 4 | 5 parts the labels, is half and half.
  const target = {
    dimensions: [6, 4, 4] as Dimensions,
    ijkToLps: ijkToLpsOf([1.2, 0, 0, 10.3, 0, 1, 0, -19.75, 0, 0, 1.4, 31.35]),
  };
  const { masks, exact } = placeLabels(source, target, { placing: 'share' });
  assert.equal(exact, false);
  // Of equal shares the nearest voxel decides, and the center lies halfway: up, to 2 for x = 2, to nobody for x = 5.
  assert.equal(count(masks.get(1)), 2 * 4 * 4);
  assert.equal(count(masks.get(2)), 3 * 4 * 4);
  assert.ok(brickMaskHas(masks.get(1)!, 1, 3, 3) && !brickMaskHas(masks.get(2)!, 5, 0, 0));
});

test('a finer grid has its border where the labels are half and half, to the width of its own voxels', () => {
  // A ball of 6 mm on 1 mm voxels, laid on 0.25 mm: by shares its volume stays, and steps of a whole voxel are gone.
  const n = 17;
  const inside = (x: number, y: number, z: number) => (x - 8) ** 2 + (y - 8) ** 2 + (z - 8) ** 2 < 36;
  const values = Uint8Array.from({ length: n ** 3 }, (_, v) =>
    Number(inside(v % n, Math.floor(v / n) % n, Math.floor(v / n / n))),
  );
  const ball = {
    dimensions: [n, n, n] as Dimensions,
    ijkToLps: ijkToLpsOf([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
    values,
  };
  const target = {
    dimensions: [68, 68, 68] as Dimensions,
    ijkToLps: ijkToLpsOf([0.25, 0, 0, -0.375, 0, 0.25, 0, -0.375, 0, 0, 0.25, -0.375]),
  };
  const wrong = (mask: BrickMask): number => {
    let off = 0;
    for (let k = 0; k < 68; k++)
      for (let j = 0; j < 68; j++)
        for (let i = 0; i < 68; i++)
          if (brickMaskHas(mask, i, j, k) !== inside(0.25 * i - 0.375, 0.25 * j - 0.375, 0.25 * k - 0.375)) off++;
    return off / 64;
  };
  const nearest = wrong(placeLabels(ball, target).masks.get(1)!);
  const share = wrong(placeLabels(ball, target, { placing: 'share' }).masks.get(1)!);
  assert.ok(share < 0.75 * nearest, `${share} mm³ beside the ball, ${nearest} by the nearest`);
});

test('a turned grid of the same voxels is no other grid, whatever placing is asked for', () => {
  const turned = {
    dimensions: [9, 12, 8] as Dimensions,
    ijkToLps: ijkToLpsOf([0, 0.6, 0, 10, 0.5, 0, 0, -20, 0, 0, 0.7, 31]),
  };
  const { masks, exact } = placeLabels(source, turned, { placing: 'share' });
  assert.equal(exact, true);
  assert.equal(count(masks.get(1)), 5 * 9 * 8);
  assert.ok(brickMaskHas(masks.get(2)!, 3, 10, 7));
});
