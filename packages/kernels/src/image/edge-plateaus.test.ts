import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Dimensions, ijkToLpsFrom, pointLps, type Volume } from '@specola/space';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { countMask } from './combine-masks.ts';
import { componentValues } from './component-values.ts';
import { components } from './components.ts';
import { edgePlateaus } from './edge-plateaus.ts';
import { emptyMask, maskHas, setInMask } from './mask-memory.ts';
import { sampleMask } from './sample-mask.ts';
import { shareMask } from './share-mask.ts';
import { thresholdMask } from './threshold-mask.ts';

const DIMENSIONS: Dimensions = [48, 40, 31];
const REACH = { insideMm: 3, outsideMm: [2, 3.5], leastRise: 50 } as const;

/** Values by place in mm, on voxels of 0.6 × 0.8 × 1.1 mm. */
function volumeOf(crew: Crew, value: (x: number, y: number, z: number) => number): Volume {
  const [nx, ny, nz] = DIMENSIONS;
  const values = crew.arena.int16(nx * ny * nz);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) values[i + nx * (j + ny * k)] = Math.round(value(0.6 * i, 0.8 * j, 1.1 * k));
  return {
    dimensions: DIMENSIONS,
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    ijkToLps: ijkToLpsFrom([0, 0.6, 0], [-0.8, 0, 0], [0, 0, 1.1], pointLps(7, -90, 33)),
    modality: 'CT',
  };
}

const ramp = (mm: number, low: number, high: number) => low + (high - low) * Math.min(Math.max(0.5 - mm / 1.4, 0), 1);

test('across the slanted edge of a plate both plateaus are read, whatever the direction of the voxels', async () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf(crew, (x, y, z) => ramp((2 * x + y + 2 * z) / 3 - 17.3, 60, 940));
  const mask = await thresholdMask(volume, { from: 400, to: 600 }, crew);
  const places = sampleMask(mask, await countMask(mask, crew), { most: 500 });
  const edges = edgePlateaus(volume, places, REACH)!;
  assert.ok(Math.abs(edges.inside - 940) < 2, `${edges.inside}`);
  assert.ok(Math.abs(edges.outside - 60) < 2, `${edges.outside}`);
  assert.ok(edges.profiles > 100 && edges.profiles <= 500);
});

test('a layer thinner than the blur peaks below its true value, and the quartiles show it', async () => {
  const crew = soloCrew(new Arena());
  // A thick plate that runs on as a layer so thin that it peaks at half of the rise.
  const volume = volumeOf(crew, (x, y) => {
    const thick = Math.abs(y - 15) - 4;
    const thin = Math.abs(y - 15.4);
    return x < 6 ? ramp(thick, 0, 1000) : ramp(thin, 0, 1000);
  });
  const mask = await thresholdMask(volume, { from: 300, to: 2000 }, crew);
  const places = sampleMask(mask, await countMask(mask, crew), { most: 4000 });
  const { insideQuartiles } = edgePlateaus(volume, places, REACH)!;
  assert.ok(insideQuartiles[0] < 700 && insideQuartiles[1] > 950, `${insideQuartiles}`);
});

test('a flat image has no edge', () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf(crew, () => 77);
  assert.equal(edgePlateaus(volume, Int32Array.of(9, 9, 9, 20, 20, 20), REACH), null);
});

test('a sample of a mask holds voxels of the mask only, evenly, and the same each time', async () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf(crew, (x, y, z) => (Math.sin(x) + Math.cos(y + z)) * 500);
  const mask = await thresholdMask(volume, { from: 100, to: 900 }, crew);
  const voxels = await countMask(mask, crew);
  const places = sampleMask(mask, voxels, { most: 700 });
  const count = places.length / 3;
  assert.ok(count <= 700 && count > 350);
  for (let p = 0; p < places.length; p += 3) assert.ok(maskHas(mask, places[p]!, places[p + 1]!, places[p + 2]!));
  assert.deepEqual(sampleMask(mask, voxels, { most: 700 }), places);
  assert.equal(sampleMask(mask, voxels, { most: voxels }).length, 3 * voxels);
});

test('mean and spread of each component are those of its voxels', async () => {
  const crew = soloCrew(new Arena());
  const volume = volumeOf(crew, (x, y) => (x < 9 ? 100 + (Math.round(y / 0.8) % 2) * 40 : -500));
  const mask = await thresholdMask(volume, { from: 100, to: 900 }, crew);
  using found = await components(mask, 6, crew);
  const [only] = await componentValues(found, volume, crew);
  assert.deepEqual(only, { voxels: 15 * 40 * 31, mean: 120, standardDeviation: 20 });
  const within = emptyMask(DIMENSIONS, crew.arena);
  setInMask(within, 3, 5, 7);
  setInMask(within, 40, 5, 7);
  assert.deepEqual(await componentValues(found, volume, crew, { within }), [
    { voxels: 1, mean: 140, standardDeviation: 0 },
  ]);
});

test('two seeds share a corridor in the middle, and nothing outside it', async () => {
  const crew = soloCrew(new Arena());
  const [corridor, left, right] = [0, 1, 2].map(() => emptyMask(DIMENSIONS, crew.arena)) as [
    ReturnType<typeof emptyMask>,
    ReturnType<typeof emptyMask>,
    ReturnType<typeof emptyMask>,
  ];
  for (let i = 4; i < 40; i++) setInMask(corridor, i, 11, 13);
  setInMask(corridor, 44, 11, 13);
  setInMask(left, 4, 11, 13);
  setInMask(right, 39, 11, 13);
  const [first, second] = await shareMask(corridor, left, right, crew, { most: 100 });
  assert.equal(await countMask(first, crew), 18);
  assert.equal(await countMask(second, crew), 18);
  assert.ok(maskHas(first, 21, 11, 13) && maskHas(second, 22, 11, 13));
});
