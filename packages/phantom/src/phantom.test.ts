import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointLps, type Triple, tripleOf } from '@specola/space';
import {
  anklePhantom,
  ball,
  box,
  capsule,
  carve,
  cylinder,
  distanceToSurfaceMm,
  gridAround,
  imageScene,
  join,
  meet,
  roundCone,
  type Scanner,
  type Solid,
  shell,
  slantedBox,
  torus,
  volumeInGridMm3,
} from './index.ts';

const AXES: readonly [Triple, Triple, Triple] = [
  [2 / 3, 2 / 3, -1 / 3],
  [-1 / 3, 2 / 3, 2 / 3],
  [2 / 3, -1 / 3, 2 / 3],
];
const dimensions = [61, 67, 43] as const;
const ijkToLps = gridAround(pointLps(4.2, -7.9, 11.3), {
  dimensions,
  spacingMm: [0.61, 0.57, 0.93],
  turn: [0.07, -0.05, 0.09],
});
const grid = { dimensions, ijkToLps, originLps: [0, 0, 0] as Triple };

const near = (got: number, known: number, relative: number) =>
  assert.ok(Math.abs(got / known - 1) < relative, `${got} for ${known}`);

test('measured volumes of the solids are those of the formulas', () => {
  const c: Triple = [4.1, -8, 11];
  const known: readonly (readonly [Solid, number])[] = [
    [ball(c, 9.3), (4 / 3) * Math.PI * 9.3 ** 3],
    [box(c, [7, 9, 11]), 8 * 7 * 9 * 11],
    [slantedBox(c, [6, 7, 8.5], AXES), 8 * 6 * 7 * 8.5],
    [cylinder(c, [2 / 3, 2 / 3, -1 / 3], { radiusMm: 6, halfLengthMm: 8 }), Math.PI * 36 * 16],
    [torus(c, [2 / 3, -1 / 3, 2 / 3], { ringMm: 9, tubeMm: 3 }), 2 * Math.PI ** 2 * 9 * 9],
    [capsule([1, -10, 8], [7, -5, 13], 5), Math.PI * 25 * Math.sqrt(86) + (4 / 3) * Math.PI * 125],
    [shell(ball(c, 9.3), 2), (4 / 3) * Math.PI * (9.3 ** 3 - 7.3 ** 3)],
    [
      carve(0, box(c, [7, 9, 11]), cylinder(c, [0, 0, 1], { radiusMm: 4, halfLengthMm: 30 })),
      8 * 693 - 16 * Math.PI * 22,
    ],
    // Frustum between the circles of contact, and the two caps: by the hull of two balls (radii 6 and 3, 10 apart).
    [roundCone([4, -8, 6], 6, [4, -8, 16], 3), hullOfTwoBalls(6, 3, 10)],
  ];
  for (const [solid, volume] of known) near(volumeInGridMm3(solid, grid), volume, 1e-3);
});

function hullOfTwoBalls(a: number, b: number, apart: number): number {
  const lean = (a - b) / apart;
  const across = Math.sqrt(1 - lean * lean);
  const cap = (r: number, height: number) => (Math.PI * height * height * (3 * r - height)) / 3;
  const [ra, rb] = [a * across, b * across];
  const frustum = ((Math.PI * (apart - (a - b) * lean)) / 3) * (ra * ra + ra * rb + rb * rb);
  return frustum + cap(a, a * (1 + lean)) + cap(b, b * (1 - lean));
}

test('a solid simplified for a ball has the same values in it, and no value changes faster than the place', () => {
  const solid = carve(
    1.5,
    join(4, roundCone([0, 0, 0], 6, [3, 14, 9], 3), ball([8, 2, 1], 5), box([0, -9, 2], [4, 5, 6], 1)),
    meet(2, ball([2, 3, 12], 8), slantedBox([1, 2, 9], [9, 3, 4], AXES)),
  );
  let seed = 17;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  for (let n = 0; n < 400; n++) {
    const [x, y, z] = [40 * random() - 18, 44 * random() - 20, 36 * random() - 15];
    const radius = 4 * random();
    const simpler = solid.within(x, y, z, radius);
    for (let m = 0; m < 20; m++) {
      const step = tripleOf([0, 1, 2].map(() => (radius / 1.8) * (2 * random() - 1)));
      const there = [x + step[0], y + step[1], z + step[2]] as const;
      const value = solid.distance(...there);
      assert.equal(simpler.distance(...there), value);
      const moved = Math.sqrt(step[0] ** 2 + step[1] ** 2 + step[2] ** 2);
      assert.ok(Math.abs(value - solid.distance(x, y, z)) <= moved + 1e-12);
    }
  }
});

test('the true distance is found where a blend makes the value smaller', () => {
  // Two planes at right angles, blended: on the bisector the surface lies where the quadratic blend puts it.
  const solid = join(6, box([-50, 0, 0], [50, 90, 90]), box([0, -50, 0], [90, 50, 90]));
  const onBisector = 6 / 4;
  const away = 0.4 / Math.SQRT2;
  near(distanceToSurfaceMm(solid, onBisector + away, onBisector + away, 3), 0.4, 1e-6);
  assert.ok(Math.abs(solid.distance(onBisector + away, onBisector + away, 3)) < 0.3);
});

