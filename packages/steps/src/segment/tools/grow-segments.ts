import type { growFromSeeds, Masking, watershedSegments } from '@specola/commands';
import {
  combineBricks,
  combineMasks,
  floodLabels,
  gaussianGrey,
  gradientLevels,
  maskOfLabel,
  openSeedGrowth,
  Scope,
  thresholdMask,
} from '@specola/kernels';
import {
  type BitMask,
  emptyBrickMask,
  type Segmentation,
  type SegmentState,
  spacingMmOf,
  tripleOf,
  type Volume,
} from '@specola/space';
import type { Run } from '../../runner/values.ts';
import { allowedArea, changeSegment, segmentOf } from '../edit/change-segment.ts';
import { EmptyTargetError, RangeOrderError, SegmentLockedError } from '../edit/edit-errors.ts';
import { edited } from '../edit/edit-history.ts';
import { everyVoxelOf, openWorkBox, type WorkBox } from '../edit/work-box.ts';

/** Larger differences cost no more: between bone and air there is one edge, not five. */
const MOST_HU = 1000;
/** Levels that a watershed tells apart. */
const LEVELS = 2048;

interface Seeding {
  readonly segments: readonly string[];
  readonly masking: Masking;
  readonly marginMm: number;
}

export const runGrowFromSeeds: Run<typeof growFromSeeds> = async ({ volume, segments }, params, { crew, pace }) => {
  using scope = new Scope(crew.arena);
  const { work, seeds, allowed } = await seeding(volume, segments.now, params, { crew, scope, pace });
  const values = work.valuesOf(volume);
  const perStep = tripleOf(work.spacingMm.map((mm) => Math.max(1, Math.round(mm * params.localityHuPerMm))));
  using growth = await openSeedGrowth(
    { values, dimensions: work.box.dimensions },
    { allowed, cost: { by: 'difference', mostHu: MOST_HU, perStep } },
    crew,
  );
  await growth.addSeeds(seeds, pace);
  const grown = (label: number) => growth.maskOf(label).then(work.hold);
  return { segments: edited(segments, await takenOver(volume, segments.now, params, work, grown)) };
};

export const runWatershedSegments: Run<typeof watershedSegments> = async (
  { volume, segments },
  params,
  { crew, pace },
) => {
  using scope = new Scope(crew.arena);
  const { work, seeds, allowed } = await seeding(volume, segments.now, params, { crew, scope, pace });
  const { dimensions } = work.box;
  const raw = work.valuesOf(volume);
  const blurred = scope.hold(await gaussianGrey({ values: raw, dimensions }, params.blurMm, work.spacingMm, crew));
  const levels = scope.hold(await gradientLevels({ values: blurred, dimensions }, work.spacingMm, LEVELS, crew));
  const labels = scope.hold(
    await floodLabels({ values: levels, dimensions }, { seeds, allowed, highest: LEVELS - 1 }, crew, pace),
  );
  const grown = (label: number) => maskOfLabel(labels, dimensions, label, crew).then(work.hold);
  return { segments: edited(segments, await takenOver(volume, segments.now, params, work, grown)) };
};

/** What both start from: a box around all seeds, the seeds in it, and where they may grow. */
async function seeding(
  volume: Volume,
  segmentation: Segmentation,
  { segments, masking, marginMm }: Seeding,
  bench: Pick<Parameters<typeof openWorkBox>[2], 'crew' | 'scope'> & {
    readonly pace: { readonly signal: AbortSignal };
  },
): Promise<{ work: WorkBox; seeds: { mask: BitMask; label: number }[]; allowed: BitMask }> {
  const growing = segments.map((id) => segmentOf(segmentation, id));
  for (const one of growing) refuseUnfit(one);
  const all = growing.reduce((sum, { voxels }) => combineBricks('or', sum, voxels), emptyBrickMask(volume.dimensions));
  const work = openWorkBox(all, marginMm, { ...bench, spacingMm: spacingMmOf(volume.ijkToLps) });
  const seeds = growing.map(({ voxels }, n) => ({ mask: work.maskOf(voxels), label: n + 1 }));
  // What others hold is theirs, unless they give way.
  const others = segmentation.segments.filter(({ id }) => !segments.includes(id));
  const area = allowedArea(everyVoxelOf(volume.dimensions), segmentation, others, masking);
  const stays = others.filter(
    ({ locked, visible }) => locked || masking.overwrite === 'none' || (masking.overwrite === 'visible' && !visible),
  );
  const free = stays.reduce((left, { voxels }) => combineBricks('andNot', left, voxels), area);
  const allowed = work.maskOf(free);
  if (masking.rangeHu) {
    const [from, to] = masking.rangeHu;
    if (from > to) throw new RangeOrderError(from, to);
    const boxed = { ...volume, values: work.valuesOf(volume), dimensions: work.box.dimensions };
    const within = work.hold(await thresholdMask(boxed, { from, to }, bench.crew));
    await combineMasks('and', allowed, within, bench.crew, { out: allowed });
  }
  return { work, seeds, allowed };
}

function refuseUnfit({ id, locked, voxels }: SegmentState): void {
  if (locked) throw new SegmentLockedError(id);
  if (voxels.bricks.every((brick) => brick === 0)) throw new EmptyTargetError(id, 'grow from');
}

/** Every growing segment gets what it came to hold; what was seed stays. */
async function takenOver(
  volume: Volume,
  before: Segmentation,
  { segments, masking }: Seeding,
  work: WorkBox,
  grown: (label: number) => Promise<BitMask>,
): Promise<Segmentation> {
  let next = before;
  for (const [n, id] of segments.entries()) {
    const add = work.bricksOf(await grown(n + 1));
    next = changeSegment(next, id, { add, isoHu: null }, { ...masking, area: 'everywhere', rangeHu: null }, volume);
  }
  return next;
}
