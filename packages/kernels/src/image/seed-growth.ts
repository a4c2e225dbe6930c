import {
  type BitMask,
  BRICK_SIDE,
  BRICK_WORDS,
  BrokenPromiseError,
  bricksPerSideOf,
  type Dimensions,
  LengthMismatchError,
  type Triple,
  tripleOf,
  voxelCountOf,
} from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { lentMask, rowSlabsOf } from './mask-memory.ts';
import { openWaitingBricks, type WaitingBricks } from './waiting-bricks.ts';

/** Voxels in one piece when all are touched. */
const PIECE = 1 << 21;
/** Bricks whose labels are read at once. */
const BATCH = 64;
const ALL_FACES = 63;
/** What a brick answers: faces in the lowest bits, whether it changed, and the rest. */
const CHANGED = 64;
const ABOVE = 128;

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

/** Voxels as seeds of a label, 1 to 255: by brick, its words of bits (1,024, row j + 32·k). */
export interface LabelSeeds {
  readonly bricks: ReadonlyMap<number, Uint32Array>;
  readonly label: number;
}

/** The voxels of a mask as seeds. */
export function seedsOfMask({ words, wordsPerRow, dimensions }: BitMask, label: number): LabelSeeds {
  const [bx, by] = bricksPerSideOf(dimensions);
  const [, ny, nz] = dimensions;
  const bricks = new Map<number, Uint32Array>();
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let w = 0; w < bx; w++) {
        const word = words[(k * ny + j) * wordsPerRow + w]!;
        if (word === 0) continue;
        const at = w + bx * ((j >> 5) + by * (k >> 5));
        const own = bricks.get(at) ?? new Uint32Array(BRICK_WORDS);
        own[(j & 31) + BRICK_SIDE * (k & 31)] = word;
        bricks.set(at, own);
      }
  return { bricks, label };
}

/**
 * Labels growing from seeds. Every voxel gets the label of the cheapest way to it, the lower label where two cost the
 * same: one answer for any order of work and any number of threads. Seeds may come and go later, at the price of what
 * they change.
 */
export interface SeedGrowth extends Disposable {
  readonly dimensions: Dimensions;
  /** For each voxel the cost of its cheapest way in the upper 24 bits, the label that came on it in the lower 8. */
  readonly keys: Uint32Array;
  /** Takes seeds away, plants others, and lets all labels grow on until nothing changes. */
  changeSeeds(
    seeds: { readonly remove?: readonly LabelSeeds[]; readonly add: readonly LabelSeeds[] },
    pace?: GrowthPace,
  ): Promise<void>;
  /** The bricks in which anything changed since this was last asked, in order. */
  takeChanged(): number[];
  /** Labels 1 to `labels` in some bricks: 1,024 words of bits for each label, by brick. */
  wordsOf(bricks: readonly number[], labels: number): Promise<ReadonlyMap<number, readonly Uint32Array[]>>;
  /** The voxels of a label, as a mask lent from the arena. */
  maskOf(label: number): Promise<BitMask>;
}

/**
 * Opens a growth over a grid.
 *
 * @param values   Int16, nx·ny·nz, i fastest, in the crew's memory
 * @param allowed  only these voxels are reached; null for all
 * @param heirOf   a growth at the same cost on another part of the same grid, whose seeds and ways are taken over;
 *   `shift` says where its first voxel lies on this grid, in multiples of 32
 * @source the image foresting transform: Falcão, Stolfi and de Alencar Lotufo, IEEE TPAMI 26 (2004) 19. Of that kind is
 *   what the grow-cut automaton settles on: Vezhnevets and Konouchine, GraphiCon (2005) 150
 */
