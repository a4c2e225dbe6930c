import {
  type BrickBox,
  bricksInUse,
  type Crew,
  combineBricks,
  combineMasks,
  type LabelSeeds,
  openSeedGrowth,
  Scope,
  type SeedGrowth,
  thresholdMask,
} from '@specola/kernels';
import {
  type BitBrick,
  type BrickMask,
  bricksPerSideOf,
  emptyBrickMask,
  spacingMmOf,
  type Triple,
  tripleOf,
  type Volume,
  voxelCountOf,
  withBitBricks,
  wordsOfBrick,
} from '@specola/space';
import type { Session } from '../../runner/session.ts';
import type { Pace } from '../../runner/values.ts';
import type { KeptGrowth } from '../edit/kept-growth.ts';
import { openBox, type WorkBox } from '../edit/work-box.ts';

/** Larger differences cost no more: between bone and air there is one edge, not five. */
const MOST_HU = 1000;
/**
 * Both growths are held while one takes over from the other, if together they are no larger than this share of the grid;
 * otherwise it starts anew. Keys take twice the bytes of the volume, so this stays below five times the volume.
 */
const MOST_OF_GRID = 1.25;

/** What decides a growth. */
interface Growing {
  readonly seeds: readonly BrickMask[];
  readonly free: BrickMask;
  readonly rangeHu: readonly [number, number] | null;
  readonly box: BrickBox;
  readonly localityHuPerMm: number;
}

interface GrowingBench {
  readonly crew: Crew;
  readonly pace: Pace;
  readonly session: Session;
}

/**
 * What each label comes to hold. Goes on from the growth that the session keeps where seeds alone (and the box around
 * them) are others than there, at the price of what that changes; otherwise starts anew. The answer is the same.
 */
export async function keptGrowing(
  volume: Volume,
  wanted: Growing,
  { crew, pace, session }: GrowingBench,
): Promise<readonly BrickMask[]> {
  const { growth: kept } = session;
  try {
    if (!kept || !goesOn(kept, wanted, volume, crew)) {
      session.forget();
      session.growth = { ...(await begin(volume, wanted, crew)), grown: nothing(wanted.seeds, volume) };
    } else if (!sameBox(kept.box, wanted.box)) session.growth = await moved(volume, kept, wanted, crew);
    const now = session.growth!;
    await now.growth.changeSeeds(seedChanges(now.seeds, wanted.seeds, now.box), pace);
    const changed = now.growth.takeChanged();
    const asked = now === kept ? changed : Array.from({ length: boxBricks(now.box).count }, (_, brick) => brick);
    const grown = await labelsIn(now.growth, now.box, now.grown, asked);
    session.growth = { ...now, seeds: wanted.seeds, grown };
    return grown;
  } catch (thrown) {
    // Half a growth is none.
    session.forget();
    throw thrown;
  }
}

/** Whether only seeds and the box around them may differ. */
function goesOn(kept: KeptGrowth, wanted: Growing, { values, dimensions }: Volume, { arena }: Crew): boolean {
  return (
    kept.scope.arena === arena &&
    kept.values === values &&
    kept.seeds.length === wanted.seeds.length &&
    kept.localityHuPerMm === wanted.localityHuPerMm &&
    JSON.stringify(kept.rangeHu) === JSON.stringify(wanted.rangeHu) &&
    sameVoxels(kept.free, wanted.free) &&
    (sameBox(kept.box, wanted.box) ||
      voxelCountOf(kept.box.dimensions) + voxelCountOf(wanted.box.dimensions) <=
        MOST_OF_GRID * voxelCountOf(dimensions))
  );
}

/** A growth without seeds yet. */
async function begin(
  volume: Volume,
  { free, rangeHu, box, localityHuPerMm }: Growing,
  crew: Crew,
  heirOf?: { readonly growth: SeedGrowth; readonly shift: Triple },
): Promise<Omit<KeptGrowth, 'grown'>> {
  const scope = new Scope(crew.arena);
  try {
    const work = openBox(box, { crew, scope, spacingMm: spacingMmOf(volume.ijkToLps) });
    const values = work.readValues(volume);
    const allowed = work.maskOf(free);
    if (rangeHu) {
      const [from, to] = rangeHu;
      const within = await thresholdMask({ ...volume, values, dimensions: box.dimensions }, { from, to }, crew);
      await combineMasks('and', allowed, within, crew, { out: allowed });
      crew.arena.release(within.words);
    }
    const growth = await openSeedGrowth(
      { values, dimensions: box.dimensions },
      {
        allowed,
        cost: { by: 'difference', mostHu: MOST_HU, perStep: perStepOf(work, localityHuPerMm) },
        ...(heirOf && { heirOf }),
      },
      crew,
    );
    return { values: volume.values, box, localityHuPerMm, rangeHu, free, seeds: [], growth, scope };
  } catch (thrown) {
    scope[Symbol.dispose]();
    throw thrown;
  }
}

