import {
  type BitBrick,
  type BitMask,
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  brickOrigin,
  emptyBrickMask,
  type IndexBox,
  LengthMismatchError,
  withBitBricks,
  wordsOfBrick,
} from '@specola/space';
import type { Arena } from '../native/arena.ts';
import { bricksFromBox, maskInBox, wholeBox } from './brick-boxes.ts';

/**
 * A whole mask in bricks.
 *
 * @param like  bricks that say the same as here are shared with it, so that an undo list keeps one copy
 */
export function maskToBricks(mask: BitMask, { like }: { like?: BrickMask } = {}): BrickMask {
  const bricks = bricksFromBox(mask, wholeBox(mask.dimensions), like ? { like } : {});
  return like?.bricks.every((brick, at) => brick === bricks.bricks[at]) ? like : bricks;
}

/** Bricks as a whole mask lent from the arena. */
export const bricksToMask = (mask: BrickMask, arena: Arena): BitMask =>
  maskInBox(mask, wholeBox(mask.dimensions), arena);

export type BrickOperation = 'and' | 'or' | 'andNot';

/** Puts two masks together brick by brick; where one decides alone its brick is shared, and no word is read. */
export function combineBricks(operation: BrickOperation, a: BrickMask, b: BrickMask): BrickMask {
  demandSameBricks(a, b);
  const fresh = new Map<number, BitBrick>();
  a.bricks.forEach((brick, at) => {
    const next = combineBrick(operation, a, b, at);
    if (next !== brick) fresh.set(at, next);
  });
  return withBitBricks(a, fresh);
}

/** One brick of two masks put together. */
function combineBrick(operation: BrickOperation, a: BrickMask, b: BrickMask, at: number): BitBrick {
  const [x, y] = [a.bricks[at]!, b.bricks[at]!];
  // Most bricks of a segment before and after an edit are the very same.
  if (x === y) return operation === 'andNot' ? 0 : x;
  switch (operation) {
    case 'and':
      if (x === 0 || y === 1) return x;
      if (y === 0 || x === 1) return y;
      return joined(x, y, (p, q) => p & q);
    case 'or':
      if (x === 1 || y === 0) return x;
      if (y === 1 || x === 0) return y;
      return joined(x, y, (p, q) => p | q);
    case 'andNot':
      if (x === 0 || y === 0) return x;
      if (y === 1) return 0;
      return joined(wordsOfBrick(a, at), y, (p, q) => p & ~q);
  }
}

/** The first of two where they agree, so that an edit without effect changes nothing. */
function joined(x: Uint32Array, y: Uint32Array, word: (p: number, q: number) => number): Uint32Array {
  const out = new Uint32Array(BRICK_WORDS);
  let same = true;
  for (let row = 0; row < BRICK_WORDS; row++) {
    out[row] = word(x[row]!, y[row]!);
    if (out[row] !== x[row]) same = false;
  }
  return same ? x : out;
}

/** All voxels of the grid that are not in the mask. */
export function invertBricks(mask: BrickMask): BrickMask {
  const all: BrickMask = { ...mask, bricks: mask.bricks.map(() => 1 as const) };
  return combineBricks('andNot', all, mask);
}

/** How many voxels are in the mask. */
export function countBricks(mask: BrickMask): number {
  let count = 0;
  mask.bricks.forEach((brick, at) => {
    if (brick === 0) return;
    if (brick === 1) {
      const [i, j, k] = brickOrigin(mask, at);
      const [nx, ny, nz] = mask.dimensions;
      count += Math.min(nx - i, BRICK_SIDE) * Math.min(ny - j, BRICK_SIDE) * Math.min(nz - k, BRICK_SIDE);
    } else for (const word of brick) count += bitsIn(word);
  });
  return count;
}

/** The smallest box that holds every voxel of the mask; null when there is none. */
export function boxOfBricks(mask: BrickMask): IndexBox | null {
  const from = [Infinity, Infinity, Infinity];
  const to = [-Infinity, -Infinity, -Infinity];
  mask.bricks.forEach((brick, at) => {
    if (brick === 0) return;
    const [i, j, k] = brickOrigin(mask, at);
    const words = wordsOfBrick(mask, at);
    for (let row = 0; row < BRICK_WORDS; row++) {
      const word = words[row]!;
      if (word === 0) continue;
      const seen = [i, j + (row & 31), k + (row >> 5)];
      const lowest = [i + 31 - Math.clz32(word & -word), seen[1]!, seen[2]!];
      const highest = [i + 31 - Math.clz32(word), seen[1]!, seen[2]!];
      for (let axis = 0; axis < 3; axis++) {
        from[axis] = Math.min(from[axis]!, lowest[axis]!);
        to[axis] = Math.max(to[axis]!, highest[axis]!);
      }
    }
  });
  return from[0] === Infinity ? null : { from: [from[0]!, from[1]!, from[2]!], to: [to[0]!, to[1]!, to[2]!] };
}

/** Runs of voxels along i: `lastI` included, both within the grid or cut to it. */
export type VoxelRun = readonly [firstI: number, lastI: number, j: number, k: number];

/** A mask of runs: what a brush, a pair of scissors or a tube touches. Costs what the runs cover. */
export function bricksFromRuns(dimensions: BrickMask['dimensions'], runs: Iterable<VoxelRun>): BrickMask {
  const empty = emptyBrickMask(dimensions);
  const [nx, ny, nz] = dimensions;
  const [bx, by] = empty.bricksPerSide;
  const fresh = new Map<number, Uint32Array>();
  for (const [firstI, lastI, j, k] of runs) {
    const [first, last] = [Math.max(firstI, 0), Math.min(lastI, nx - 1)];
    if (j < 0 || k < 0 || j >= ny || k >= nz || first > last) continue;
    const row = (j & 31) + BRICK_SIDE * (k & 31);
    const rowOfBricks = bx * ((j >> 5) + by * (k >> 5));
    for (let b = first >> 5; b <= last >> 5; b++) {
      let words = fresh.get(rowOfBricks + b);
      if (!words) {
        words = new Uint32Array(BRICK_WORDS);
        fresh.set(rowOfBricks + b, words);
      }
      const low = b === first >> 5 ? first & 31 : 0;
      const high = b === last >> 5 ? last & 31 : 31;
      words[row] = words[row]! | ((0xffffffff << low) & (0xffffffff >>> (31 - high)));
    }
  }
  return withBitBricks(empty, fresh);
}

/** The bricks that hold a voxel, or a row of bits of one. */
export function bricksInUse(mask: BrickMask): number[] {
  return mask.bricks.flatMap((brick, at) => (brick === 0 ? [] : [at]));
}

function demandSameBricks(a: BrickMask, b: BrickMask): void {
  if (a.dimensions.some((n, axis) => n !== b.dimensions[axis]))
    throw new LengthMismatchError('bricks', a.bricks.length, b.bricks.length);
}

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
