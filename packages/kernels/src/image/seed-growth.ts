import {
  type BitMask,
  BRICK_SIDE,
  BrokenPromiseError,
  bricksPerSideOf,
  type Dimensions,
  LengthMismatchError,
  type Triple,
  voxelCountOf,
} from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { lentMask, rowSlabsOf } from './mask-memory.ts';

/** Voxels in one piece when all are touched. */
const PIECE = 1 << 21;
/** Of the bricks that wait, this share and this many go first. Measured on 512×512×300. */
const SHARE = 0.4;
const FEWEST = 16;
/** Keys of voxels that nothing has come to (see assembly/index.ts). */
const FAR = 0x7fffffff;
const COSTS = 4096;
/** Something may come in from everywhere. */
const EVERYWHERE = 64;

/**
 * What a step from voxel to voxel costs: `perStep` along i, j, k for its length (whole numbers, 1 at least), and by its
 * values, up to `mostHu`: what they differ by, so that labels meet at edges; or their mean (values from 0 on), so that
 * labels meet at ridges. Where the values say nothing they meet halfway. A way may cost 8,388,607 in all; what lies further is
 * not reached.
 */
export interface GrowthCost {
  readonly by: 'difference' | 'mean';
  readonly mostHu: number;
  readonly perStep: Triple;
}

export interface GrowthPace {
  readonly signal?: AbortSignal;
  readonly report?: (doneFraction: number) => void;
}

/**
 * Labels growing from seeds. Every voxel gets the label of the cheapest way to it, the lower label where two cost the
 * same: one answer for any order of work and any number of threads. Seeds may be added later, at the price of what they
 * change.
 */
export interface SeedGrowth extends Disposable {
  /** Adds the voxels of masks as seeds of labels (1 to 255), and lets all labels grow on until nothing changes. */
  addSeeds(seeds: readonly { readonly mask: BitMask; readonly label: number }[], pace?: GrowthPace): Promise<void>;
  /** The voxels of a label, as a mask lent from the arena. */
  maskOf(label: number): Promise<BitMask>;
  /** The voxels that were reached at the least cost, this many (and those that cost as much as the last); lent. */
  maskOfNearest(voxels: number): Promise<BitMask>;
}

/**
 * Opens a growth over a grid.
 *
 * @param values   Int16, nx·ny·nz, i fastest, in the crew's memory
 * @param allowed  only these voxels are reached; null for all
 * @source the image foresting transform: Falcão, Stolfi and de Alencar Lotufo, IEEE TPAMI 26 (2004) 19. Of that kind is
 *   what the grow-cut automaton settles on: Vezhnevets and Konouchine, GraphiCon (2005) 150
 */
export async function openSeedGrowth(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  { allowed, cost }: { allowed: BitMask | null; cost: GrowthCost },
  crew: Crew,
): Promise<SeedGrowth> {
  const count = voxelCountOf(dimensions);
  if (values.length !== count) throw new LengthMismatchError('values', count, values.length);
  const [nx, ny, nz] = dimensions;
  const scope = new Scope(crew.arena);
  const keys = scope.uint32(count);
  const job = scope.uint32(12);
  job.set([
    crew.arena.pointer(values),
    allowed ? crew.arena.pointer(allowed.words) : 0,
    keys.byteOffset,
    nx,
    ny,
    nz,
    allowed ? 4 * allowed.wordsPerRow : 0,
    ...cost.perStep.map((step) => step << 8),
    cost.mostHu,
    cost.by === 'mean' ? 1 : 0,
  ]);
  await crew.run(
    'grow.forget',
    piecesOf(count, PIECE).map(({ from, to }) => [keys.byteOffset, from, to]),
  );
  const bricks = openBricks(dimensions);
  const scratch = Array.from({ length: bricks.count }, () => 0);
  const dirty = scope.uint32(BRICK_SIDE * bricks.count);
  for (let b = 0; b < bricks.count; b++) scratch[b] = dirty.byteOffset + 4 * BRICK_SIDE * b;

  const settle = async ({ signal, report }: GrowthPace): Promise<void> => {
    for (let round = 0; bricks.waiting() > 0; round++) {
      signal?.throwIfAborted();
      // Bricks of one color of the checkerboard share no face, so they may be settled side by side.
      const now = bricks.take(round % 2);
      const outs = await crew.run(
        'grow.settle',
        now.map(({ brick, place, news }) => [job.byteOffset, ...place, news, scratch[brick]!]),
      );
      for (const [n, { brick }] of now.entries()) bricks.tell(brick, outs[n]! % 64, Math.floor(outs[n]! / 64));
      report?.(Math.max(0, 1 - bricks.waiting() / bricks.count));
    }
  };
  return {
    async addSeeds(seeds, pace = {}) {
      for (const { mask, label } of seeds) {
        if (label < 1 || label > 255) throw new BrokenPromiseError(`A label of ${label} does not fit a byte.`);
        if (mask.dimensions.some((n, axis) => n !== dimensions[axis]))
          throw new LengthMismatchError('seeds', count, voxelCountOf(mask.dimensions));
        await crew.run(
          'grow.plant',
          rowSlabsOf(dimensions).map(({ from, to }) => [
            keys.byteOffset,
            crew.arena.pointer(mask.words),
            nx,
            from,
            to,
            4 * mask.wordsPerRow,
            label,
          ]),
        );
        bricks.wakeAround(mask);
      }
      await settle(pace);
    },
    async maskOf(label) {
      const out = lentMask(dimensions, crew.arena);
      await crew.run(
        'grow.labelRows',
        rowSlabsOf(dimensions).map(({ from, to }) => [
          keys.byteOffset,
          out.words.byteOffset,
          nx,
          from,
          to,
          4 * out.wordsPerRow,
          label,
        ]),
      );
      return out;
    },
    async maskOfNearest(voxels) {
      const out = lentMask(dimensions, crew.arena);
      const limit = costOfNearest(keys, voxels);
      await crew.run(
        'grow.withinRows',
        rowSlabsOf(dimensions).map(({ from, to }) => [
          keys.byteOffset,
          out.words.byteOffset,
          nx,
          from,
          to,
          4 * out.wordsPerRow,
          limit,
        ]),
      );
      return out;
    },
    [Symbol.dispose]: () => scope[Symbol.dispose](),
  };
}

