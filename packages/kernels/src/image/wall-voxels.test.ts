import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BitMask, type Dimensions, ijkToLpsFrom, pointLps, type Triple, type Volume } from '@specola/space';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { ballElement } from './grow-mask.ts';
import { emptyMask, maskHas, setInMask } from './mask-memory.ts';
import { AXES, AXIS_SETS, gapKinds, stepMmOf } from './neighbour-axes.ts';
import { crowdedMask, gapMask, sheetMask } from './wall-voxels.ts';

const SPACING: Triple = [0.8, 0.9, 1.1];
const DIMENSIONS: Dimensions = [71, 33, 29];

/** A volume of 1000 HU where a solid is and 50 where not; voxel centres in mm from the middle of the grid. */
function made(crew: Crew, inside: (x: number, y: number, z: number) => boolean, boneHu = 1000) {
  const [nx, ny, nz] = DIMENSIONS;
  const values = crew.arena.int16(nx * ny * nz);
  const solid = emptyMask(DIMENSIONS, crew.arena);
  const rest = emptyMask(DIMENSIONS, crew.arena);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const bone = inside(...placeOf(i, j, k));
        values[i + nx * (j + ny * k)] = bone ? boneHu : 50;
        setInMask(bone ? solid : rest, i, j, k);
      }
  const volume: Volume = {
    dimensions: DIMENSIONS,
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    ijkToLps: ijkToLpsFrom([0.8, 0, 0], [0, 0.9, 0], [0, 0, 1.1], pointLps(-3, 41, 7)),
    modality: 'CT',
  };
  return { volume, solid, rest };
}

const placeOf = (i: number, j: number, k: number): [number, number, number] => [
  (i - (DIMENSIONS[0] - 1) / 2) * SPACING[0],
  (j - (DIMENSIONS[1] - 1) / 2) * SPACING[1],
  (k - (DIMENSIONS[2] - 1) / 2) * SPACING[2],
];

/** Share of the voxels that a rule picks which are in a mask. */
function shareIn(mask: BitMask, rule: (x: number, y: number, z: number) => boolean): number {
  let [all, held] = [0, 0];
  for (let k = 0; k < DIMENSIONS[2]; k++)
    for (let j = 0; j < DIMENSIONS[1]; j++)
      for (let i = 0; i < DIMENSIONS[0]; i++) {
        if (!rule(...placeOf(i, j, k))) continue;
        all++;
        if (maskHas(mask, i, j, k)) held++;
      }
  assert.ok(all > 0);
  return held / all;
}

/** A direction that is no axis of the grid, and two across it. */
const TILT = unit([0.31, 0.42, 0.85]);
const ACROSS = unit([0.42, -0.31, 0]);
const ALONG = cross(TILT, ACROSS);
const off = (x: number, y: number, z: number) => ({
  deep: x * TILT[0] + y * TILT[1] + z * TILT[2],
  wide: Math.sqrt((x * ACROSS[0] + y * ACROSS[1]) ** 2 + (x * ALONG[0] + y * ALONG[1] + z * ALONG[2]) ** 2),
});

for (const gapMm of [1.6, 2.4, 3.4])
  test(`a slanted gap of ${gapMm} mm between two walls is a gap`, async () => {
    const crew = soloCrew(new Arena());
    const { volume, solid, rest } = made(
      crew,
      (x, y, z) => Math.abs(off(x, y, z).deep) > gapMm / 2 && Math.abs(off(x, y, z).deep) < 8,
    );
    const gaps = await gapMask(volume, rest, solid, { acrossMm: 5, least: 300 }, crew);
    const share = shareIn(gaps, (x, y, z) => Math.abs(off(x, y, z).deep) < gapMm / 2 - 0.5 && off(x, y, z).wide < 7);
    assert.ok(share > 0.9, `${share}`);
  });

for (const holeMm of [1.5, 2.5, 3.5])
  test(`a slanted hole of ${holeMm} mm in a wall is no gap`, async () => {
    const crew = soloCrew(new Arena());
    const { volume, solid, rest } = made(
      crew,
      (x, y, z) => Math.abs(off(x, y, z).deep) < 0.9 && off(x, y, z).wide > holeMm / 2,
    );
    const gaps = await gapMask(volume, rest, solid, { acrossMm: 5, least: 300 }, crew);
    const share = shareIn(gaps, (x, y, z) => Math.abs(off(x, y, z).deep) < 0.6 && off(x, y, z).wide < holeMm / 2);
    assert.ok(share < 0.35, `${share}`);
  });

