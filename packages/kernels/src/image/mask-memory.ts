import { type BitMask, type Dimensions, LengthMismatchError, wordsPerRowFor } from '@specola/space';
import type { Arena } from '../native/arena.ts';
import { piecesOf } from '../native/crew.ts';

/**
 * Slices in one piece of work. Eight slices of 512×512 take a thread well under a millisecond for the cheapest kernel,
 * so more, smaller pieces would be mostly messages; fewer would leave threads idle on short scans.
 */
const SLAB_SLICES = 8;

/** A mask lent from the arena; its words hold whatever was there before unless `zeroed` is asked for. */
export function lentMask(dimensions: Dimensions, arena: Arena, options?: { zeroed?: boolean }): BitMask {
  const wordsPerRow = wordsPerRowFor(dimensions[0]);
  return { dimensions, wordsPerRow, words: arena.uint32(wordsPerRow * dimensions[1] * dimensions[2], options) };
}

/** An empty mask on a grid. The caller gives `words` back to the arena. */
export function emptyMask(dimensions: Dimensions, arena: Arena): BitMask {
  return lentMask(dimensions, arena, { zeroed: true });
}

/** Whole slices, in fixed pieces. */
export function slabsOf([, , nz]: Dimensions): { from: number; to: number }[] {
  return piecesOf(nz, SLAB_SLICES);
}

/** Rows of whole slices, in fixed pieces. */
export function rowSlabsOf(dimensions: Dimensions): { from: number; to: number }[] {
  const ny = dimensions[1];
  return slabsOf(dimensions).map(({ from, to }) => ({ from: from * ny, to: to * ny }));
}

/** Writes one row whose bits at i < nx are set. */
export function fillValidRow(row: Uint32Array, nx: number): Uint32Array {
  for (let w = 0; w < row.length; w++) {
    const bits = Math.min(Math.max(nx - 32 * w, 0), 32);
    row[w] = bits === 32 ? 0xffffffff : 2 ** bits - 1;
  }
  return row;
}

/** Two masks on one grid have words of one length. */
export function demandSameGrid(a: BitMask, b: BitMask): void {
  if (a.words.length !== b.words.length || a.wordsPerRow !== b.wordsPerRow)
    throw new LengthMismatchError('mask', a.words.length, b.words.length);
}

/** Whether a voxel is in the mask; indices inside the grid. */
export function maskHas(mask: BitMask, i: number, j: number, k: number): boolean {
  const word = mask.words[(k * mask.dimensions[1] + j) * mask.wordsPerRow + (i >> 5)]!;
  return ((word >>> (i & 31)) & 1) === 1;
}

/** Puts a voxel into a mask that the caller owns; indices inside the grid. */
export function setInMask(mask: BitMask, i: number, j: number, k: number): void {
  const at = (k * mask.dimensions[1] + j) * mask.wordsPerRow + (i >> 5);
  mask.words[at] = mask.words[at]! | (1 << (i & 31));
}
