import { type Dimensions, voxelCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { rowSlabsOf } from './mask-memory.ts';

/**
 * The median of every voxel and its 26 neighbors. Beyond the grid stands the nearest voxel inside.
 *
 * @param values  Int16, nx·ny·nz, i fastest, in the crew's memory
 * @returns Int16 lent from the arena
 */
export async function medianGrey(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  crew: Crew,
): Promise<Int16Array> {
  const [nx, ny, nz] = dimensions;
  const out = crew.arena.int16(voxelCountOf(dimensions));
  using scope = new Scope(crew.arena);
  await crew.run(
    'filters.median3Rows',
    rowSlabsOf(dimensions).map(({ from, to }) => [
      crew.arena.pointer(values),
      out.byteOffset,
      nx,
      ny,
      nz,
      from,
      to,
      scope.int16(9 * (nx + 10) + nx + 8).byteOffset,
    ]),
  );
  return out;
}
