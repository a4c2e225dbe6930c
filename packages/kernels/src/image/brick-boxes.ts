import {
  type BitMask,
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  type Dimensions,
  emptyBrickMask,
  type IndexBox,
  type Triple,
  tripleOf,
  withBitBricks,
  wordsOfBrick,
} from '@specola/space';
import type { Arena } from '../native/arena.ts';
import { lentMask } from './mask-memory.ts';

/** A part of a grid made of whole bricks (cut at the rim of the grid): what an edit works on instead of the whole. */
export interface BrickBox {
  /** Dimensions of the whole grid. */
  readonly grid: Dimensions;
  /** First voxel of the box on the grid; multiples of 32. */
  readonly origin: Triple;
  readonly dimensions: Dimensions;
}

/** The box of bricks around an index box, widened by `reach` voxels to each side as far as the grid goes. */
export function brickBoxAround(grid: Dimensions, { from, to }: IndexBox, reach: Triple = [0, 0, 0]): BrickBox {
  const origin = from.map((at, axis) => BRICK_SIDE * Math.floor(Math.max(at - reach[axis]!, 0) / BRICK_SIDE));
  const dimensions = to.map((at, axis) => {
    const end = BRICK_SIDE * (Math.floor(Math.min(at + reach[axis]!, grid[axis]! - 1) / BRICK_SIDE) + 1);
    return Math.min(end, grid[axis]!) - origin[axis]!;
  });
  return { grid, origin: tripleOf(origin), dimensions: tripleOf(dimensions) };
}

/** The whole grid as a box. */
export const wholeBox = (grid: Dimensions): BrickBox => ({ grid, origin: [0, 0, 0], dimensions: grid });

/** The voxels of a mask within a box, as a mask of the box's own grid lent from the arena. */
export function maskInBox(mask: BrickMask, box: BrickBox, arena: Arena): BitMask {
  const part = lentMask(box.dimensions, arena, { zeroed: true });
  forEachBrick(mask, box, (at, [i, j, k]) => {
    if (mask.bricks[at] === 0) return;
    const words = wordsOfBrick(mask, at);
    forEachRow(box.dimensions, j, k, (row, jj, kk) => {
      part.words[(kk * box.dimensions[1] + jj) * part.wordsPerRow + (i >> 5)] = words[row]!;
    });
  });
  return part;
}

/**
 * A mask of a box put back on the whole grid; outside the box there is nothing.
 *
 * @param like  bricks that say the same as here are shared with it
 */
export function bricksFromBox(part: BitMask, box: BrickBox, { like }: { like?: BrickMask } = {}): BrickMask {
  const empty = emptyBrickMask(box.grid);
  const fresh = new Map<number, Uint32Array>();
  forEachBrick(empty, box, (at, [i, j, k]) => {
    const words = new Uint32Array(BRICK_WORDS);
    let any = 0;
    forEachRow(box.dimensions, j, k, (row, jj, kk) => {
      const word = part.words[(kk * box.dimensions[1] + jj) * part.wordsPerRow + (i >> 5)]!;
      words[row] = word;
      any |= word;
    });
    if (any === 0) return;
    const other = like?.bricks[at];
    fresh.set(at, typeof other === 'object' && words.every((word, row) => word === other[row]) ? other : words);
  });
  return withBitBricks(empty, fresh);
}

/** Visits the bricks of a box: number on the grid, and first voxel on the box's own grid. */
function forEachBrick(
  { bricksPerSide: [bx, by] }: BrickMask,
  { origin, dimensions }: BrickBox,
  visit: (at: number, start: Triple) => void,
): void {
  for (let k = 0; k < dimensions[2]; k += BRICK_SIDE)
    for (let j = 0; j < dimensions[1]; j += BRICK_SIDE)
      for (let i = 0; i < dimensions[0]; i += BRICK_SIDE)
        visit(((origin[0] + i) >> 5) + bx * (((origin[1] + j) >> 5) + by * ((origin[2] + k) >> 5)), [i, j, k]);
}

function forEachRow(
  [, ny, nz]: Dimensions,
  j: number,
  k: number,
  visit: (row: number, j: number, k: number) => void,
): void {
  for (let kk = k; kk < Math.min(k + BRICK_SIDE, nz); kk++)
    for (let jj = j; jj < Math.min(j + BRICK_SIDE, ny); jj++) visit(jj - j + BRICK_SIDE * (kk - k), jj, kk);
}
