import type { BitMask } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { demandSameGrid, fillValidRow, lentMask, rowSlabsOf } from './mask-memory.ts';

/** 64-bit words in one piece of work: 512 KiB, about the cache of a core. */
const PIECE_WORDS = 1 << 16;

const OPERATIONS = { and: 0, or: 1, andNot: 2 } as const;

/**
 * Puts two masks of one grid together, voxel by voxel: `and`, `or`, `andNot` (in a and not in b).
 *
 * @param out  lent for the result; may be a or b. Without it a mask is lent from the arena
 * @throws LengthMismatchError when the grids differ
 */
export async function combineMasks(
  operation: keyof typeof OPERATIONS,
  a: BitMask,
  b: BitMask,
  crew: Crew,
  { out = lentMask(a.dimensions, crew.arena) }: { out?: BitMask } = {},
): Promise<BitMask> {
  demandSameGrid(a, b);
  demandSameGrid(a, out);
  const [atA, atB, atOut] = [a, b, out].map((mask) => crew.arena.pointer(mask.words)) as [number, number, number];
  await crew.run(
    'bits.combine',
    piecesOf(a.words.length / 2, PIECE_WORDS).map(({ from, to }) => [
      OPERATIONS[operation],
      atA + 8 * from,
      atB + 8 * from,
      atOut + 8 * from,
      to - from,
    ]),
  );
  return out;
}

/** The voxels that are not in the mask. `out` may be the mask itself. */
export async function invertMask(
  mask: BitMask,
  crew: Crew,
  { out = lentMask(mask.dimensions, crew.arena) }: { out?: BitMask } = {},
): Promise<BitMask> {
  demandSameGrid(mask, out);
  using scope = new Scope(crew.arena);
  const valid = fillValidRow(scope.uint32(mask.wordsPerRow), mask.dimensions[0]);
  const [from, to] = [crew.arena.pointer(mask.words), crew.arena.pointer(out.words)];
  await crew.run(
    'bits.invertRows',
    rowSlabsOf(mask.dimensions).map((rows) => [from, to, rows.from, rows.to, 4 * mask.wordsPerRow, valid.byteOffset]),
  );
  return out;
}

/** How many voxels are in the mask. */
export async function countMask(mask: BitMask, crew: Crew): Promise<number> {
  const at = crew.arena.pointer(mask.words);
  const counts = await crew.run(
    'bits.countBits',
    piecesOf(mask.words.length / 2, PIECE_WORDS).map(({ from, to }) => [at + 8 * from, to - from]),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The same mask in memory of its own. */
export function copyMask(mask: BitMask, crew: Crew): BitMask {
  const copy = lentMask(mask.dimensions, crew.arena);
  copy.words.set(mask.words);
  return copy;
}
