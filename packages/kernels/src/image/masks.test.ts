import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BitMask,
  type Dimensions,
  ijkToLpsFrom,
  labelAt,
  pointLps,
  type Triple,
  type Volume,
} from '@specola/space';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { combineMasks, copyMask, countMask, invertMask } from './combine-masks.ts';
import {
  ballElement,
  closeMask,
  dilateMask,
  erodeMask,
  FACE_NEIGHBORS,
  openMask,
  type StructuringElement,
} from './grow-mask.ts';
import { maskToBytes } from './mask-bytes.ts';
import { labelMapToMask, maskToLabelMap } from './mask-label-map.ts';
import { emptyMask, setInMask } from './mask-memory.ts';
import { thresholdMask } from './threshold-mask.ts';

const AFFINE = ijkToLpsFrom([0.7, 0, 0], [0, 0.9, 0], [0, 0, 1.3], pointLps(-31, 17, 5));

const dimensionsAcrossWords: fc.Arbitrary<Dimensions> = fc.tuple(
  fc.integer({ min: 1, max: 150 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 19 }),
);

function volumeOf(dimensions: Dimensions, seed: number, crew: Crew): Volume {
  const values = crew.arena.int16(dimensions[0] * dimensions[1] * dimensions[2]);
  let state = seed;
  for (let v = 0; v < values.length; v++) {
    state = (state * 48271) % 2147483647;
    values[v] = (state % 65536) - 32768;
  }
  const valueScale = { slope: 1, intercept: 0, unit: 'HU' } as const;
  return { dimensions, values, valueScale, ijkToLps: AFFINE, modality: 'CT' };
}

const someVolume = fc.record({ dimensions: dimensionsAcrossWords, seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }) });

async function bytesOf(mask: BitMask, crew: Crew): Promise<Uint8Array> {
  const bytes = await maskToBytes(mask, crew);
  const copy = bytes.slice();
  crew.arena.release(bytes);
  return copy;
}

async function assertSame(a: BitMask, b: BitMask): Promise<void> {
  assert.deepEqual(a.words, b.words);
}

/** Dilation, voxel by voxel. */
function slowDilation(bytes: Uint8Array, [nx, ny, nz]: Dimensions, element: StructuringElement): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let v = 0; v < bytes.length; v++) {
    if (!bytes[v]) continue;
    const [i, j, k] = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    for (const [dj, dk, half] of element.rows)
      for (let di = -half; di <= half; di++) {
        const [ni, nj, nk] = [i + di, j + dj, k + dk];
        if (ni >= 0 && nj >= 0 && nk >= 0 && ni < nx && nj < ny && nk < nz) out[ni + nx * (nj + ny * nk)] = 1;
      }
  }
  return out;
}

test('a threshold marks exactly the voxels between both ends, whatever the width of the grid', async () => {
  await fc.assert(
    fc.asyncProperty(
      someVolume,
      fc.double({ min: -40000, max: 40000, noNaN: true }),
      fc.double({ min: -40000, max: 40000, noNaN: true }),
      async ({ dimensions, seed }, from, to) => {
        const crew = soloCrew(new Arena());
        const volume = volumeOf(dimensions, seed, crew);
        const mask = await thresholdMask(volume, { from, to }, crew);
        const truth = Uint8Array.from(volume.values, (value) => (value >= from && value <= to ? 1 : 0));
        assert.deepEqual(await bytesOf(mask, crew), truth);
        assert.equal(
          await countMask(mask, crew),
          truth.reduce((sum, bit) => sum + bit, 0),
        );
      },
    ),
    { seed: 2026, numRuns: 60 },
  );
});

test('masks combine as sets do, and a mask inverted twice is itself', async () => {
  await fc.assert(
    fc.asyncProperty(someVolume, async ({ dimensions, seed }) => {
      const crew = soloCrew(new Arena());
      const volume = volumeOf(dimensions, seed, crew);
      const a = await thresholdMask(volume, { from: -9000, to: 12000 }, crew);
      const b = await thresholdMask(volume, { from: 3000, to: 30000 }, crew);
      const [bytesA, bytesB] = [await bytesOf(a, crew), await bytesOf(b, crew)];
      const truth = (rule: (x: number, y: number) => number) => bytesA.map((x, v) => rule(x, bytesB[v]!));
      const made = async (operation: 'and' | 'or' | 'andNot') =>
        bytesOf(await combineMasks(operation, a, b, crew), crew);
      assert.deepEqual(
        await made('and'),
        truth((x, y) => x & y),
      );
      assert.deepEqual(
        await made('or'),
        truth((x, y) => x | y),
      );
      assert.deepEqual(
        await made('andNot'),
        truth((x, y) => x & (1 - y)),
      );
      const inverse = await invertMask(a, crew);
      assert.deepEqual(
        await bytesOf(inverse, crew),
        bytesA.map((x) => 1 - x),
      );
      await assertSame(await invertMask(inverse, crew, { out: inverse }), a);
      await assertSame(await combineMasks('or', copyMask(a, crew), b, crew), await combineMasks('or', b, a, crew));
    }),
    { seed: 2026, numRuns: 30 },
  );
});

