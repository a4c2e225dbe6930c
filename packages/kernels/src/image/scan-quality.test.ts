import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ball, box, cylinder, imageScene, join, type Solid } from '@specola/phantom';
import { type Dimensions, ijkToLpsFrom, pointLps, type Volume } from '@specola/space';
import { endContactMm2 } from './end-contact.ts';
import { rimContact } from './rim-contact.ts';
import { sliceShifts } from './slice-shifts.ts';
import { tissueNoiseHu } from './tissue-noise.ts';

const SPACING = [0.9, 0.8, 1.1] as const;

/** Solids in air on a grid whose voxel (0,0,0) lies at the origin. */
function imaged(
  parts: readonly [Solid, number][],
  { dimensions = [90, 100, 40] as Dimensions, noiseHu = 0 } = {},
): Volume {
  return imageScene(
    {
      parts: parts.map(([solid, hu], n) => ({ name: `part ${n}`, solid, hu })),
      backgroundHu: -1000,
      originLps: [0, 0, 0],
    },
    {
      dimensions,
      ijkToLps: ijkToLpsFrom([SPACING[0], 0, 0], [0, SPACING[1], 0], [0, 0, SPACING[2]], pointLps(0, 0, 0)),
      pointSpreadMm: { inPlane: 0.5, throughPlane: 0.5 },
      noiseHu,
      noiseGrainMm: 0.5,
      seed: 11,
      samplesPerVoxel: [2, 2, 2],
    },
    (length) => new Int16Array(length),
  );
}

const limb = (center: readonly [number, number]) =>
  cylinder([center[0], center[1], 22], [0, 0, 1], { radiusMm: 26, halfLengthMm: 60 });
const BODY = { aboveHu: -250, depthMm: 12, stretchMm: 12 };

test('the noise of tissue is measured, whatever lies beside it', () => {
  for (const noiseHu of [9, 33]) {
    const bone = ball([46, 40, 22], 9);
    const found = tissueNoiseHu(
      imaged(
        [
          [limb([42, 41]), 45],
          [bone, 1100],
        ],
        { noiseHu },
      ),
      { fromHu: -50, toHu: 150 },
    )!;
    assert.ok(Math.abs(found / noiseHu - 1) < 0.2, `${found} HU for ${noiseHu}`);
  }
  // Too little tissue; and bone beside air, whose edges have the mean of tissue.
  assert.equal(tissueNoiseHu(imaged([[ball([46, 40, 22], 4), 45]]), { fromHu: -50, toHu: 150 }), null);
  assert.equal(tissueNoiseHu(imaged([[ball([40, 40, 22], 24), 400]]), { fromHu: -50, toHu: 150 }), null);
});

test('a body within the field touches no rim; one that leaves on one side runs on; on both the field is too narrow', () => {
  assert.equal(rimContact(imaged([[limb([40, 40]), 45]]), BODY), null);
  const right = rimContact(imaged([[limb([9, 40]), 45]]), BODY)!;
  assert.deepEqual([right.slices.length, right.acrossSlices.length], [40, 0]);
  assert.ok(right.outwardLps[0] < -0.9, 'to the side of low x');
  // The chord of a circle of 26 mm at 9 mm from its center.
  assert.ok(Math.abs(right.longestMm - 2 * Math.sqrt(26 * 26 - 9 * 9)) < 4, `${right.longestMm} mm`);
  const narrow = rimContact(imaged([[limb([17.5, 40]), 45]], { dimensions: [40, 100, 40] }), BODY)!;
  assert.equal(narrow.acrossSlices.length, 40);
});

test('a field within the body has no side in view: it is told apart from one that is too narrow', () => {
  const contact = rimContact(imaged([[box([40, 40, 22], [200, 200, 200]), 45]]), BODY)!;
  assert.deepEqual([contact.aroundSlices.length, contact.acrossSlices.length], [40, 0]);
});

test('a table and a sheet that cross the rim are no body', () => {
  const table = box([40, 74, 22], [90, 2.5, 60]);
  assert.equal(
    rimContact(
      imaged([
        [limb([40, 40]), 45],
        [table, 200],
      ]),
      BODY,
    ),
    null,
  );
});

test('what is cut at the ends of a scan is measured by its area', () => {
  const shaft = cylinder([40, 40, 0], [0, 0, 1], { radiusMm: 10, halfLengthMm: 30 });
  const { first, last } = endContactMm2(imaged([[shaft, 1200]]), 226);
  assert.ok(Math.abs(first - Math.PI * 100) < 60, `${first} mm²`);
  assert.equal(last, 0);
});

test('a jump between slices is measured to a tenth of a millimeter, and nothing else jumps', () => {
  const still = imaged(
    [
      [limb([42, 41]), 45],
      [ball([46, 40, 22], 9), 1100],
    ],
    { noiseHu: 15 },
  );
  const { jumpsMm, usualMm } = sliceShifts(still);
  for (const [k, { lengthMm }] of jumpsMm.entries())
    assert.ok(lengthMm < 0.8 || lengthMm < 6 * (usualMm[k]! + 0.05), `pair ${k}`);
  const [nx, ny, nz] = still.dimensions;
  const values = still.values.slice();
  for (let k = 25; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++)
        values[i + nx * (j + ny * k)] = still.values[Math.min(nx - 1, i + 3) + nx * (Math.max(0, j - 2) + ny * k)]!;
  const moved = sliceShifts({ ...still, values });
  const largest = moved.jumpsMm.reduce((a, b) => (b.lengthMm > a.lengthMm ? b : a));
  assert.equal(moved.jumpsMm.indexOf(largest), 24);
  // The later slices are read 3 pixels to the left and 2 up: they must be read 3 back and 2 down to lie over the others.
  assert.ok(
    Math.abs(largest.i + 3 * SPACING[0]) < 0.1 && Math.abs(largest.j - 2 * SPACING[1]) < 0.1,
    `${largest.i}, ${largest.j}`,
  );
  assert.ok(moved.explained[24]! > 0.9 && moved.contrastKept[24]! > 0.95);
});

test('anatomy that ends in a slice is not explained by a shift', () => {
  const arm = box([55, 41, 14], [25, 6, 9]);
  const post = box([38, 41, 22], [6, 6, 60]);
  const { jumpsMm, explained, contrastKept } = sliceShifts(imaged([[join(0, arm, post), 900]]));
  for (const [k, { lengthMm }] of jumpsMm.entries())
    assert.ok(lengthMm < 0.8 || explained[k]! < 0.4 || contrastKept[k]! < 0.9, `pair ${k}: ${lengthMm} mm`);
});
