import type { growFromSeeds, Masking, watershedSegments } from '@specola/commands';
import {
  type BrickBox,
  type Crew,
  combineBricks,
  combineMasks,
  floodLabels,
  gaussianGrey,
  gradientLevels,
  Scope,
  thresholdMask,
} from '@specola/kernels';
import {
  type BrickMask,
  emptyBrickMask,
  type Segmentation,
  type SegmentState,
  spacingMmOf,
  type Triple,
  type Volume,
} from '@specola/space';
import { Session } from '../../runner/session.ts';
import type { Run } from '../../runner/values.ts';
import { allowedArea, changeSegment, segmentOf } from '../edit/change-segment.ts';
import { EmptyTargetError, RangeOrderError, SegmentLockedError } from '../edit/edit-errors.ts';
import { edited } from '../edit/edit-history.ts';
import { everyVoxelOf, openBox, workBoxOf } from '../edit/work-box.ts';
import { keptGrowing } from './kept-growing.ts';

/** Levels that a watershed tells apart. */
const LEVELS = 2048;

interface Seeding {
  readonly segments: readonly string[];
  readonly masking: Masking;
  readonly marginMm: number;
}

export const runGrowFromSeeds: Run<typeof growFromSeeds> = async (
  { volume, segments },
  params,
  { crew, pace, session },
) => {
  using own = new Session();
  const { seeds, free, box } = growingFrom(volume, segments.now, params);
  const { localityHuPerMm, masking } = params;
  const wanted = { seeds, free, box, localityHuPerMm, rangeHu: masking.rangeHu };
  const grown = await keptGrowing(volume, wanted, { crew, pace, session: session ?? own });
  return { segments: edited(segments, takenOver(volume, segments.now, params, grown)) };
};

export const runWatershedSegments: Run<typeof watershedSegments> = async (
  { volume, segments },
  params,
  { crew, pace },
) => {
  using scope = new Scope(crew.arena);
  const { seeds: voxels, free, box } = growingFrom(volume, segments.now, params);
  const work = openBox(box, { crew, scope, spacingMm: spacingMmOf(volume.ijkToLps) });
  const seeds = voxels.map((one, n) => ({ mask: work.maskOf(one), label: n + 1 }));
  const { dimensions } = box;
  const raw = work.readValues(volume);
  const allowed = work.maskOf(free);
  if (params.masking.rangeHu) {
    const [from, to] = params.masking.rangeHu;
    const within = work.hold(await thresholdMask({ ...volume, values: raw, dimensions }, { from, to }, crew));
    await combineMasks('and', allowed, within, crew, { out: allowed });
  }
  const levels = scope.hold(await levelsOf({ values: raw, dimensions }, params.blurMm, work.spacingMm, crew));
  const labels = scope.hold(
    await floodLabels({ values: levels, dimensions }, { seeds, allowed, highest: LEVELS - 1 }, crew, pace),
  );
  const grown: BrickMask[] = [];
  for (const { label } of seeds) grown.push(await work.bricksOfLabel(labels, label));
  return { segments: edited(segments, takenOver(volume, segments.now, params, grown)) };
};

/** The gradient of the blurred image in levels. These are lent first: what the blurred image leaves is then one piece with what is free. */
async function levelsOf(
  grey: { values: Int16Array; dimensions: Volume['dimensions'] },
  blurMm: number,
  spacingMm: Triple,
  crew: Crew,
): Promise<Int16Array> {
  using scope = new Scope(crew.arena);
  const out = scope.int16(grey.values.length);
  const values = scope.hold(await gaussianGrey(grey, blurMm, spacingMm, crew));
  return scope.keep(await gradientLevels({ values, dimensions: grey.dimensions }, spacingMm, LEVELS, crew, { out }));
}

/** What both start from: the seeds, a box around all of them, and where they may grow. */
function growingFrom(
  volume: Volume,
  segmentation: Segmentation,
  { segments, masking, marginMm }: Seeding,
): { seeds: BrickMask[]; free: BrickMask; box: BrickBox } {
  if (masking.rangeHu && masking.rangeHu[0] > masking.rangeHu[1]) throw new RangeOrderError(...masking.rangeHu);
  const growing = segments.map((id) => segmentOf(segmentation, id));
  for (const one of growing) refuseUnfit(one);
  const seeds = growing.map(({ voxels }) => voxels);
  const all = seeds.reduce((sum, voxels) => combineBricks('or', sum, voxels), emptyBrickMask(volume.dimensions));
  // What others hold is theirs, unless they give way.
  const others = segmentation.segments.filter(({ id }) => !segments.includes(id));
  const area = allowedArea(everyVoxelOf(volume.dimensions), segmentation, others, masking);
  const stays = others.filter(
    ({ locked, visible }) => locked || masking.overwrite === 'none' || (masking.overwrite === 'visible' && !visible),
  );
  const free = stays.reduce((left, { voxels }) => combineBricks('andNot', left, voxels), area);
  return { seeds, free, box: workBoxOf(all, marginMm, spacingMmOf(volume.ijkToLps)) };
}

function refuseUnfit({ id, locked, voxels }: SegmentState): void {
  if (locked) throw new SegmentLockedError(id);
  if (voxels.bricks.every((brick) => brick === 0)) throw new EmptyTargetError(id, 'grow from');
}

/** Every growing segment gets what it came to hold; what was seed stays. */
function takenOver(
  volume: Volume,
  before: Segmentation,
  { segments, masking }: Seeding,
  grown: readonly BrickMask[],
): Segmentation {
  let next = before;
  for (const [n, id] of segments.entries()) {
    const change = { add: grown[n]!, isoHu: null };
    next = changeSegment(next, id, change, { ...masking, area: 'everywhere', rangeHu: null }, volume);
  }
  return next;
}
