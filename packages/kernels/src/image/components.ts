import { type BitMask, type Dimensions, LengthMismatchError } from '@specola/space';
import { type Arena, Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { invertMask } from './combine-masks.ts';
import { lentMask, rowSlabsOf, slabsOf } from './mask-memory.ts';

/**
 * 6   voxels that share a face: what is kept (foreground)
 * 18  also those that share an edge: what lies around it (background)
 *
 * The surface extractor parts the inside on ambiguous faces; with this pair each foreground component is exactly one
 * outer shell, and each enclosed background component one cavity shell.
 */
export type Connectivity = 6 | 18;

/**
 * The connected components of a mask, numbered from 0 in the order of their first voxels (i fastest, then j, k).
 * All arrays are lent from the arena: `using` or `release()` gives them back.
 *
 * voxels         Uint32, one for each component
 * boxes          Int32, six each: lowest i, j, k, highest i, j, k, both included
 * touchedSides   Uint8, one each: bits 0 to 5 for the faces low i, high i, low j, high j, low k, high k of the grid
 * seeds          Int32, three each: i, j, k of the first voxel
 * rowStarts      Uint32, ny·nz + 1: the first run of each row
 * runs           Uint32: first | last << 16 along i
 * runLabels      Uint32: the component of each run
 */
export interface Components extends Disposable {
  readonly dimensions: Dimensions;
  readonly count: number;
  readonly voxels: Uint32Array;
  readonly boxes: Int32Array;
  readonly touchedSides: Uint8Array;
  readonly seeds: Int32Array;
  readonly rowStarts: Uint32Array;
  readonly runs: Uint32Array;
  readonly runLabels: Uint32Array;
  release(): void;
}

/**
 * Finds the connected components of a mask: runs of bits are listed row by row and joined by union-find, slabs side by
 * side, then their seams in order. The lower run is always the root, so the numbering does not depend on the order.
 *
 * Source: run-based two-pass labelling, He, Chao and Suzuki, IEEE Trans. Image Process. 17 (2008) 749.
 */
export async function components(mask: BitMask, connectivity: Connectivity, crew: Crew): Promise<Components> {
  const { arena } = crew;
  const [nx, ny, nz] = mask.dimensions;
  using scope = new Scope(arena);
  const maskAt = arena.pointer(mask.words);
  const rowBytes = 4 * mask.wordsPerRow;
  const diagonal = connectivity === 18 ? 1 : 0;

  const rowStarts = scope.uint32(ny * nz + 1);
  const rowSlabs = rowSlabsOf(mask.dimensions);
  await crew.run(
    'bits.countRuns',
    rowSlabs.map(({ from, to }) => [maskAt, rowStarts.byteOffset, from, to, rowBytes]),
  );
  const runCount = sumBefore(rowStarts);

  const runs = scope.uint32(runCount);
  const runLabels = scope.uint32(runCount);
  const [startsAt, runsAt, labelsAt] = [rowStarts.byteOffset, runs.byteOffset, runLabels.byteOffset];
  await crew.run(
    'bits.joinRuns',
    rowSlabs.map(({ from, to }) => [maskAt, startsAt, runsAt, labelsAt, ny, from, to, rowBytes, diagonal]),
  );
  for (const { from } of slabsOf(mask.dimensions).slice(1))
    await crew.run('bits.joinSlices', [[startsAt, runsAt, labelsAt, ny, from, diagonal]]);
  const [count] = (await crew.run('bits.numberRuns', [[labelsAt, runCount]])) as [number];

  const voxels = scope.uint32(count, { zeroed: true });
  const boxes = scope.int32(6 * count);
  const touchedSides = scope.uint8(count, { zeroed: true });
  const seeds = scope.int32(3 * count);
  const describedAt = [voxels, boxes, touchedSides, seeds].map((array) => array.byteOffset);
  await crew.run('bits.describeRuns', [[startsAt, runsAt, labelsAt, nx, ny, nz, ...describedAt]]);

  const lent = [rowStarts, runs, runLabels, voxels, boxes, touchedSides, seeds];
  for (const view of lent) scope.keep(view);
  const release = releaserOf(arena, lent);
  return {
    dimensions: mask.dimensions,
    count,
    voxels,
    boxes,
    touchedSides,
    seeds,
    rowStarts,
    runs,
    runLabels,
    release,
    [Symbol.dispose]: release,
  };
}

/** Keeps the components that are chosen, as a mask lent from the arena. */
export async function keepComponents(
  found: Components,
  chosen: (component: number) => boolean,
  crew: Crew,
): Promise<BitMask> {
  using scope = new Scope(crew.arena);
  const keep = scope.uint8(found.count);
  for (let c = 0; c < found.count; c++) keep[c] = chosen(c) ? 1 : 0;
  const mask = lentMask(found.dimensions, crew.arena);
  await crew.run(
    'bits.paintRuns',
    rowSlabsOf(found.dimensions).map(({ from, to }) => [
      found.rowStarts.byteOffset,
      found.runs.byteOffset,
      found.runLabels.byteOffset,
      keep.byteOffset,
      mask.words.byteOffset,
      from,
      to,
      4 * mask.wordsPerRow,
    ]),
  );
  return mask;
}

/**
 * How many voxels of each component lie in another mask of the same grid.
 *
 * @returns Uint32, one for each component, not lent
 */
export async function countComponentsIn(found: Components, other: BitMask, crew: Crew): Promise<Uint32Array> {
  const [, ny, nz] = found.dimensions;
  if (found.rowStarts.length !== ny * nz + 1 || other.words.length !== other.wordsPerRow * ny * nz)
    throw new LengthMismatchError('other', ny * nz, other.words.length / other.wordsPerRow);
  using scope = new Scope(crew.arena);
  const counts = scope.uint32(found.count, { zeroed: true });
  await crew.run('bits.countRunsIn', [
    [
      found.rowStarts.byteOffset,
      found.runs.byteOffset,
      found.runLabels.byteOffset,
      crew.arena.pointer(other.words),
      counts.byteOffset,
      ny * nz,
      4 * other.wordsPerRow,
    ],
  ]);
  return counts.slice();
}

/** The component that a voxel belongs to, or -1. */
export function componentAt(
  { dimensions, rowStarts, runs, runLabels }: Components,
  i: number,
  j: number,
  k: number,
): number {
  const row = k * dimensions[1] + j;
  for (let run = rowStarts[row]!; run < rowStarts[row + 1]!; run++)
    if ((runs[run]! & 0xffff) <= i && i <= runs[run]! >>> 16) return runLabels[run]!;
  return -1;
}

/**
 * The background that the mask encloses: components of its complement (18-connected) that do not reach the border. The
 * grid stands in a frame of background, so whatever touches its border is outside.
 */
export async function enclosedCavities(
  mask: BitMask,
  crew: Crew,
): Promise<{ readonly background: Components; readonly cavities: readonly number[] }> {
  const inverse = await invertMask(mask, crew);
  const background = await components(inverse, 18, crew);
  crew.arena.release(inverse.words);
  const cavities: number[] = [];
  for (let c = 0; c < background.count; c++) if (background.touchedSides[c] === 0) cavities.push(c);
  return { background, cavities };
}

/** Turns counts into starts, in place: the last element receives the sum, which is returned. */
function sumBefore(counts: Uint32Array): number {
  let sum = 0;
  for (let n = 0; n < counts.length - 1; n++) {
    const count = counts[n]!;
    counts[n] = sum;
    sum += count;
  }
  counts[counts.length - 1] = sum;
  return sum;
}

function releaserOf(arena: Arena, views: readonly ArrayBufferView[]): () => void {
  let held = true;
  return () => {
    if (held) for (const view of views) arena.release(view);
    held = false;
  };
}
