import { BrokenPromiseError, LengthMismatchError } from './errors.ts';
import { tripleOf } from './frames.ts';
import { BRICK_SIDE } from './label-map.ts';
import type { Dimensions } from './volume.ts';

/** Words in a brick of bits: one for each of its 32 × 32 rows. */
export const BRICK_WORDS = BRICK_SIDE ** 2;

/**
 * 32³ voxels of one segment. 0: none; 1: all that lie in the grid; otherwise 1,024 words, row j + 32·k, bit i, bits
 * outside the grid 0. Never written in place.
 */
export type BitBrick = 0 | 1 | Uint32Array;

/**
 * The voxels of one segment in copy-on-write bricks of bits: an edit shares every brick that it does not touch with the
 * mask before it, segments may overlap, and logic is done on whole words. 4 KiB for a brick that the surface crosses.
 */
export interface BrickMask {
  readonly dimensions: Dimensions;
  readonly bricksPerSide: Dimensions;
  /** Bricks along i fastest, then j, then k. */
  readonly bricks: readonly BitBrick[];
}

export const bricksPerSideOf = (dimensions: Dimensions): Dimensions =>
  tripleOf(dimensions.map((n) => Math.ceil(n / BRICK_SIDE)));

export function emptyBrickMask(dimensions: Dimensions): BrickMask {
  const bricksPerSide = bricksPerSideOf(dimensions);
  const count = bricksPerSide[0] * bricksPerSide[1] * bricksPerSide[2];
  return { dimensions, bricksPerSide, bricks: new Array<BitBrick>(count).fill(0) };
}

/** Where a brick starts: i, j, k of its first voxel. */
export function brickOrigin({ bricksPerSide: [bx, by] }: BrickMask, brick: number): readonly [number, number, number] {
  return [
    BRICK_SIDE * (brick % bx),
    BRICK_SIDE * (Math.floor(brick / bx) % by),
    BRICK_SIDE * Math.floor(brick / (bx * by)),
  ];
}

/** The brick that a voxel lies in. */
export const brickOf = ({ bricksPerSide: [bx, by] }: BrickMask, i: number, j: number, k: number): number =>
  (i >> 5) + bx * ((j >> 5) + by * (k >> 5));

export function brickMaskHas(mask: BrickMask, i: number, j: number, k: number): boolean {
  const brick = mask.bricks[brickOf(mask, i, j, k)]!;
  return typeof brick === 'number' ? brick === 1 : ((brick[(j & 31) + BRICK_SIDE * (k & 31)]! >>> (i & 31)) & 1) === 1;
}

/**
 * The bits of a brick that lie in the grid.
 *
 * @param out  1,024 words to fill; lend one to avoid allocating
 */
export function validWords(mask: BrickMask, brick: number, out = new Uint32Array(BRICK_WORDS)): Uint32Array {
  const [i, j, k] = brickOrigin(mask, brick);
  const [nx, ny, nz] = mask.dimensions;
  const width = Math.min(nx - i, BRICK_SIDE);
  const row = width === BRICK_SIDE ? 0xffffffff : 2 ** width - 1;
  for (let r = 0; r < BRICK_WORDS; r++) out[r] = j + (r & 31) < ny && k + (r >> 5) < nz ? row : 0;
  return out;
}

/** A brick as words, whatever it is kept as; the caller only reads them. */
export function wordsOfBrick(mask: BrickMask, brick: number): Uint32Array {
  const kept = mask.bricks[brick];
  if (kept === undefined)
    throw new BrokenPromiseError(`There is no brick ${brick} in a mask of ${mask.bricks.length}.`);
  if (kept === 0) return new Uint32Array(BRICK_WORDS);
  return kept === 1 ? validWords(mask, brick) : kept;
}

/** Words as they are kept: 0 or 1 where that says the same. */
export function foldedBrick(mask: BrickMask, brick: number, words: Uint32Array): BitBrick {
  if (words.length !== BRICK_WORDS) throw new LengthMismatchError('words of a brick', BRICK_WORDS, words.length);
  const first = words[0]!;
  if (first === 0) return words.every((word) => word === 0) ? 0 : words;
  const valid = validWords(mask, brick);
  return words.every((word, r) => word === valid[r]) ? 1 : words;
}

/** The same mask with some bricks replaced; those that stay are shared. */
export function withBitBricks(mask: BrickMask, fresh: ReadonlyMap<number, BitBrick>): BrickMask {
  if (fresh.size === 0) return mask;
  const bricks = mask.bricks.slice();
  for (const [at, brick] of fresh) bricks[at] = typeof brick === 'number' ? brick : foldedBrick(mask, at, brick);
  return { ...mask, bricks };
}
