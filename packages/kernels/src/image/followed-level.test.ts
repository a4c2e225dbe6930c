import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Dimensions, ijkToLpsOf, type Volume } from '@specola/space';
import { Arena } from '../native/arena.ts';
import { followedLevel } from './followed-level.ts';
import { emptyMask, setInMask } from './mask-memory.ts';

/** Wider than two words, so that faces between words count. */
const dimensions: Dimensions = [70, 11, 9];
const [nx, ny, nz] = dimensions;
const each = (visit: (i: number, j: number, k: number, v: number) => void): void => {
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) visit(i, j, k, i + nx * (j + ny * k));
};
function volumeOf(value: (i: number, j: number, k: number) => number): Volume {
  const values = new Int16Array(nx * ny * nz);
  each((i, j, k, v) => {
    values[v] = value(i, j, k);
  });
  return {
    dimensions,
    values,
    ijkToLps: ijkToLpsOf([0.7, 0, 0, 3, 0, 0.8, 0, -5, 0, 0, 1.1, 40]),
    modality: 'CT',
    valueScale: { slope: 2, intercept: -1000, unit: 'HU' },
  };
}
function maskOf(inside: (i: number, j: number, k: number) => boolean) {
  const mask = emptyMask(dimensions, new Arena());
  each((i, j, k) => {
    if (inside(i, j, k)) setInMask(mask, i, j, k);
  });
  return mask;
}
const block = (i: number, j: number, k: number) => i >= 20 && i < 66 && j >= 3 && j < 8 && k >= 2 && k < 7;

test('a mask made by a threshold is parted by it at every face, and the level lies between the two values', () => {
  const found = followedLevel(
    maskOf(block),
    volumeOf((i, j, k) => (block(i, j, k) ? 900 : 300)),
  );
  // Two faces of 5 × 5, two of 46 × 5 and two of 46 × 5 voxels.
  assert.equal(found.pairs, 2 * 25 + 2 * 230 + 2 * 230);
  assert.equal(found.share, 1);
  assert.equal(found.brighterInside, true);
  assert.ok(found.level > 2 * 300 - 1000 && found.level < 2 * 900 - 1000, `${found.level}`);
});

test('a hollow is followed with its inside darker, and faces at the rim of the grid have no outside', () => {
  const low = (i: number) => i < 33;
  const found = followedLevel(
    maskOf(low),
    volumeOf((i) => (low(i) ? -800 : 40)),
  );
  assert.deepEqual([found.pairs, found.share, found.brighterInside], [ny * nz, 1, false]);
});

test('a mask drawn beside the edge is parted only where it meets it', () => {
  // Moved by two voxels along j: the two faces across j see one tissue only.
  const moved = maskOf((i, j, k) => block(i, j - 2, k));
  const { share, pairs } = followedLevel(
    moved,
    volumeOf((i, j, k) => (block(i, j, k) ? 900 : 300)),
  );
  // Across k and i three of five rows of each face still lie in the block.
  assert.equal(Math.round(share * pairs), 2 * 3 * 46 + 2 * 3 * 5);
});

test('of several levels the one that most of the border agrees on is taken', () => {
  // Two thirds of a bar lie beside 100, one third beside 700.
  const bar = (i: number) => i >= 10 && i < 61;
  const found = followedLevel(
    maskOf((i, j, k) => bar(i) && j === 5 && k === 4),
    volumeOf((i, j, k) => (bar(i) && j === 5 && k === 4 ? 1000 : i < 44 ? 100 : 700)),
  );
  assert.equal(found.share, 1);
  assert.ok(found.level > 2 * 700 - 1000);
  const mixed = followedLevel(
    maskOf((i, j, k) => bar(i) && j === 5 && k === 4),
    volumeOf((i, j, k) => (bar(i) && j === 5 && k === 4 ? (i < 44 ? 500 : 1000) : i < 44 ? 100 : 700)),
  );
  // 34 voxels with four sides, and an end, against 17 with the same: no level parts both.
  assert.equal(Math.round(mixed.share * mixed.pairs), 34 * 4 + 1);
});