/** The cost (the upper 24 bits of a key) up to which so many voxels were reached; the largest if there are fewer. */
function costOfNearest(keys: Uint32Array, voxels: number): number {
  // In two rounds, 12 bits of the cost at a time.
  const counts = new Float64Array(2 * COSTS);
  for (const key of keys) if (key < FAR) counts[key >>> 20]!++;
  let [left, high] = [voxels, 0];
  while (high < COSTS - 1 && counts[high]! < left) left -= counts[high++]!;
  counts.fill(0);
  for (const key of keys) if (key < FAR && key >>> 20 === high) counts[(key >>> 8) & (COSTS - 1)]!++;
  let low = 0;
  while (low < COSTS - 1 && counts[low]! < left) left -= counts[low++]!;
  return high * COSTS + low;
}

interface WaitingBrick {
  readonly brick: number;
  readonly place: readonly [number, number, number];
  readonly news: number;
}

/** Which bricks wait, and from where news came to them. */
function openBricks(dimensions: Dimensions): {
  readonly count: number;
  waiting(): number;
  take(color: number): WaitingBrick[];
  tell(brick: number, outFaces: number, lowestKey: number): void;
  wakeAround(mask: BitMask): void;
} {
  const [bx, by, bz] = bricksPerSideOf(dimensions);
  const count = bx * by * bz;
  const news = new Uint8Array(count);
  const lowest = new Float64Array(count);
  let waiting = 0;
  const placeOf = (brick: number) => [brick % bx, Math.floor(brick / bx) % by, Math.floor(brick / (bx * by))] as const;
  const wake = (brick: number, faces: number, key: number): void => {
    if (news[brick] === 0) {
      waiting++;
      lowest[brick] = key;
    }
    news[brick] = news[brick]! | faces;
    lowest[brick] = Math.min(lowest[brick]!, key);
  };
  /** What came cheap goes first: a brick that is settled before its cheapest news comes is settled again. */
  const limit = (): number => {
    const keys: number[] = [];
    for (let brick = 0; brick < count; brick++) if (news[brick] !== 0) keys.push(lowest[brick]!);
    keys.sort((a, b) => a - b);
    return keys[Math.min(keys.length - 1, Math.max(FEWEST, Math.floor(keys.length * SHARE)))]!;
  };
  return {
    count,
    waiting: () => waiting,
    take(color) {
      const taken: WaitingBrick[] = [];
      const most = limit();
      for (let brick = 0; brick < count; brick++) {
        const place = placeOf(brick);
        if (news[brick] === 0 || lowest[brick]! > most || (place[0] + place[1] + place[2]) % 2 !== color) continue;
        taken.push({ brick, place, news: news[brick]! });
        news[brick] = 0;
        waiting--;
      }
      return taken;
    },
    tell(brick, out, key) {
      const [i, j, k] = placeOf(brick);
      // What goes out through a face comes in through the opposite one of the neighbor.
      if (out & 1 && i > 0) wake(brick - 1, 2, key);
      if (out & 2 && i + 1 < bx) wake(brick + 1, 1, key);
      if (out & 4 && j > 0) wake(brick - bx, 8, key);
      if (out & 8 && j + 1 < by) wake(brick + bx, 4, key);
      if (out & 16 && k > 0) wake(brick - bx * by, 32, key);
      if (out & 32 && k + 1 < bz) wake(brick + bx * by, 16, key);
    },
    wakeAround({ words, wordsPerRow, dimensions: [, ny, nz] }) {
      for (let k = 0; k < nz; k++)
        for (let j = 0; j < ny; j++)
          for (let w = 0; w < bx; w++)
            if (words[(k * ny + j) * wordsPerRow + w] !== 0) {
              const brick = w + bx * ((j >> 5) + by * (k >> 5));
              wake(brick, EVERYWHERE, 0);
              // Its neighbors look too: the seed may lie on the face.
              for (let face = 0; face < 6; face++) this.tell(brick, 1 << face, 0);
            }
    },
  };
}
