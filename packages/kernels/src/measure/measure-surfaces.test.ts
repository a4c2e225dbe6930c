import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ballMesh, boxMesh, tubeMesh } from '@specola/test-kit';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { measuresOf } from './measures-of.ts';
import { surfaceDistances } from './surface-distances.ts';
import { surfaceSamples } from './surface-samples.ts';
import { wallThickness } from './wall-thickness.ts';
import { weldTriangles } from './weld-triangles.ts';

const crew = () => soloCrew(new Arena());

test('a box measures what it is: volume, area, bounds', () => {
  const { volumeMm3, areaMm2, boundsMm } = measuresOf(
    boxMesh({ sidesMm: [10, 12.5, 17], centerMm: [31, -84.25, 203] }),
  );
  assert.ok(Math.abs(volumeMm3 - 2125) < 1e-6);
  assert.ok(Math.abs(areaMm2 - 1015) < 1e-6);
  assert.deepEqual(boundsMm, { min: [26, -90.5, 194.5], max: [36, -78, 211.5] });
});

test('a soup welds to the mesh that it was made of, whatever the sign of its zeros', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })),
      ),
      (triangles) => {
        // Vertex v lies at (v, −v/3 or ±0, 2v); the first use of each vertex decides its number.
        let uses = 0;
        const corner = (v: number) => [v, (v === 0 ? (uses++ % 2 === 0 ? -0 : 0) : -v / 3) as number, 2 * v];
        const soup = Float32Array.from(triangles.flatMap((t) => t.flatMap(corner)));
        const order = [...new Set(triangles.flat())];
        const mesh = weldTriangles(soup, 'lps-mm');
        assert.deepEqual(
          [...mesh.triangles],
          triangles.flat().map((v) => order.indexOf(v)),
        );
        assert.deepEqual(mesh.positions, Float32Array.from(order.flatMap((v) => [v, v === 0 ? 0 : -v / 3, 2 * v])));
      },
    ),
    { numRuns: 200, seed: 31 },
  );
});

test('the samples of a surface stand for its whole area', () => {
  for (const mesh of [ballMesh({ radiusMm: 11 }), boxMesh({ sidesMm: [3, 4, 5] })]) {
    const { points, areasMm2 } = surfaceSamples(mesh);
    assert.equal(points.length, 3 * areasMm2.length);
    const sum = areasMm2.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum / measuresOf(mesh).areaMm2 - 1) < 1e-4);
  }
});

test('two balls of radii 20 and 20.5 are half a millimetre apart, and the sign tells which is outside', async () => {
  const small = ballMesh({ radiusMm: 20, centerMm: [3, -40, 7], rings: 120 });
  const large = ballMesh({ radiusMm: 20.5, centerMm: [3, -40, 7], rings: 120 });
  const { aToB, bToA, signedMm } = await surfaceDistances(small, large, crew());
  for (const one of [aToB, bToA]) {
    assert.ok(Math.abs(one.meanMm - 0.5) < 0.005, `mean ${one.meanMm}`);
    assert.ok(Math.abs(one.p95Mm - 0.5) < 0.01);
    assert.ok(Math.abs(one.maxMm - 0.5) < 0.01);
  }
  assert.ok(signedMm.every((d) => d < -0.49));
});

test('a shifted box is told by mean and maximum as its faces moved: two by the shift, four not at all', async () => {
  const box = boxMesh({ sidesMm: [30, 20, 10], centerMm: [1, 2, 3] });
  const shifted = boxMesh({ sidesMm: [30, 20, 10], centerMm: [1, 2, 3.2] });
  const { aToB } = await surfaceDistances(box, shifted, crew());
  assert.ok(Math.abs(aToB.maxMm - 0.2) < 1e-5);
  // Two faces of 600 of 2,200 mm² are 0.2 off; of the sides a strip of 0.2 mm at one end is off by 0.1 on average.
  const expected = (2 * 600 * 0.2 + 100 * 0.2 * 0.1) / 2200;
  assert.ok(Math.abs(aToB.meanMm - expected) < 0.002, `${aToB.meanMm} against ${expected}`);
});

test('surfaces far from each other find the way, however far', async () => {
  const { aToB } = await surfaceDistances(
    ballMesh({ radiusMm: 2 }),
    ballMesh({ radiusMm: 2, centerMm: [700, 0, 0] }),
    crew(),
  );
  assert.ok(Math.abs(aToB.maxMm - 700) < 0.05);
});

test('the wall of a box is its shortest side, the wall of a tube its radii’s difference', async () => {
  const box = await wallThickness(boxMesh({ sidesMm: [40, 30, 1.7] }), crew(), { limitMm: 5 });
  assert.equal(box.thicknessMm.filter((t) => Math.abs(t - 1.7) < 1e-5).length, 4);
  assert.equal(box.thicknessMm.filter((t) => t === Infinity).length, 8);
  const tube = await wallThickness(tubeMesh({ outerMm: 8.4, innerMm: 6.9, lengthMm: 50, around: 120 }), crew(), {
    limitMm: 5,
  });
  const walls = tube.thicknessMm.filter(Number.isFinite);
  assert.equal(walls.length, 480);
  assert.ok(walls.every((t) => Math.abs(t / 1.5 - 1) < 0.02));
});

test('the edges and corners of a solid box are no thin walls', async () => {
  const { thicknessMm } = await wallThickness(boxMesh({ sidesMm: [40, 30, 17] }), crew(), { limitMm: 5 });
  assert.ok(thicknessMm.every((t) => t === Infinity));
});
