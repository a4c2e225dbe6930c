import {
  type BitBrick,
  BRICK_WORDS,
  type BrickMask,
  type Dimensions,
  emptyBrickMask,
  LengthMismatchError,
  type Triple,
  voxelCountOf,
  withBitBricks,
} from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import type { GrowthPace } from './seed-growth.ts';

/** Times and settled bits of a brick: see assembly/march.ts. */
const BRICK_BYTES = 139_264;
const TIME_WORDS = 32_768;
/** Bricks that are lent at once; more than the 27 that a start may ask for. */
const BRICKS_AT_ONCE = 32;
/**
 * Around a point the front is laid out by straight ways, so far in steps of the coarsest axis. At one speed the worst
 * error in voxels of 0.7 × 0.9 × 1.2 mm was 4.8 % without, 1.6 % with 3, 0.5 % with 5 steps; more makes starts costly.
 */
const START_STEPS = 5;
/** So that a start lies in 3 bricks along each axis at most. */
const MOST_START_VOXELS = 31;
const VALUES = 65_536;
/** Voxels between two looks at the signal: some tenth of a second. */
const ROUND = 1 << 17;
const NEEDS_MORE = 2;

export interface FrontOptions {
  /** Where the front starts, i, j, k; inside the grid. */
  readonly starts: readonly Triple[];
  readonly spacingMm: Triple;
  /** How slowly it passes a value: time for a millimeter, above 0. */
  readonly slownessPerMm: (value: number) => number;
  /** It stops when it has reached so many voxels. */
  readonly mostVoxels: number;
}

/** What a front reached, and when it came there. */
export interface ReachedFront {
  readonly reached: BrickMask;
  /** For each brick in use the times of its 32³ voxels, i fastest; above 1e29 where the front never came. */
  readonly times: ReadonlyMap<number, Float32Array>;
}

/**
 * A front from points, slow or fast by the values that it passes: the true distance along the fastest way, not along the
 * grid. What is reached first counts first.
 *
 * @param values  Int16, nx·ny·nz, i fastest, in the crew's memory
 * @param times   whether times are wanted too
 * @source the Eikonal equation, |∇T| = slowness, upwind of second order: Sethian, PNAS 93 (1996) 1591
 */
export async function fastMarch(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  { starts, spacingMm, slownessPerMm, mostVoxels }: FrontOptions,
  crew: Crew,
  { signal, report, times = false }: GrowthPace & { readonly times?: boolean } = {},
): Promise<ReachedFront> {
  const count = voxelCountOf(dimensions);
  if (values.length !== count) throw new LengthMismatchError('values', count, values.length);
  using scope = new Scope(crew.arena);
  const empty = emptyBrickMask(dimensions);
  const table = scope.uint32(empty.bricks.length, { zeroed: true });
  const slowness = scope.float32(VALUES);
  for (let value = 0; value < VALUES; value++) slowness[value] = slownessPerMm((value << 16) >> 16);
  const free = scope.uint32(2 * BRICKS_AT_ONCE);
  let heap = scope.uint32(2 * VALUES);
  const job = scope.uint32(16, { zeroed: true });
  job.set([crew.arena.pointer(values), table.byteOffset, ...dimensions, slowness.byteOffset]);
  job.set([heap.byteOffset, heap.length / 2, free.byteOffset], 6);
  job[12] = mostVoxels;
  new Float32Array(job.buffer, job.byteOffset + 52, 3).set(spacingMm);
  const lendBricks = (): void => {
    while (job[9]! <= BRICKS_AT_ONCE) free[job[9]!++] = scope.uint8(BRICK_BYTES).byteOffset;
  };
  const lengthenHeap = (by: number): void => {
    if (job[10]! + by <= job[7]!) return;
    const longer = scope.uint32(Math.max(2 * heap.length, heap.length + 2 * by));
    longer.set(heap);
    scope.drop(heap);
    heap = longer;
    job[6] = heap.byteOffset;
    job[7] = heap.length / 2;
  };
  const reachMm = START_STEPS * Math.max(...spacingMm);
  const around = spacingMm.map((mm) => Math.min(MOST_START_VOXELS, Math.floor(reachMm / mm + 1e-6)));
  const placesOfStart = around.reduce((places, steps) => places * (2 * steps + 1), 1);
  for (const start of starts) {
    lendBricks();
    lengthenHeap(placesOfStart);
    await crew.run('grow.startMarch', [[job.byteOffset, ...start, ...around, reachMm]]);
  }
  for (;;) {
    signal?.throwIfAborted();
    const [state] = (await crew.run('grow.march', [[job.byteOffset, ROUND]])) as [number];
    report?.(Math.min(0.99, job[11]! / mostVoxels));
    if (state === 0) break;
    if (state !== NEEDS_MORE) continue;
    lendBricks();
    lengthenHeap(BRICKS_AT_ONCE);
  }
  const settled = new Map<number, BitBrick>();
  const arrived = new Map<number, Float32Array>();
  for (const [brick, place] of table.entries()) {
    if (place === 0) continue;
    settled.set(brick, new Uint32Array(crew.arena.memory.buffer, place + 4 * TIME_WORDS, BRICK_WORDS).slice());
    if (times) arrived.set(brick, new Float32Array(crew.arena.memory.buffer, place, TIME_WORDS).slice());
  }
  return { reached: withBitBricks(empty, settled), times: arrived };
}
