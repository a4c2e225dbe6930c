import type { splitBones } from '@specola/commands';
import {
  bricksFromRuns,
  combineBricks,
  combineMasks,
  darkBetween,
  enclosedCavities,
  joinedPieces,
  keepComponents,
  marginMask,
  openSeedGrowth,
  PARTED,
  partTouching,
  Scope,
  seedsOfMask,
  type VoxelRun,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import { type BitMask, type Segmentation, spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';
import type { Run } from '../../runner/values.ts';
import { becoming, changeSegment, holdsNothing, segmentOf } from '../edit/change-segment.ts';
import { EmptyTargetError, SegmentLockedError } from '../edit/edit-errors.ts';
import { edited } from '../edit/edit-history.ts';
import { placeOnGrid, voxelsAt } from '../edit/points-on-grid.ts';
import { openWorkBox, type WorkBox } from '../edit/work-box.ts';
import { newSegment, oddSides, withFacts, withSegment } from './manage-segments.ts';
import { ballRuns } from './paint-segment.ts';

/** A joint darker than its surroundings by this costs as much as it can; less is noise and loose trabeculae. */
const MOST_DARK_HU = 600;
const NOISE_HU = 80;
/** What a millimeter of way costs, so that parts meet halfway where the image shows no joint. */
const LOCALITY_PER_MM = 4;

type Params = Parameters<Run<typeof splitBones>>[1];

/**
 * A joint is a dark sheet between two bright ones. The parts grow from their points through the segment (and through what
 * it encloses), and a step costs what the voxel is darker than its surroundings: they meet in the joint. Then no two parts
 * touch: of two voxels that do, the darker goes.
 *
 * Tried before: differences of values as the cost (grow from seeds). Loose trabeculae then cost as much as a joint, and
 * the larger bone's part starves before it reaches its far end.
 */
export const runSplitBones: Run<typeof splitBones> = async ({ volume, segments }, params, { crew, pace }) => {
  const before = segments.now;
  const whole = segmentOf(before, params.segment);
  if (whole.locked) throw new SegmentLockedError(whole.id);
  if (holdsNothing(whole)) throw new EmptyTargetError(whole.id, 'part');
  using scope = new Scope(crew.arena);
  const work = openWorkBox(whole.voxels, 4 * params.jointMm, { crew, scope, spacingMm: spacingMmOf(volume.ijkToLps) });
  const { dimensions } = work.box;
  const own = work.maskOf(whole.voxels);
  const allowed = await solidOf(own, work, params.bridgeMm);
  const values = work.valuesOf(volume);
  const dark = scope.hold(
    await darkBetween(
      { values, dimensions },
      { spacingMm: work.spacingMm, reachMm: params.jointMm, noiseHu: NOISE_HU, mostHu: MOST_DARK_HU },
      crew,
    ),
  );
  const perStep = tripleOf(work.spacingMm.map((mm) => Math.max(1, Math.round(LOCALITY_PER_MM * mm))));
  using growth = await openSeedGrowth(
    { values: dark, dimensions },
    { allowed, cost: { by: 'mean', mostHu: MOST_DARK_HU, perStep } },
    crew,
  );
  const seeds = params.parts.map(({ seedsLpsMm }, n) => ({
    mask: seedMask(volume, seedsLpsMm, params.seedMm, work),
    label: n + 1,
  }));
  await growth.changeSeeds({ add: seeds.map(({ mask, label }) => seedsOfMask(mask, label)) }, pace);
  const labels = scope.uint8(values.length, { zeroed: true });
  for (const { label } of seeds) {
    const grown = work.hold(await growth.maskOf(label));
    // A part holds what the segment held, in one piece with its points.
    await combineMasks('and', grown, own, crew, { out: grown });
    const held = work.hold(await joinedPieces(grown, seeds[label - 1]!.mask, crew));
    work.paintLabel(held, labels, label);
  }
  partTouching(labels, values, dimensions);
  let next: Segmentation = before;
  for (const [n, part] of params.parts.entries())
    next = await withPart(next, part, await work.bricksOfLabel(labels, n + 1), { volume, isoHu: whole.isoHu });
  const left = params.parts.reduce(
    (rest, { segment }) => combineBricks('andNot', rest, segmentOf(next, segment).voxels),
    whole.voxels,
  );
  // What lies between two parts belongs to nobody any more.
  const apart = combineBricks('andNot', left, await work.bricksOfLabel(labels, PARTED));
  next = changeSegment(next, whole.id, becoming(whole, apart), OVER_ALL, volume);
  const empty = params.parts.filter(({ segment }) => holdsNothing(segmentOf(next, segment)));
  const parts = params.parts.map(({ segment }) => segmentOf(next, segment));
  return {
    segments: edited(segments, next),
    findings: [...empty.map(({ segment }) => tookNothing(segment, whole.id)), ...oddSides(parts)],
  };
};

const tookNothing = (part: string, whole: string): Finding => ({
  code: 'segment/part-empty',
  severity: 'warning',
  what: `The part "${part}" took no voxel of "${whole}".`,
  why: 'Its points lie outside the segment, in a piece that was removed before, or nearer to another part in its every voxel.',
  mend: 'Set its points inside the bone, and look whether the segment holds that bone ("islandMm3" removes small pieces).',
});

const OVER_ALL = { area: 'everywhere', rangeHu: null, overwrite: 'all' } as const;

/** The segment with its gaps closed and filled: where parts may grow. */
async function solidOf(own: BitMask, work: WorkBox, bridgeMm: number): Promise<BitMask> {
  const { crew, spacingMm } = work;
  const grown = work.hold(await marginMask(own, bridgeMm / 2, spacingMm, crew));
  const { background, cavities } = await enclosedCavities(grown, crew);
  using _ = background;
  const inside = new Set(cavities);
  const filled = work.hold(await keepComponents(background, (cavity) => inside.has(cavity), crew));
  await combineMasks('or', grown, filled, crew, { out: grown });
  const solid = work.hold(await marginMask(grown, -bridgeMm / 2, spacingMm, crew));
  return await combineMasks('or', solid, own, crew, { out: solid });
}

function seedMask(volume: Volume, points: readonly Triple[], radiusMm: number, work: WorkBox): BitMask {
  const place = placeOnGrid(volume);
  const spacing = work.spacingMm;
  const held = voxelsAt(volume, points);
  function* runs(): Generator<VoxelRun> {
    for (const [i, j, k] of held) yield [i, i, j, k];
    for (const point of points) yield* ballRuns(place(point), { radiusMm, spacing, flat: -1 });
  }
  return work.maskOf(bricksFromRuns(volume.dimensions, runs()));
}

async function withPart(
  before: Segmentation,
  { segment: id, name, anatomy, side }: Params['parts'][number],
  voxels: Segmentation['segments'][number]['voxels'],
  { volume, isoHu }: { volume: Volume; isoHu: number | null },
): Promise<Segmentation> {
  const facts = { ...(name && { name }), ...(anatomy && { anatomy }), ...(side && { side }) };
  const known = before.segments.some((one) => one.id === id);
  const there = known ? before : withSegment(before, newSegment(before, { id }));
  const told = { ...there, segments: there.segments.map((one, n) => (one.id === id ? withFacts(one, facts, n) : one)) };
  return changeSegment(told, id, { ...becoming(segmentOf(told, id), voxels), isoHu }, OVER_ALL, volume);
}
