import { type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { rowSlabsOf } from './mask-memory.ts';

/**
 * How steep the values are: the length of their gradient by central differences, in values for each mm, cut to whole levels.
 *
 * @param values  Int16, nx·ny·nz, i fastest, in the crew's memory
 * @param levels  the steepest is `levels` − 1
 * @param out     lent for the result; without it memory is lent from the arena
 * @returns Int16 lent from the arena
 */
export async function gradientLevels(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  [dx, dy, dz]: Triple,
  levels: number,
  crew: Crew,
  { out = crew.arena.int16(voxelCountOf(dimensions)) }: { out?: Int16Array } = {},
): Promise<Int16Array> {
  await crew.run(
    'filters.gradientRows',
    rowSlabsOf(dimensions).map(({ from, to }) => [
      crew.arena.pointer(values),
      out.byteOffset,
      ...dimensions,
      from,
      to,
      1 / dx,
      1 / dy,
      1 / dz,
      levels,
    ]),
  );
  return out;
}
