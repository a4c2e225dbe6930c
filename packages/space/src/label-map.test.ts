import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ijkToLpsOf } from './frames.ts';
import { BRICK_SIDE, emptyLabelMap, labelAt, withBricks, withLabels } from './label-map.ts';

const dimensions = [70, 41, 100] as const;
const grid = ijkToLpsOf([0.5, 0, 0, -3, 0, 0.6, 0, 4, 0, 0, 1.25, 17]);

test('an edit changes what it names, shares every other brick with the map before, and leaves that map as it was', () => {
  const before = withLabels(emptyLabelMap(dimensions, grid), [[3, 5, 7, 9]]);
  const after = withLabels(before, [
    [69, 40, 99, 2],
    [68, 40, 99, 4],
  ]);
  assert.equal(labelAt(after, 69, 40, 99), 2);
  assert.equal(labelAt(after, 68, 40, 99), 4);
  assert.equal(labelAt(after, 3, 5, 7), 9);
  assert.equal(labelAt(before, 69, 40, 99), 0);
  const changed = after.bricks.filter((brick, at) => brick !== before.bricks[at]);
  assert.equal(changed.length, 1);
});

test('a map of bricks says the same as a plain array, whatever was edited in whatever order', () => {
  const [nx, ny, nz] = dimensions;
  const edit = fc.tuple(fc.nat(nx - 1), fc.nat(ny - 1), fc.nat(nz - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(fc.array(edit, { maxLength: 12 }), { maxLength: 6 }), (rounds) => {
      const plain = new Uint8Array(nx * ny * nz);
      let map = emptyLabelMap(dimensions, grid);
      for (const edits of rounds) {
        map = withLabels(map, edits);
        for (const [i, j, k, label] of edits) plain[i + nx * (j + ny * k)] = label;
      }
      for (const [i, j, k] of rounds.flat()) assert.equal(labelAt(map, i, j, k), plain[i + nx * (j + ny * k)]);
    }),
    { seed: 20261122, numRuns: 200 },
  );
});

test('a brick that comes to hold one label alone is folded into that number', () => {
  const full = new Uint8Array(BRICK_SIDE ** 3).fill(6);
  const map = withBricks(emptyLabelMap(dimensions, grid), new Map([[4, full]]));
  assert.equal(map.bricks[4], 6);
});

test('a voxel outside the grid is a broken promise, not a silent write into the next row', () => {
  const map = emptyLabelMap(dimensions, grid);
  assert.throws(() => withLabels(map, [[70, 0, 0, 1]]), { code: 'space/broken-promise' });
  assert.throws(() => withLabels(map, [[0, -1, 0, 1]]), { code: 'space/broken-promise' });
});
