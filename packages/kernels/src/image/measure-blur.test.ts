import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';
import { ballPhantom, type Imaging, type SolidPhantom, slantedBoxPhantom } from '@specola/test-kit';
import { crossingPlaces } from './crossing-places.ts';
import { gaussianWeights } from './gaussian-weights.ts';
import { evenEdges, measureBlur } from './measure-blur.ts';
import { bell, bellArea, exponentialFall } from './normal-curve.ts';

test('the weights of a blur add up to one, and their variance is the one asked for, also far below a voxel', () => {
  for (const variance of [0.01, 0.09, 0.44, 1.7, 5.3]) {
    const weights = gaussianWeights(variance);
    const half = (weights.length - 1) / 2;
    let [sum, square] = [0, 0];
    weights.forEach((weight, n) => {
      sum += weight;
      square += weight * (n - half) ** 2;
    });
    assert.ok(Math.abs(sum - 1) < 1e-12);
    assert.ok(Math.abs(square / variance - 1) < 2e-3, `${square} for ${variance}`);
  }
  assert.deepEqual([...gaussianWeights(-0.02)], [1]);
});

test('the bell curve and its area are those of the tables', () => {
  for (const x of [0, 0.013, 0.7, 3.1, 41.5]) assert.ok(Math.abs(exponentialFall(x) / Math.exp(-x) - 1) < 1e-12);
  assert.ok(Math.abs(bell(1.3) - 0.171368592) < 1e-8);
  // NIST: Φ(1) = 0.841344746, Φ(−2.5) = 0.006209665.
  assert.ok(Math.abs(bellArea(1) - 0.841344746) < 1e-7);
  assert.ok(Math.abs(bellArea(-2.5) - 0.006209665) < 1e-7);
});

/** The blur as read from where the image crosses half-maximum. */
function blurOf({ volume, isoHu }: SolidPhantom) {
  const places = crossingPlaces(volume, isoHu, { linesPerSide: 40, most: 500 });
  return measureBlur(evenEdges(volume, places, { most: 300 }), spacingMmOf(volume.ijkToLps));
}

/** Point spread and the mean over a voxel together. */
function trueSigmaMm({ ijkToLps }: Volume, { inPlane, throughPlane }: NonNullable<Imaging['pointSpreadMm']>): Triple {
  return tripleOf(
    spacingMmOf(ijkToLps).map((mm, axis) => Math.sqrt((axis === 2 ? throughPlane : inPlane) ** 2 + mm ** 2 / 12)),
  );
}

for (const { pointSpreadMm, noiseHu, spacingMm, turn } of [
  {
    pointSpreadMm: { inPlane: 0.35, throughPlane: 0.4 },
    noiseHu: 18,
    spacingMm: [0.45, 0.5, 0.8],
    turn: [0.06, -0.045, 0.08],
  },
  {
    pointSpreadMm: { inPlane: 0.25, throughPlane: 0.5 },
    noiseHu: 45,
    spacingMm: [0.45, 0.5, 0.8],
    turn: [-0.2, 0.11, 0.03],
  },
  {
    pointSpreadMm: { inPlane: 0.6, throughPlane: 0.6 },
    noiseHu: 30,
    spacingMm: [0.7, 0.7, 0.7],
    turn: [0.31, 0.17, -0.25],
  },
] as const)
  test(`a point spread of ${pointSpreadMm.inPlane} and ${pointSpreadMm.throughPlane} mm at ${noiseHu} HU of noise is read from a ball within five percent`, () => {
    const phantom = ballPhantom({ radiusMm: 8.3, pointSpreadMm, noiseHu, spacingMm, turn });
    const found = blurOf(phantom)!;
    trueSigmaMm(phantom.volume, pointSpreadMm).forEach((sigma, axis) => {
      assert.ok(Math.abs(found.sigmaMm[axis]! / sigma - 1) < 0.05, `${found.sigmaMm[axis]} for ${sigma}`);
    });
    assert.ok(Math.abs(found.noise / noiseHu - 1) < 0.4, `${found.noise}`);
    assert.ok(Math.abs(found.rise - 1150) < 30);
    assert.ok(found.spreadMm < 0.05);
  });

test('a small ball, all of whose edges are bent, is read within six percent', () => {
  const phantom = ballPhantom({ radiusMm: 2.4, noiseHu: 18 });
  const [i, j, k] = blurOf(phantom)!.sigmaMm;
  const [ti, tj, tk] = trueSigmaMm(phantom.volume, { inPlane: 0.35, throughPlane: 0.4 });
  for (const ratio of [i / ti, j / tj, k / tk]) assert.ok(Math.abs(ratio - 1) < 0.06, `${ratio}`);
});

test('without an edge along the slices the point spread through them is taken to be that in them', () => {
  const phantom = slantedBoxPhantom({ sidesMm: [14, 18, 23], noiseHu: 18 });
  const { sigmaMm, edgesThrough } = blurOf(phantom)!;
  assert.ok(edgesThrough < 40);
  assert.ok(Math.abs(sigmaMm[2] - 0.43) < 0.03, `${sigmaMm[2]}`);
});

test('noise alone has no blur', () => {
  const noise = ballPhantom({ radiusMm: 5, insideHu: 52, outsideHu: 50, noiseHu: 40 });
  assert.equal(blurOf({ ...noise, isoHu: 51.5 }), null);
});

test('places where a level is crossed lie on it, and are the same each time', () => {
  const { volume, isoHu, distanceMm } = ballPhantom({ radiusMm: 6.1 });
  const options = { linesPerSide: 20, most: 90 };
  const places = crossingPlaces(volume, isoHu, options);
  assert.ok(places.length > 90 && places.length <= 270);
  const m = volume.ijkToLps;
  for (let p = 0; p < places.length; p += 3) {
    const [x, y, z] = [0, 4, 8].map(
      (r) => m[r]! * places[p]! + m[r + 1]! * places[p + 1]! + m[r + 2]! * places[p + 2]! + m[r + 3]!,
    ) as [number, number, number];
    assert.ok(Math.abs(distanceMm(x, y, z)) < 0.15);
  }
  assert.deepEqual(crossingPlaces(volume, isoHu, options), places);
});