const scanner: Scanner = {
  dimensions,
  ijkToLps,
  pointSpreadMm: { inPlane: 0.5, throughPlane: 0.7 },
  noiseHu: 0,
  noiseGrainMm: 0.6,
  seed: 5,
  samplesPerVoxel: [2, 2, 2],
};
const lend = (length: number) => new Int16Array(length);

test('an empty scene has the mean and the noise that were asked for, the same for the same seed', () => {
  const image = (seed: number) =>
    imageScene({ parts: [], backgroundHu: 40, originLps: [0, 0, 0] }, { ...scanner, noiseHu: 21, seed }, lend).values;
  const values = image(5);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  assert.ok(Math.abs(mean - 40) < 0.5, `mean ${mean}`);
  assert.ok(Math.abs(deviation - 21) < 0.5, `deviation ${deviation}`);
  assert.deepEqual(image(5), values);
  assert.notDeepEqual(image(6), values);
});

test('a small bright bead is spread by the variance of the point spread and the voxel', () => {
  const [radius, hu] = [1.3, 3000];
  const { values } = imageScene(
    { parts: [{ name: 'bead', solid: ball([4.2, -7.9, 11.3], radius), hu }], backgroundHu: 0, originLps: [0, 0, 0] },
    { ...scanner, samplesPerVoxel: [6, 6, 8] },
    lend,
  );
  const spacing = [0.61, 0.57, 0.93];
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  let total = 0;
  values.forEach((value, v) => {
    const at = [v % 61, Math.floor(v / 61) % 67, Math.floor(v / (61 * 67))];
    total += value;
    at.forEach((index, axis) => {
      sums[axis]! += value * index * spacing[axis]!;
      squares[axis]! += value * (index * spacing[axis]!) ** 2;
    });
  });
  [0.5, 0.5, 0.7].forEach((sigma, axis) => {
    const variance = squares[axis]! / total - (sums[axis]! / total) ** 2;
    // A ball's own variance is r²/5, a voxel's h²/12.
    near(variance, sigma ** 2 + radius ** 2 / 5 + spacing[axis]! ** 2 / 12, 0.01);
  });
});

test('in the ankle no two bones meet, each joint is as wide as it says, and every cortex is a shell', () => {
  const { truth, scene } = anklePhantom();
  const at = (name: string) => truth.bones.find((bone) => bone.name === name)!;
  for (const { between, widthMm, joint } of truth.gaps) {
    const [a, b] = between.map((name) => at(name).outer) as [Solid, Solid];
    // On the surface of one bone, the other is never nearer than the narrowest joint between the two, and comes that near.
    const narrowest = Math.min(...truth.gaps.filter((g) => g.between.join() === between.join()).map((g) => g.widthMm));
    let nearest = Infinity;
    let place: readonly number[] = [];
    for (let x = -34; x < 30; x += 0.7)
      for (let y = -60; y < 30; y += 0.7)
        for (let z = -60; z < 60; z += 0.7) {
          const da = a.distance(x, y, z);
          if (da > 3 || da < -0.5) {
            z += Math.max(0, Math.abs(da) - 4);
            continue;
          }
          const db = b.distance(x, y, z);
          assert.ok(da > 0 || db > 0, `${joint}: the bones meet at ${x}, ${y}, ${z}`);
          if (da < 0 || db < 0 || da + db > widthMm + 0.3) continue;
          const sum = distanceToSurfaceMm(a, x, y, z) + distanceToSurfaceMm(b, x, y, z);
          if (sum < nearest) [nearest, place] = [sum, [x, y, z]];
        }
    assert.ok(
      nearest > narrowest - 0.005 && nearest < narrowest + 0.05,
      `${joint}: ${nearest} for ${narrowest} at ${place}`,
    );
  }
  for (const { inner, outer, marrow, cortexMm } of truth.bones)
    for (let z = -58; z < 90; z += 4.1)
      for (let y = -60; y < 58; y += 3.9)
        for (let x = -38; x < 34; x += 3.3) {
          if (inner.distance(x, y, z) < 0) assert.ok(outer.distance(x, y, z) < -0.99 * cortexMm.thinnest);
          if (marrow && marrow.distance(x, y, z) < -0.2) assert.ok(inner.distance(x, y, z) < 0.3);
        }
  assert.ok(scene.parts.some((part) => part.name === 'table plate'));
});

test('the phantom patient is the same for the same seed, and only its noise and texture change with it', () => {
  const small = { dimensions: [40, 44, 30], spacingMm: [3.3, 3.1, 5.4] } as const;
  const image = (seed: number) => {
    const { scene, scanner } = anklePhantom({ seed, ...small });
    return imageScene(scene, scanner, lend).values;
  };
  const first = image(3);
  assert.deepEqual(image(3), first);
  assert.notDeepEqual(image(4), first);
  let bright = 0;
  for (const value of first) if (value > 700) bright++;
  assert.ok(bright > 200, `${bright} bright voxels`);
});
