import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BrickMask, brickMaskHas, emptyBrickMask } from '@specola/space';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import {
  boxOfBricks,
  bricksFromRuns,
  bricksToMask,
  combineBricks,
  countBricks,
  invertBricks,
  maskToBricks,
  type VoxelRun,
} from './brick-masks.ts';
import { maskHas } from './mask-memory.ts';

const dimensions = [70, 41, 37] as const;
const run: fc.Arbitrary<VoxelRun> = fc.tuple(
  fc.integer({ min: -5, max: 74 }),
  fc.integer({ min: -5, max: 90 }),
  fc.integer({ min: -2, max: 43 }),
  fc.integer({ min: -2, max: 39 }),
);
const runs = fc.array(run, { maxLength: 60 });

/** The same runs as a plain set of voxel numbers. */
function plain(list: readonly VoxelRun[]): Set<number> {
  const voxels = new Set<number>();
  const [nx, ny, nz] = dimensions;
  for (const [first, last, j, k] of list)
    for (let i = Math.max(first, 0); i <= Math.min(last, nx - 1); i++)
      if (j >= 0 && j < ny && k >= 0 && k < nz) voxels.add(i + nx * (j + ny * k));
  return voxels;
}

function voxelsOf(mask: BrickMask): Set<number> {
  const voxels = new Set<number>();
  const [nx, ny, nz] = dimensions;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) if (brickMaskHas(mask, i, j, k)) voxels.add(i + nx * (j + ny * k));
  return voxels;
}

test('logic on bricks is logic on sets of voxels', () => {
  fc.assert(
    fc.property(runs, runs, (first, second) => {
      const [a, b] = [bricksFromRuns(dimensions, first), bricksFromRuns(dimensions, second)];
      const [p, q] = [plain(first), plain(second)];
      assert.deepEqual(voxelsOf(a), p);
      assert.deepEqual(voxelsOf(combineBricks('and', a, b)), new Set([...p].filter((voxel) => q.has(voxel))));
      assert.equal(voxelsOf(combineBricks('or', a, b)).size, new Set([...p, ...q]).size);
      assert.deepEqual(voxelsOf(combineBricks('andNot', a, b)), new Set([...p].filter((voxel) => !q.has(voxel))));
      assert.equal(countBricks(a), p.size);
      assert.equal(countBricks(invertBricks(a)), 70 * 41 * 37 - p.size);
    }),
    { numRuns: 12, seed: 4 },
  );
});

test('bricks and whole masks hold the same voxels, both ways, and share what did not change', () => {
  fc.assert(
    fc.property(runs, (list) => {
      const arena = new Arena();
      const bricks = bricksFromRuns(dimensions, list);
      const mask = bricksToMask(bricks, arena);
      assert.equal(maskToBricks(mask, { like: bricks }), bricks);
      const [nx, ny] = dimensions;
      for (const voxel of plain(list)) {
        const [i, j, k] = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))];
        assert.equal(maskHas(mask, i, j, k), true);
      }
      assert.equal(countBricks(maskToBricks(mask)), plain(list).size);
    }),
    { numRuns: 20, seed: 5 },
  );
});

test('the box of a mask is that of its outermost voxels', () => {
  assert.equal(boxOfBricks(emptyBrickMask(dimensions)), null);
  const mask = bricksFromRuns(dimensions, [
    [33, 35, 7, 36],
    [65, 65, 40, 2],
  ]);
  assert.deepEqual(boxOfBricks(mask), { from: [33, 7, 2], to: [65, 40, 36] });
});

test('an edit without effect gives the very mask back', () => {
  const mask = bricksFromRuns(dimensions, [[3, 50, 7, 9]]);
  assert.equal(combineBricks('or', mask, bricksFromRuns(dimensions, [[4, 40, 7, 9]])), mask);
  assert.equal(combineBricks('andNot', mask, bricksFromRuns(dimensions, [[4, 40, 8, 9]])), mask);
});
