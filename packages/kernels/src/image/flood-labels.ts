import { type BitMask, type Dimensions, LengthMismatchError, voxelCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import type { GrowthPace } from './seed-growth.ts';

/** See assembly/flood.ts. */
const CHUNK_BYTES = 4096;
const CHUNK_ENTRIES = 1021;
/** Voxels between two looks at the signal: some tenth of a second. */
const ROUND = 1 << 21;

/**
 * A watershed from seeds: the lowest voxel beside a label joins it first, of equal ones the one that waits longest.
 *
 * @param values   Int16 from 0 to `highest`, nx·ny·nz, i fastest, in the crew's memory: a gradient, mostly
 * @param seeds    masks with their labels, 1 to 255; where two hold a voxel the first keeps it
 * @param allowed  only these voxels are flooded; null for all
 * @returns Uint8, nx·ny·nz, lent from the arena: the label of each voxel, 0 where none came
 * @source Meyer, Topographic distance and watershed lines, Signal Processing 38 (1994) 113
 */
export async function floodLabels(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  {
    seeds,
    allowed,
    highest,
  }: {
    seeds: readonly { readonly mask: BitMask; readonly label: number }[];
    allowed: BitMask | null;
    highest: number;
  },
  crew: Crew,
  { signal, report }: GrowthPace = {},
): Promise<Uint8Array> {
  const count = voxelCountOf(dimensions);
  if (values.length !== count) throw new LengthMismatchError('values', count, values.length);
  const labels = crew.arena.uint8(count, { zeroed: true });
  using scope = new Scope(crew.arena);
  scope.hold(labels);
  const levels = highest + 1;
  const job = scope.uint32(11);
  job.set([
    crew.arena.pointer(values),
    allowed ? crew.arena.pointer(allowed.words) : 0,
    labels.byteOffset,
    scope.uint32(2 * levels).byteOffset,
    scope.uint8(CHUNK_BYTES * (Math.ceil(count / CHUNK_ENTRIES) + 2 * levels)).byteOffset,
    scope.uint32(4).byteOffset,
    ...dimensions,
    allowed ? 4 * allowed.wordsPerRow : 0,
    levels,
  ]);
  await crew.run('grow.clearFlood', [[job.byteOffset]]);
  for (const { mask, label } of seeds) {
    if (mask.dimensions.some((n, axis) => n !== dimensions[axis]))
      throw new LengthMismatchError('seeds', count, voxelCountOf(mask.dimensions));
    await crew.run('grow.plantFlood', [[job.byteOffset, crew.arena.pointer(mask.words), 4 * mask.wordsPerRow, label]]);
  }
  for (let taken = 0; ; taken += ROUND) {
    signal?.throwIfAborted();
    const [waiting] = (await crew.run('grow.flood', [[job.byteOffset, ROUND]])) as [number];
    report?.(Math.min(0.99, taken / count));
    if (waiting === 0) break;
  }
  scope.keep(labels);
  return labels;
}
