import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BrickMask,
  brickMaskHas,
  ijkToLpsOf,
  type PlanarContour,
  type Triple,
  toLps,
  tripleOf,
} from '@specola/space';
import fc from 'fast-check';
import { countBricks } from './brick-masks.ts';
import { fillContours } from './fill-contours.ts';
import { fillPolygon } from './fill-polygon.ts';
import { placeLabels } from './place-labels.ts';

/** A turn about z by 3-4-5, unequal spacing, off zero. */
const GRID = {
  dimensions: [41, 37, 11] as const,
  ijkToLps: ijkToLpsOf([0.4, -0.36, 0, -10.25, 0.3, 0.48, 0, -20.5, 0, 0, 1.25, 30.75]),
};

/** A polygon of corners in voxels (i, j) at slice k, as it lies in the patient. */
const contour = (corners: readonly (readonly [number, number])[], k: number, exclusive = false): PlanarContour => ({
  pointsLps: Float64Array.from(corners.flatMap(([i, j]) => [...toLps([i, j, k], GRID.ijkToLps)])),
  exclusive,
});
const square = (from: number, to: number) =>
  [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
  ] as const;

const voxelsOf = (mask: BrickMask): string[] => {
  const [nx, ny, nz] = mask.dimensions;
  const found: string[] = [];
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) if (brickMaskHas(mask, i, j, k)) found.push(`${i} ${j} ${k}`);
  return found;
};

test('a triangle fills exactly the voxels whose centers lie in it, by the sign of three areas', () => {
  const corners = [
    [3.3, 2.1],
    [30.7, 9.4],
    [11.2, 33.9],
  ] as const;
  const { mask, planes, alongSlices } = fillContours([contour(corners, 4)], GRID);
  const side = (a: readonly number[], b: readonly number[], p: readonly number[]) =>
    (b[0]! - a[0]!) * (p[1]! - a[1]!) - (b[1]! - a[1]!) * (p[0]! - a[0]!);
  const expected: string[] = [];
  for (let j = 0; j < 37; j++)
    for (let i = 0; i < 41; i++)
      if ([0, 1, 2].every((n) => side(corners[n]!, corners[(n + 1) % 3]!, [i, j]) > 0)) expected.push(`${i} ${j} 4`);
  assert.deepEqual(voxelsOf(mask), expected);
  assert.deepEqual([planes, alongSlices], [1, true]);
});

test('holes: a contour within a contour, exclusive contours, and a keyhole give the same ring', () => {
  const ring = voxelsOf(fillContours([contour(square(4.5, 20.5), 3), contour(square(8.5, 14.5), 3)], GRID).mask);
  assert.equal(ring.length, 16 * 16 - 6 * 6);
  const exclusive = fillContours([contour(square(8.5, 14.5), 3, true), contour(square(4.5, 20.5), 3, true)], GRID);
  assert.deepEqual(voxelsOf(exclusive.mask), ring);
  const keyhole = [
    ...square(4.5, 20.5),
    [4.5, 4.5],
    [8.5, 8.5],
    [8.5, 14.5],
    [14.5, 14.5],
    [14.5, 8.5],
    [8.5, 8.5],
    [4.5, 4.5],
  ] as const;
  assert.deepEqual(voxelsOf(fillContours([contour(keyhole, 3)], GRID).mask), ring);
  const island = fillContours(
    [square(4.5, 20.5), square(8.5, 14.5), square(10.5, 12.5)].map((corners) => contour(corners, 3)),
    GRID,
  );
  assert.equal(countBricks(island.mask), ring.length + 4);
  assert.equal(island.holes, 2);
});

test('contours that overlap are joined, a copy is counted once, one without area is left out', () => {
  const filled = fillContours(
    [
      contour(square(4.5, 12.5), 3),
      contour(square(10.5, 16.5), 3),
      contour(square(4.5, 12.5), 3),
      contour(
        [
          [1, 1],
          [5, 5],
          [9, 9],
        ],
        3,
      ),
    ],
    GRID,
  );
  assert.equal(countBricks(filled.mask), 64 + 36 - 4);
  assert.deepEqual([filled.copies, filled.leftOut, filled.holes], [1, 1, 0]);
});

