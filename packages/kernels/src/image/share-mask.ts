import type { BitMask } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { combineMasks, copyMask, countMask } from './combine-masks.ts';
import { dilateMask, FACE_NEIGHBORS } from './grow-mask.ts';

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
  const free = copyMask(territory, crew);
  const held = [firstSeeds, secondSeeds].map((seeds) => copyMask(seeds, crew)) as [BitMask, BitMask];
  for (const one of held) await combineMasks('andNot', free, one, crew, { out: free });
  let left = await countMask(free, crew);
  for (let step = 0; step < most && left > 0; step++) {
    for (const own of [held[1], held[0]]) {
      const reached = await dilateMask(own, FACE_NEIGHBORS, crew);
      await combineMasks('and', reached, free, crew, { out: reached });
      await combineMasks('or', own, reached, crew, { out: own });
      await combineMasks('andNot', free, reached, crew, { out: free });
      crew.arena.release(reached.words);
    }
    const now = await countMask(free, crew);
    if (now === left) break;
    left = now;
  }
  crew.arena.release(free.words);
  return held;
}
