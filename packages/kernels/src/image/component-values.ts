import { type BitMask, LengthMismatchError, type Volume } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import type { Components } from './components.ts';

/** The grey values of one component. */
export interface ComponentValues {
  readonly voxels: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * Mean and spread of the grey values of each component.
 *
 * @param within  only its voxels in this mask count; a component without any has a mean of NaN
 */
export async function componentValues(
  found: Components,
  volume: Volume,
  crew: Crew,
  { within }: { within?: BitMask } = {},
): Promise<ComponentValues[]> {
  const [nx, ny, nz] = volume.dimensions;
  if (found.rowStarts.length !== ny * nz + 1)
    throw new LengthMismatchError('rows', ny * nz, found.rowStarts.length - 1);
  using scope = new Scope(crew.arena);
  const [counts, sums, squares] = [0, 1, 2].map(() => scope.float64(found.count, { zeroed: true })) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  await crew.run('bits.sumRuns', [
    [
      found.rowStarts.byteOffset,
      found.runs.byteOffset,
      found.runLabels.byteOffset,
      within ? crew.arena.pointer(within.words) : 0,
      crew.arena.pointer(volume.values),
      nx,
      ny * nz,
      within ? 4 * within.wordsPerRow : 0,
      counts.byteOffset,
      sums.byteOffset,
      squares.byteOffset,
    ],
  ]);
  return Array.from(counts, (voxels, c) => {
    const mean = sums[c]! / voxels;
    return { voxels, mean, standardDeviation: Math.sqrt(Math.max(squares[c]! / voxels - mean * mean, 0)) };
  });
}
