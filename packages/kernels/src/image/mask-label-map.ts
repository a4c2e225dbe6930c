import {
  type BitMask,
  BRICK_SIDE,
  type Brick,
  emptyLabelMap,
  type IjkToLps,
  type LabelMap,
  type Segment,
  withBricks,
} from '@specola/space';
import type { Arena } from '../native/arena.ts';
import { lentMask } from './mask-memory.ts';

/** A brick is as wide as a word of a mask has bits: each of its rows is one word. */
const ROWS = BRICK_SIDE ** 2;
const FULL = 0xffffffff;

/** The mask as a label map with one segment; bricks that are all in or all out are single numbers. */
export function maskToLabelMap(mask: BitMask, ijkToLps: IjkToLps, segment: Segment): LabelMap {
  const map = emptyLabelMap(mask.dimensions, ijkToLps, [segment]);
  const fresh = new Map<number, Brick>();
  const words = new Uint32Array(ROWS);
  map.bricks.forEach((_, at) => {
    const seen = brickWords(mask, map, at, words);
    if (seen === 'some') fresh.set(at, expand(words, segment.label));
    else if (seen === 'all') fresh.set(at, segment.label);
  });
  return withBricks(map, fresh);
}

/** The voxels of one label as a mask lent from the arena. */
export function labelMapToMask(map: LabelMap, label: number, arena: Arena): BitMask {
  const mask = lentMask(map.dimensions, arena, { zeroed: true });
  const nx = map.dimensions[0];
  map.bricks.forEach((brick, at) => {
    if (brick === 0 && label !== 0) return;
    forEachRow(mask, map, at, (row, wordAt, firstI) => {
      let word = 0;
      for (let i = 0; i < BRICK_SIDE && firstI + i < nx; i++)
        if ((typeof brick === 'number' ? brick : brick[row * BRICK_SIDE + i]) === label) word |= 1 << i;
      mask.words[wordAt] = word;
    });
  });
  return mask;
}

function brickWords(mask: BitMask, map: LabelMap, at: number, words: Uint32Array): 'none' | 'some' | 'all' {
  words.fill(0);
  let full = 0;
  let empty = ROWS;
  forEachRow(mask, map, at, (row, wordAt) => {
    const word = mask.words[wordAt]!;
    words[row] = word;
    if (word !== 0) empty--;
    if (word === FULL) full++;
  });
  return empty === ROWS ? 'none' : full === ROWS ? 'all' : 'some';
}

function forEachRow(
  { dimensions: [, ny, nz], wordsPerRow }: BitMask,
  { bricksPerSide: [bx, by] }: LabelMap,
  at: number,
  visit: (rowInBrick: number, wordAt: number, firstI: number) => void,
): void {
  const [bi, bj, bk] = [at % bx, Math.floor(at / bx) % by, Math.floor(at / (bx * by))];
  const [firstJ, firstK] = [bj * BRICK_SIDE, bk * BRICK_SIDE];
  for (let k = firstK; k < Math.min(firstK + BRICK_SIDE, nz); k++)
    for (let j = firstJ; j < Math.min(firstJ + BRICK_SIDE, ny); j++)
      visit(j - firstJ + BRICK_SIDE * (k - firstK), (k * ny + j) * wordsPerRow + bi, bi * BRICK_SIDE);
}

function expand(words: Uint32Array, label: number): Uint8Array {
  const brick = new Uint8Array(ROWS * BRICK_SIDE);
  words.forEach((word, row) => {
    for (let left = word; left !== 0; left &= left - 1) brick[row * BRICK_SIDE + 31 - Math.clz32(left & -left)] = label;
  });
  return brick;
}
