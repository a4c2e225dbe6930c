import { type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { rowSlabsOf } from './mask-memory.ts';

/** Half of the 26 neighbors: each stands for itself and its opposite. */
const DIRECTIONS: readonly Triple[] = [-1, 0, 1].flatMap((dk) =>
  [-1, 0, 1].flatMap((dj) =>
    [-1, 0, 1].flatMap((di): Triple[] =>
      dk > 0 || (dk === 0 && (dj > 0 || (dj === 0 && di > 0))) ? [[di, dj, dk]] : [],
    ),
  ),
);

/**
 * How much darker each voxel is than what lies to both sides of it within a reach, along the direction where that is most
 * (13 directions): a joint between two walls, a fracture, a suture. Marrow beside one wall is not dark in this sense.
 *
 * @param values   Int16, nx·ny·nz, i fastest, in the crew's memory
 * @param reachMm  how far to look to each side
 * @param noiseHu  taken off; what is less counts as nothing
 * @param mostHu   the most that is written
 * @returns Int16, HU, lent from the arena
 */
export async function darkBetween(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  { spacingMm, reachMm, noiseHu, mostHu }: { spacingMm: Triple; reachMm: number; noiseHu: number; mostHu: number },
  crew: Crew,
): Promise<Int16Array> {
  const out = crew.arena.int16(voxelCountOf(dimensions));
  using scope = new Scope(crew.arena);
  const ways = scope.int32(4 * DIRECTIONS.length);
  ways.set(
    DIRECTIONS.flatMap((way) => {
      const stepMm = Math.sqrt(way.reduce((sum, d, axis) => sum + (d * spacingMm[axis]!) ** 2, 0));
      return [...way, Math.max(1, Math.round(reachMm / stepMm))];
    }),
  );
  await crew.run(
    'filters.betweenRows',
    rowSlabsOf(dimensions).map(({ from, to }) => [
      crew.arena.pointer(values),
      out.byteOffset,
      ...dimensions,
      from,
      to,
      ways.byteOffset,
      DIRECTIONS.length,
      noiseHu,
      mostHu,
    ]),
  );
  return out;
}