export async function openSeedGrowth(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  {
    allowed,
    cost,
    heirOf,
  }: { allowed: BitMask | null; cost: GrowthCost; heirOf?: { readonly growth: SeedGrowth; readonly shift: Triple } },
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
  /** Bricks that something may come in to, and bricks that may have lost what explains them. */
  const growing = openWaitingBricks(dimensions);
  const doubted = openWaitingBricks(dimensions);
  const dirty = scope.uint32(BRICK_SIDE * growing.count);
  const changed = new Set<number>();
  if (heirOf) inherit({ keys, dimensions }, heirOf, { growing, doubted });

  const work = async (
    task: 'grow.settle' | 'grow.unsettle',
    bricks: WaitingBricks,
    { signal, report }: GrowthPace,
    onChange?: (brick: number, lowest: number) => void,
  ): Promise<void> => {
    for (let round = 0; bricks.waiting() > 0; round++) {
      signal?.throwIfAborted();
      // Bricks of one color of the checkerboard share no face, so they may be worked on side by side.
      const now = bricks.take(round % 2);
      const outs = await crew.run(
        task,
        now.map(({ brick, place, news }) => [
          job.byteOffset,
          ...place,
          news,
          dirty.byteOffset + 4 * BRICK_SIDE * brick,
        ]),
      );
      for (const [n, { brick }] of now.entries()) {
        const lowest = Math.floor(outs[n]! / ABOVE);
        bricks.tell(brick, outs[n]! % CHANGED, lowest);
        if ((outs[n]! & CHANGED) === 0) continue;
        changed.add(brick);
        onChange?.(brick, lowest);
      }
      report?.(Math.max(0, 1 - bricks.waiting() / bricks.count));
    }
  };
  const [bx, by] = bricksPerSideOf(dimensions);
  const placeOf = (brick: number) => [brick % bx, Math.floor(brick / bx) % by, Math.floor(brick / (bx * by))] as const;
  const sow = async (task: 'grow.plant' | 'grow.uproot', { bricks, label }: LabelSeeds): Promise<void> => {
    if (label < 1 || label > 255) throw new BrokenPromiseError(`A label of ${label} does not fit a byte.`);
    const list = [...bricks];
    using batch = new Scope(crew.arena);
    const words = batch.uint32(BRICK_WORDS * Math.min(BATCH, list.length));
    for (const { from, to } of piecesOf(list.length, BATCH)) {
      const now = list.slice(from, to);
      for (const [n, [brick, own]] of now.entries()) {
        if (brick < 0 || brick >= growing.count || own.length !== BRICK_WORDS)
          throw new LengthMismatchError('seeds', growing.count, brick);
        words.set(own, BRICK_WORDS * n);
      }
      await crew.run(
        task,
        now.map(([brick], n) => [
          keys.byteOffset,
          nx,
          ny,
          ...placeOf(brick),
          words.byteOffset + 4 * BRICK_WORDS * n,
          label,
        ]),
      );
    }
    for (const brick of bricks.keys()) {
      changed.add(brick);
      growing.wakeAround(brick);
      if (task === 'grow.uproot') doubted.wakeAround(brick);
    }
  };
  return {
    dimensions,
    keys,
    async changeSeeds({ remove = [], add }, pace = {}) {
      for (const seeds of remove) await sow('grow.uproot', seeds);
      const { signal } = pace;
      await work('grow.unsettle', doubted, signal ? { signal } : {}, (brick, lowest) => growing.wake(brick, lowest));
      for (const seeds of add) await sow('grow.plant', seeds);
      await work('grow.settle', growing, pace);
    },
    takeChanged() {
      const bricks = [...changed].sort((a, b) => a - b);
      changed.clear();
      return bricks;
    },
    async wordsOf(bricks, labels) {
      const found = new Map<number, readonly Uint32Array[]>();
      using batch = new Scope(crew.arena);
      const out = batch.uint32(BRICK_WORDS * labels * Math.min(BATCH, bricks.length));
      for (const { from, to } of piecesOf(bricks.length, BATCH)) {
        const now = bricks.slice(from, to);
        await crew.run(
          'grow.brickLabels',
          now.map((brick, n) => [
            keys.byteOffset,
            nx,
            ny,
            nz,
            ...placeOf(brick),
            labels,
            out.byteOffset + 4 * BRICK_WORDS * labels * n,
          ]),
        );
        for (const [n, brick] of now.entries())
          found.set(
            brick,
            Array.from({ length: labels }, (_, label) => {
              const start = BRICK_WORDS * (labels * n + label);
              return out.slice(start, start + BRICK_WORDS);
            }),
          );
      }
      return found;
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
    [Symbol.dispose]: () => scope[Symbol.dispose](),
  };
}

/**
 * Takes over the keys of a growth where both grids overlap. Where one of them ends and the other goes on, ways from
 * outside are gone, or new ones may come in.
 */
function inherit(
  { keys, dimensions }: { keys: Uint32Array; dimensions: Dimensions },
  { growth, shift }: { growth: SeedGrowth; shift: Triple },
  { growing, doubted }: { growing: WaitingBricks; doubted: WaitingBricks },
): void {
  const [nx, ny] = dimensions;
  const [ox, oy] = growth.dimensions;
  const from = tripleOf(shift.map((at) => Math.max(at, 0)));
  const to = tripleOf(shift.map((at, axis) => Math.min(at + growth.dimensions[axis]!, dimensions[axis]!)));
  if (from.some((at, axis) => at >= to[axis]!)) return;
  for (let k = from[2]; k < to[2]; k++)
    for (let j = from[1]; j < to[1]; j++) {
      const start = from[0] - shift[0] + ox * (j - shift[1] + oy * (k - shift[2]));
      keys.set(growth.keys.subarray(start, start + to[0] - from[0]), from[0] + nx * (j + ny * k));
    }
  const [bx, by] = bricksPerSideOf(dimensions);
  const [low, high] = [from.map((at) => at >> 5), to.map((at) => (at - 1) >> 5)] as [number[], number[]];
  const opened = [0, 1, 2].map((axis) => [
    from[axis] !== shift[axis] || from[axis] !== 0,
    to[axis] !== dimensions[axis] || to[axis] !== shift[axis]! + growth.dimensions[axis]!,
  ]);
  for (let k = low[2]!; k <= high[2]!; k++)
    for (let j = low[1]!; j <= high[1]!; j++)
      for (let i = low[0]!; i <= high[0]!; i++) {
        const place = [i, j, k];
        const atRim = opened.some(
          ([below, above], axis) => (below && place[axis] === low[axis]) || (above && place[axis] === high[axis]),
        );
        if (!atRim) continue;
        const brick = i + bx * (j + by * k);
        doubted.wake(brick, 0);
        growing.wake(brick, 0);
        growing.tell(brick, ALL_FACES, 0);
      }
}
