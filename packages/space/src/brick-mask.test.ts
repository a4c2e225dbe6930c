import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BRICK_WORDS,
  brickMaskHas,
  brickOf,
  brickOrigin,
  emptyBrickMask,
  validWords,
  withBitBricks,
  wordsOfBrick,
} from './brick-mask.ts';

const dimensions = [70, 41, 100] as const;

test('a brick at the rim of the grid counts only the voxels that lie in it', () => {
  const mask = emptyBrickMask(dimensions);
  const last = brickOf(mask, 69, 40, 99);
  assert.deepEqual(brickOrigin(mask, last), [64, 32, 96]);
  const bits = validWords(mask, last).reduce((sum, word) => sum + word.toString(2).replaceAll('0', '').length, 0);
  assert.equal(bits, 6 * 9 * 4);
});

test('a brick of all its voxels is kept as 1, one of none as 0, and both read as their words', () => {
  const mask = emptyBrickMask(dimensions);
  const last = brickOf(mask, 69, 40, 99);
  const full = withBitBricks(mask, new Map([[last, validWords(mask, last)]]));
  assert.equal(full.bricks[last], 1);
  assert.equal(brickMaskHas(full, 69, 40, 99), true);
  assert.equal(brickMaskHas(full, 63, 40, 99), false);
  assert.deepEqual(wordsOfBrick(full, last), validWords(mask, last));
  const empty = withBitBricks(full, new Map([[last, new Uint32Array(BRICK_WORDS)]]));
  assert.equal(empty.bricks[last], 0);
});

test('an edit shares every brick that it does not touch, and leaves the mask before it as it was', () => {
  const words = new Uint32Array(BRICK_WORDS);
  words[5 + 32 * 7] = 1 << 3;
  const before = withBitBricks(emptyBrickMask(dimensions), new Map([[0, words]]));
  const other = new Uint32Array(BRICK_WORDS);
  other[0] = 0x80000000;
  const after = withBitBricks(before, new Map([[1, other]]));
  assert.equal(after.bricks[0], before.bricks[0]);
  assert.equal(before.bricks[1], 0);
  assert.equal(brickMaskHas(after, 3, 5, 7), true);
  assert.equal(brickMaskHas(after, 63, 0, 0), true);
  assert.equal(brickMaskHas(before, 63, 0, 0), false);
});