const perStepOf = ({ spacingMm }: WorkBox, localityHuPerMm: number): Triple =>
  tripleOf(spacingMm.map((mm) => Math.max(1, Math.round(mm * localityHuPerMm))));

/** The growth on another box, with the seeds that it has. */
async function moved(volume: Volume, kept: KeptGrowth, wanted: Growing, crew: Crew): Promise<KeptGrowth> {
  kept.scope[Symbol.dispose]();
  const shift = tripleOf(kept.box.origin.map((at, axis) => at - wanted.box.origin[axis]!));
  const begun = await begin(volume, wanted, crew, { growth: kept.growth, shift });
  kept.growth[Symbol.dispose]();
  return { ...begun, seeds: kept.seeds, grown: nothing(wanted.seeds, volume) };
}

const nothing = (seeds: readonly BrickMask[], { dimensions }: Volume): BrickMask[] =>
  seeds.map(() => emptyBrickMask(dimensions));

/** Seeds that go, and seeds that come; a voxel that one label leaves may be a seed of another all along. */
function seedChanges(
  before: readonly BrickMask[],
  after: readonly BrickMask[],
  box: BrickBox,
): { remove: LabelSeeds[]; add: LabelSeeds[] } {
  const inBox = boxBricks(box);
  const seeds = (voxels: BrickMask, n: number): LabelSeeds => {
    const bricks = new Map<number, Uint32Array>();
    for (const at of bricksInUse(voxels)) {
      const brick = inBox.numberOf(at);
      if (brick !== null) bricks.set(brick, wordsOfBrick(voxels, at));
    }
    return { bricks, label: n + 1 };
  };
  const gone = after.map((voxels, n) =>
    before[n] ? combineBricks('andNot', before[n], voxels) : emptyBrickMask(voxels.dimensions),
  );
  const left = gone.reduce((sum, one) => combineBricks('or', sum, one));
  const come = after.map((voxels, n) => {
    const fresh = before[n] ? combineBricks('andNot', voxels, before[n]) : voxels;
    return combineBricks('or', fresh, combineBricks('and', voxels, left));
  });
  return { remove: gone.map(seeds), add: come.map(seeds) };
}

/** Bricks of a box by number, and where they stand on the grid. */
function boxBricks({ grid, origin, dimensions }: BrickBox): {
  readonly count: number;
  onGrid(brick: number): number;
  /** null outside the box. */
  numberOf(gridBrick: number): number | null;
} {
  const [bx, by, bz] = bricksPerSideOf(dimensions);
  const [gx, gy] = bricksPerSideOf(grid);
  const [oi, oj, ok] = tripleOf(origin.map((at) => at >> 5));
  return {
    count: bx * by * bz,
    onGrid: (brick) =>
      oi + (brick % bx) + gx * (oj + (Math.floor(brick / bx) % by) + gy * (ok + Math.floor(brick / (bx * by)))),
    numberOf(at) {
      const [i, j, k] = [(at % gx) - oi, (Math.floor(at / gx) % gy) - oj, Math.floor(at / (gx * gy)) - ok] as const;
      const inside = i >= 0 && j >= 0 && k >= 0 && i < bx && j < by && k < bz;
      return inside ? i + bx * (j + by * k) : null;
    },
  };
}

/** What labels hold, where some bricks of the box are other than before. */
async function labelsIn(
  growth: SeedGrowth,
  box: BrickBox,
  before: readonly BrickMask[],
  bricks: readonly number[],
): Promise<BrickMask[]> {
  const { onGrid } = boxBricks(box);
  const fresh = before.map(() => new Map<number, BitBrick>());
  for (const [brick, words] of await growth.wordsOf(bricks, before.length))
    for (const [n, own] of words.entries()) fresh[n]!.set(onGrid(brick), own);
  return before.map((voxels, n) => withBitBricks(voxels, fresh[n]!));
}

const sameBox = (a: BrickBox, b: BrickBox): boolean =>
  [0, 1, 2].every((axis) => a.origin[axis] === b.origin[axis] && a.dimensions[axis] === b.dimensions[axis]);

const sameVoxels = (a: BrickMask, b: BrickMask): boolean =>
  a.bricks.every((brick, at) => {
    const other = b.bricks[at]!;
    if (typeof brick === 'number' || typeof other === 'number') return brick === other;
    return brick === other || brick.every((word, row) => word === other[row]);
  });