test('walls that stand too little above what is between them make no gap', async () => {
  const crew = soloCrew(new Arena());
  const { volume, solid, rest } = made(crew, (x, y, z) => Math.abs(off(x, y, z).deep) > 1, 250);
  const gaps = await gapMask(volume, rest, solid, { acrossMm: 5, least: 210 }, crew);
  assert.ok(gaps.words.every((word) => word === 0));
});

test('a bright plate of one or two voxels is a sheet, a thick one and a plain are not', async () => {
  const crew = soloCrew(new Arena());
  const sheet = async (thickMm: number) => {
    const { volume, solid } = made(crew, (x, y, z) => Math.abs(off(x, y, z).deep) < thickMm / 2, 200);
    const found = await sheetMask(volume, solid, { least: 80, valleyShare: 0.3 }, crew);
    return shareIn(found, (x, y, z) => Math.abs(off(x, y, z).deep) < thickMm / 2 - 0.3 && off(x, y, z).wide < 8);
  };
  assert.equal(await sheet(1.5), 1);
  assert.equal(await sheet(2.2), 1);
  assert.ok((await sheet(9)) < 0.2);
});

test('the dark between two bright walls is no sheet, however thin', async () => {
  const crew = soloCrew(new Arena());
  const { volume, rest } = made(
    crew,
    (x, y, z) => Math.abs(off(x, y, z).deep) > 1 && Math.abs(off(x, y, z).deep) < 6,
    900,
  );
  const found = await sheetMask(volume, rest, { least: 20, valleyShare: 0.3 }, crew);
  assert.equal(
    shareIn(found, (x, y, z) => Math.abs(off(x, y, z).deep) < 0.6 && off(x, y, z).wide < 7),
    0,
  );
});

test('a crowd is counted as by hand, across words and at the border of the grid', async () => {
  const voxel = fc.tuple(
    fc.integer({ min: 0, max: 70 }),
    fc.integer({ min: 0, max: 4 }),
    fc.integer({ min: 0, max: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(voxel, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), async (voxels, least) => {
      const crew = soloCrew(new Arena());
      const crowd = emptyMask([71, 5, 4], crew.arena);
      for (const [i, j, k] of voxels) setInMask(crowd, i, j, k);
      const found = await crowdedMask(crowd, crowd, { around: ballElement(1.5, [1, 1, 1]), least }, crew);
      for (const [i, j, k] of voxels) {
        const near = new Set(
          voxels.filter((v) => (v[0] - i) ** 2 + (v[1] - j) ** 2 + (v[2] - k) ** 2 <= 2.25).map((v) => v.join()),
        );
        assert.equal(maskHas(found, i, j, k), near.size >= least);
      }
    }),
    { numRuns: 60, seed: 21 },
  );
});

test('of two parallel walls every axis near the one across is closed, of a ring every axis in its plane', () => {
  const kinds = gapKinds(SPACING);
  const setWhere = (rule: (lean: number) => boolean, across: Triple) =>
    AXES.reduce((set, axis, n) => {
      const dot = axis.reduce((sum, step, at) => sum + step * SPACING[at]! * across[at]!, 0);
      return rule(Math.abs(dot) / stepMmOf(axis, SPACING)) ? set | (1 << n) : set;
    }, 0);
  assert.equal(kinds.length, AXIS_SETS);
  assert.equal(kinds[0], 0);
  for (const across of [[0, 0, 1], [1, 0, 0], TILT] as const) {
    assert.equal(kinds[setWhere((lean) => lean >= 0.6, across)], 1);
    assert.equal(kinds[setWhere((lean) => lean <= 0.3, across)], 0);
  }
});

function unit(v: Triple): Triple {
  const length = Math.sqrt(v[0] ** 2 + v[1] ** 2 + v[2] ** 2);
  return [v[0] / length, v[1] / length, v[2] / length];
}

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
