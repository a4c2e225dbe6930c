import type { BitMask } from '@specola/space';
import { type Crew, piecesOf } from '../native/crew.ts';
import { combineMasks, copyMask } from './combine-masks.ts';
import { lentMask, slabsOf } from './mask-memory.ts';

/** 64-bit words in one piece of work. */
const PIECE_WORDS = 1 << 17;

/**
 * Shares a territory between two seeds: both grow inside it, a face neighbour at a time, until they meet or fill it.
 * Where both arrive at once the second takes it. What neither reaches belongs to nobody.
 *
 * @param most  stops after this many steps
 * @returns what each holds in the end, two masks lent from the arena
 */
export async function shareMask(
  territory: BitMask,
  firstSeeds: BitMask,
  secondSeeds: BitMask,
  crew: Crew,
  { most }: { most: number },
): Promise<readonly [first: BitMask, second: BitMask]> {
  const first = copyMask(firstSeeds, crew);
  const second = copyMask(secondSeeds, crew);
  const free = await combineMasks('andNot', territory, first, crew);
  await combineMasks('andNot', free, second, crew, { out: free });
  const claim = lentMask(territory.dimensions, crew.arena);
  for (let step = 0; step < most; step++) {
    const claimed = (await growInto(second, free, claim, crew)) + (await growInto(first, free, claim, crew));
    if (claimed === 0) break;
  }
  for (const { words } of [claim, free]) crew.arena.release(words);
  return [first, second];
}

/** Takes the free face neighbours of a mask into it, in place, and tells how many they were. */
async function growInto(own: BitMask, free: BitMask, claim: BitMask, crew: Crew): Promise<number> {
  const [, ny, nz] = own.dimensions;
  const [ownAt, freeAt, claimAt] = [own, free, claim].map(({ words }) => words.byteOffset) as [number, number, number];
  const counts = await crew.run(
    'bits.claimRows',
    slabsOf(own.dimensions).map(({ from, to }) => [ownAt, freeAt, claimAt, ny, nz, from, to, 4 * own.wordsPerRow]),
  );
  const claimed = counts.reduce((sum, count) => sum + count, 0);
  if (claimed > 0)
    await crew.run(
      'bits.settleClaims',
      piecesOf(own.words.length / 2, PIECE_WORDS).map(({ from, to }) => [
        ownAt + 8 * from,
        freeAt + 8 * from,
        claimAt + 8 * from,
        to - from,
      ]),
    );
  return claimed;
}
