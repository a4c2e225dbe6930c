import type { BitMask, Triple } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { fillValidRow, lentMask, slabsOf } from './mask-memory.ts';

/**
 * Keeps a voxel where most of the box around it are in the mask: the median filter of a mask. Beyond the grid stands the
 * nearest voxel inside.
 *
 * @param radius  voxels to each side along i, j, k; 1 is a box of 3
 * @returns a mask lent from the crew's arena
 */
export async function majorityMask(mask: BitMask, radius: Triple, crew: Crew): Promise<BitMask> {
  const { arena } = crew;
  const [nx, ny, nz] = mask.dimensions;
  const out = lentMask(mask.dimensions, arena);
  using scope = new Scope(arena);
  const valid = fillValidRow(scope.uint32(mask.wordsPerRow), nx);
  const most = radius.reduce((box, r) => box * (2 * r + 1), 1);
  const planes = 32 - Math.clz32(most);
  await crew.run(
    'filters.majorityRows',
    slabsOf(mask.dimensions).map(({ from, to }) => [
      arena.pointer(mask.words),
      out.words.byteOffset,
      nx,
      ny,
      nz,
      from,
      to,
      4 * mask.wordsPerRow,
      ...radius,
      planes,
      scope.uint32((planes + 2) * mask.wordsPerRow).byteOffset,
      valid.byteOffset,
    ]),
  );
  return out;
}