test('planes three slices apart fill the slices between them, halfway; the ends reach half as far', () => {
  const { mask, gapMm } = fillContours(
    [2, 5, 8].map((k) => contour(square(4.5, 8.5), k)),
    GRID,
  );
  const slices = [...new Set(voxelsOf(mask).map((voxel) => Number(voxel.split(' ')[2])))];
  assert.deepEqual(slices, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(Math.abs(gapMm - 3.75) < 1e-9);
  const alone = fillContours([contour(square(4.5, 8.5), 5)], GRID);
  assert.deepEqual([...new Set(voxelsOf(alone.mask).map((voxel) => voxel.split(' ')[2]))], ['5']);
});

test('planes across the slices fill a ball as well as planes along them', () => {
  const center: Triple = [-6.5, -6.25, 37.5];
  const radius = 4.6;
  const balls = ([u, v, n]: readonly Triple[], stepMm: number) => {
    const contours: PlanarContour[] = [];
    for (let h = -radius + stepMm / 2; h < radius; h += stepMm) {
      const r = Math.sqrt(radius * radius - h * h);
      const points = Array.from({ length: 180 }, (_, a) => {
        const [c, s] = [r * Math.cos((a * Math.PI) / 90), r * Math.sin((a * Math.PI) / 90)];
        return center.map((at, axis) => at + h * n![axis]! + c * u![axis]! + s * v![axis]!);
      });
      contours.push({ pointsLps: Float64Array.from(points.flat()), exclusive: false });
    }
    return fillContours(contours, GRID);
  };
  const voxelMm3 = 0.5 * 0.6 * 1.25;
  const truth = (4 / 3) * Math.PI * radius ** 3;
  for (const [directions, stepMm, along] of [
    [
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      1.25,
      true,
    ],
    [
      [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      0.5,
      false,
    ],
    [
      [
        [0.6, 0.8, 0],
        [0, 0, 1],
        [0.8, -0.6, 0],
      ],
      0.4,
      false,
    ],
    [
      [
        [0.6, 0, 0.8],
        [0, 1, 0],
        [-0.8, 0, 0.6],
      ],
      0.7,
      false,
    ],
  ] as const) {
    const { mask, alongSlices } = balls(directions as unknown as Triple[], stepMm);
    assert.equal(alongSlices, along);
    const volume = countBricks(mask) * voxelMm3;
    assert.ok(Math.abs(volume - truth) < 0.04 * truth, `${volume} and ${truth} mm³ for ${directions}`);
    // No voxel lies where no ball is.
    for (const voxel of voxelsOf(mask)) {
      const at = toLps(tripleOf(voxel.split(' ').map(Number)), GRID.ijkToLps);
      assert.ok(Math.hypot(...at.map((x, n) => x - center[n]!)) < radius + 1.1);
    }
  }
});

test('polygons that share an edge share no pixel and leave none out, wherever the edge runs', () => {
  const at = fc.double({ min: -2, max: 14, noNaN: true });
  fc.assert(
    fc.property(at, at, at, at, (x1, x2, x3, x4) => {
      // A strip cut by a broken line into a left and a right part.
      const cut = [
        [x1, -1],
        [x2, 4],
        [x3, 7.5],
        [x4, 12],
      ];
      const left = [[-3, -1], ...cut, [-3, 12]];
      const right = [[15, 12], ...[...cut].reverse(), [15, -1]];
      const sum = new Uint8Array(144);
      for (const corners of [left, right]) {
        const out = new Uint8Array(144);
        fillPolygon(
          Float64Array.from(corners, ([x]) => x!),
          Float64Array.from(corners, ([, y]) => y!),
          {
            width: 12,
            height: 12,
            out,
          },
        );
        out.forEach((value, v) => {
          sum[v] = sum[v]! + value;
        });
      }
      assert.ok(sum.every((value) => value === 1));
    }),
    { seed: 20_261_125, numRuns: 300 },
  );
});

test('labels come onto a turned, cut grid voxel for voxel, and what lies outside is counted', () => {
  const values = Int16Array.from({ length: 5 * 4 * 3 }, (_, v) => (v % 7 === 0 ? 3 : v % 5 === 0 ? 2 : 0));
  const source = {
    dimensions: [5, 4, 3] as const,
    ijkToLps: ijkToLpsOf([0.5, 0, 0, 1, 0, 0.75, 0, 2, 0, 0, 2, 3]),
    values,
  };
  // i runs along −y, j along x, k along −z; one slice of x is missing.
  const target = {
    dimensions: [4, 4, 3] as const,
    ijkToLps: ijkToLpsOf([0, 0.5, 0, 1, -0.75, 0, 0, 4.25, 0, 0, -2, 7]),
  };
  const placed = placeLabels(source, target);
  assert.equal(placed.exact, true);
  for (const label of [2, 3]) {
    const expected: string[] = [];
    let outside = 0;
    values.forEach((value, v) => {
      if (value !== label) return;
      const [i, j, k] = [v % 5, Math.floor(v / 5) % 4, Math.floor(v / 20)];
      if (i === 4) outside++;
      else expected.push(`${3 - j} ${i} ${2 - k}`);
    });
    assert.deepEqual(voxelsOf(placed.masks.get(label)!).sort(), expected.sort());
    assert.equal(placed.counts.get(label)!.outside, outside);
  }
});

test('labels of a coarser, shifted grid keep their volume within a few percent on a finer one', () => {
  const dimensions = [20, 18, 16] as const;
  const values = Int16Array.from({ length: 20 * 18 * 16 }, (_, v) => {
    const [i, j, k] = [v % 20, Math.floor(v / 20) % 18, Math.floor(v / 360)];
    return Math.hypot(i - 9.5, j - 8.2, k - 7.7) < 6.3 ? 9 : 0;
  });
  const source = { dimensions, values, ijkToLps: ijkToLpsOf([1, 0, 0, -9, 0, 1, 0, -8, 0, 0, 1, -7]) };
  const target = {
    dimensions: [60, 50, 40] as const,
    ijkToLps: ijkToLpsOf([0.32, -0.24, 0, -6.2, 0.24, 0.32, 0, -14.1, 0, 0, 0.45, -8.3]),
  };
  const placed = placeLabels(source, target);
  assert.equal(placed.exact, false);
  const volume = countBricks(placed.masks.get(9)!) * 0.4 * 0.4 * 0.45;
  const truth = values.filter((value) => value === 9).length;
  assert.ok(Math.abs(volume - truth) < 0.02 * truth, `${volume} and ${truth}`);
});