test('growing reaches exactly where a plain loop over the element reaches', async () => {
  await fc.assert(
    fc.asyncProperty(
      someVolume,
      fc.constantFrom<StructuringElement>(
        FACE_NEIGHBORS,
        ballElement(1.6, [0.5, 0.7, 0.9]),
        ballElement(2.1, [0.3, 2.2, 1]),
      ),
      async ({ dimensions, seed }, element) => {
        const crew = soloCrew(new Arena());
        const mask = await thresholdMask(volumeOf(dimensions, seed, crew), { from: 32000, to: 32767 }, crew);
        const grown = await dilateMask(mask, element, crew);
        assert.deepEqual(await bytesOf(grown, crew), slowDilation(await bytesOf(mask, crew), dimensions, element));
        // Shrinking is growing the complement.
        const inverse = await invertMask(mask, crew);
        await assertSame(
          await erodeMask(inverse, element, crew),
          await invertMask(await dilateMask(mask, element, crew), crew),
        );
      },
    ),
    { seed: 2026, numRuns: 40 },
  );
});

test('opening never adds, closing never removes, and doing either twice changes nothing more', async () => {
  await fc.assert(
    fc.asyncProperty(someVolume, async ({ dimensions, seed }) => {
      const crew = soloCrew(new Arena());
      const mask = await thresholdMask(volumeOf(dimensions, seed, crew), { from: -24000, to: 32767 }, crew);
      const element = ballElement(1, [0.6, 0.9, 1]);
      const opened = await openMask(mask, element, crew);
      const closed = await closeMask(mask, element, crew);
      assert.equal(await countMask(await combineMasks('andNot', opened, mask, crew), crew), 0);
      assert.equal(await countMask(await combineMasks('andNot', mask, closed, crew), crew), 0);
      await assertSame(await openMask(opened, element, crew), opened);
      await assertSame(await closeMask(closed, element, crew), closed);
    }),
    { seed: 2026, numRuns: 30 },
  );
});

test('a ball of 2 mm on anisotropic voxels holds the voxels whose centers lie within it', () => {
  const spacingMm: Triple = [0.8, 1.1, 1.9];
  const held = ballElement(2, spacingMm).rows.reduce((sum, [, , half]) => sum + 2 * half + 1, 0);
  let truth = 0;
  for (let i = -5; i <= 5; i++)
    for (let j = -5; j <= 5; j++)
      for (let k = -5; k <= 5; k++) if ((0.8 * i) ** 2 + (1.1 * j) ** 2 + (1.9 * k) ** 2 <= 4) truth++;
  assert.equal(held, truth);
});

test('a mask becomes a label map and comes back bit by bit', async () => {
  const crew = soloCrew(new Arena());
  const dimensions: Dimensions = [71, 37, 34];
  const mask = await thresholdMask(volumeOf(dimensions, 77, crew), { from: -20000, to: 9000 }, crew);
  const map = maskToLabelMap(mask, AFFINE, { label: 3, name: 'bone', color: [230, 220, 190] });
  const bytes = await bytesOf(mask, crew);
  for (const [i, j, k] of [
    [0, 0, 0],
    [70, 36, 33],
    [32, 31, 32],
    [63, 5, 0],
  ] as const)
    assert.equal(labelAt(map, i, j, k), 3 * bytes[i + 71 * (j + 37 * k)]!);
  await assertSame(labelMapToMask(map, 3, crew.arena), mask);
});

test('a brick that lies wholly inside a segment is kept as one number', () => {
  const crew = soloCrew(new Arena());
  const mask = emptyMask([64, 40, 33], crew.arena);
  for (let k = 0; k < 32; k++) for (let j = 0; j < 32; j++) for (let i = 32; i < 64; i++) setInMask(mask, i, j, k);
  const map = maskToLabelMap(mask, AFFINE, { label: 2, name: 'bone', color: [1, 2, 3] });
  assert.deepEqual(map.bricks, [0, 2, 0, 0, 0, 0, 0, 0]);
});
