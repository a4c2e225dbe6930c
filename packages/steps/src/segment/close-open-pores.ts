// Which pores of a bone are closed. Tried on the ankle of the Visible Human Female (1 mm voxels, surface at 265 HU), whose
// calcanei and cuboids are sponges at any one threshold. Joint-like are the 6,756 places below 200 HU with bone of 550 HU
// on both sides within 3 mm:
//
//   closing by a ball, enclosed filled, radius 1 / 2 mm   19 / 44 cm³ filled    53 / 87 % of the joint-like places filled
//   what a rolling ball of 5 mm does not reach            131 cm³               91 %, every bone of a foot in one piece
//   the same, gaps between walls kept open                48 cm³                12 %, holes of 5 mm and more stay
//   the same, with thin cortex recovered first (this)     101 cm³               22 %, nearly all of them marrow
//
// Of those 22 % (1,458 places) 1,347 lie in 18 clusters that were looked at on slices: each is the marrow canal of a
// metatarsal or a toe, whose cortex stands on both sides as two bones do. That leaves 111 places that may be joints, 2 % of
// the 5,205 that are not such canals. What is wrong besides: fat between a nail and its toe is filled, the nail being a sheet.
//
// Telling a hole from a gap by a plane of closed axes (three or four of the 13) opened six of ten holes of the porous
// phantom with the gaps: a slanted hole has no such plane. A count of closed axes, or rays to the same bone, say nothing:
// in a narrow gap nearly all rays hit. Doing all of it twice fills 0.7 cm³ more.
import {
  ballElement,
  combineMasks,
  componentAt,
  components,
  copyMask,
  countComponentsIn,
  countMask,
  crowdedMask,
  dilateMask,
  enclosedCavities,
  FACE_NEIGHBORS,
  gapMask,
  invertMask,
  keepComponents,
  type StructuringElement,
  sheetMask,
  thresholdMask,
} from '@specola/kernels';
import { type BitMask, toLps } from '@specola/space';
import { AIR_BELOW_HU, LARGEST_FILLED_MM3 } from './hollows.ts';
import { chooseComponents, litersOrMm3, MaskScope, noteRegions, type Segmenting } from './segmenting.ts';

/** What the image says of bone: where its surface runs, and what surrounds it. */
export interface BoneLevels {
  readonly isoHu: number;
  readonly outsideHu: number;
}

/** A cortex may be drawn down by the point spread to this share of the way from what surrounds it to the threshold. */
const THIN_CORTEX_FROM = 0.35;

/** A sheet stands above both of its sides by this share of the same way; noise and the blurred edge of a bone do not. */
const SHEET_STANDS = 0.25;

/**
 * A pinhole in a cortex lies below its rim, and above what is on both sides of the sheet; a joint lies below its two
 * bones and above nothing. At 0.3 the calcaneus closes and no joint of the ankle does.
 */
const SHEET_TO_RIM = 0.3;

/** Walls of a joint stand above what is between them by this share of the way from soft tissue to the threshold. */
const GAP_BELOW_WALLS = 0.75;

/** A gap is a sheet: a ball around a place in it holds at least a slab of this many voxels' thickness of open places. */
const GAP_VOXELS = 0.6;
const AROUND_MM = 2.5;

/** What touches the outside with more of its voxels than this is a groove on a bone, no chamber in it. */
const GROOVE_SHARE = 0.4;

/** Smaller pieces are splinters of a cortex, or sesamoids. */
const SMALLEST_BONE_MM3 = 1000;

/** A voxel and its 26 neighbours. */
const CUBE: StructuringElement = { rows: [-1, 0, 1].flatMap((dj) => [-1, 0, 1].map((dk) => [dj, dk, 1] as const)) };

/** A flat sheet holds nine of the 27 places around each of its voxels; the ridges of noise are shorter. */
const SHEET_PLACES = 9;

/** A voxel and all that shares a face or an edge with it. */
const EDGE_NEIGHBORS: StructuringElement = {
  rows: [
    [0, 0, 1],
    [1, 0, 1],
    [-1, 0, 1],
    [0, 1, 1],
    [0, -1, 1],
    [1, 1, 0],
    [1, -1, 0],
    [-1, 1, 0],
    [-1, -1, 0],
  ],
};

/**
 * Closes pores that open to the outside, in place, and fills what lies behind them: trabecular bone and marrow under a
 * cortex that is thinner than the image can show.
 *
 * @param mask  the bones
 * @param shut  the same with the ends capped that the scan cuts; changed alike
 */
export async function closeOpenPores(
  job: Segmenting,
  mask: BitMask,
  shut: BitMask,
  levels: BoneLevels | null,
): Promise<void> {
  const { crew, params } = job;
  if (params.poreMm === 0) return;
  using masks = new MaskScope(crew);
  const walls = masks.hold(await thinCortex(job, shut, levels));
  const solid = masks.hold(await combineMasks('or', shut, walls, crew));
  const { outside, hidden } = await hiddenFrom(job, solid);
  masks.hold(outside);
  masks.hold(hidden);
  const enclosed = masks.hold(await enclosedBy(shut, crew));
  await combineMasks('andNot', hidden, enclosed, crew, { out: hidden });
  await openGaps(job, { solid, outside, hidden }, levels);
  const chambers = masks.hold(await chambersIn(job, hidden, outside));
  const near = masks.hold(await dilateMask(chambers, EDGE_NEIGHBORS, crew));
  await combineMasks('and', walls, near, crew, { out: walls });
  await dropLoose(job, shut, [walls, chambers]);
  if (!params.fillCavities) await keepPlugs(job, { solid: [shut, walls, enclosed], chambers });
  await tell(job, walls, chambers);
  const before = masks.hold(copyMask(mask, crew));
  for (const added of [walls, chambers])
    for (const out of new Set([mask, shut])) await combineMasks('or', out, added, crew, { out });
  await tellJoined(job, before, mask);
}

/** Cortex below the threshold: bright sheets that continue the bones. */
async function thinCortex({ volume, crew }: Segmenting, bone: BitMask, levels: BoneLevels | null): Promise<BitMask> {
  using masks = new MaskScope(crew);
  const rise = levels ? levels.isoHu - levels.outsideHu : 0;
  const from = levels ? levels.outsideHu + THIN_CORTEX_FROM * rise : 0;
  const faint = masks.hold(await thresholdMask(volume, { from, to: levels ? levels.isoHu : -1 }, crew));
  await combineMasks('andNot', faint, bone, crew, { out: faint });
  const least = Math.ceil(SHEET_STANDS * rise);
  const sheets = masks.hold(await sheetMask(volume, faint, { least, valleyShare: SHEET_TO_RIM }, crew));
  const wall = masks.hold(await combineMasks('or', sheets, bone, crew));
  const flat = masks.hold(await crowdedMask(sheets, wall, { around: CUBE, least: SHEET_PLACES }, crew));
  const touching = masks.hold(await dilateMask(bone, FACE_NEIGHBORS, crew));
  return await touchedParts(flat, touching, 6, crew);
}

/**
 * Parts what is not solid into what a ball of the pores' size reaches from outside, and what is hidden from it. Air is
 * outside: it is never filled.
 */
async function hiddenFrom(
  { volume, crew, params, spacingMm }: Segmenting,
  solid: BitMask,
): Promise<{ outside: BitMask; hidden: BitMask }> {
  using masks = new MaskScope(crew);
  const ball = ballElement(params.poreMm / 2, spacingMm);
  const grown = masks.hold(await dilateMask(solid, ball, crew));
  using around = await components(masks.hold(await invertMask(grown, crew)), 18, crew);
  const centers = masks.hold(await keepComponents(around, (c) => around.touchedSides[c]! !== 0, crew));
  const outside = masks.hold(await dilateMask(centers, ball, crew));
  const air = masks.hold(await thresholdMask(volume, { from: -Infinity, to: AIR_BELOW_HU }, crew));
  await combineMasks('or', outside, air, crew, { out: outside });
  await combineMasks('andNot', outside, solid, crew, { out: outside });
  const hidden = masks.hold(await combineMasks('or', outside, solid, crew));
  await invertMask(hidden, crew, { out: hidden });
  return { outside: masks.keep(outside), hidden: masks.keep(hidden) };
}

/** Hollows that are closed already: they are filled, or left, by other rules. */
async function enclosedBy(mask: BitMask, crew: Segmenting['crew']): Promise<BitMask> {
  const { background } = await enclosedCavities(mask, crew);
  using _ = background;
  return await keepComponents(background, (c) => background.touchedSides[c] === 0, crew);
}

/** Moves gaps between bones that open to the outside from hidden to outside, in place. */
async function openGaps(
  { volume, crew, params, spacingMm, voxelMm3 }: Segmenting,
  { solid, outside, hidden }: { solid: BitMask; outside: BitMask; hidden: BitMask },
  levels: BoneLevels | null,
): Promise<void> {
  using masks = new MaskScope(crew);
  const least = levels ? GAP_BELOW_WALLS * (levels.isoHu - levels.outsideHu) : -Infinity;
  const seeds = masks.hold(await dilateMask(outside, EDGE_NEIGHBORS, crew));
  const gaps = masks.hold(await gapMask(volume, hidden, solid, { acrossMm: params.poreMm, least }, crew));
  const reached = masks.hold(await touchedParts(gaps, seeds, 18, crew));

  const aroundMm = Math.max(AROUND_MM, 2.5 * Math.cbrt(voxelMm3));
  const around = ballElement(aroundMm, spacingMm);
  const slabMm3 = Math.PI * aroundMm ** 2 * GAP_VOXELS * Math.cbrt(voxelMm3);
  const crowd = masks.hold(await combineMasks('or', reached, outside, crew));
  const wide = masks.hold(await crowdedMask(reached, crowd, { around, least: Math.round(slabMm3 / voxelMm3) }, crew));
  const open = masks.hold(await touchedParts(wide, seeds, 18, crew));
  await combineMasks('or', outside, open, crew, { out: outside });
  await combineMasks('andNot', hidden, open, crew, { out: hidden });
}

/** The hidden places that lie in a bone, not in a groove on it. */
async function chambersIn({ crew, voxelMm3 }: Segmenting, hidden: BitMask, outside: BitMask): Promise<BitMask> {
  using masks = new MaskScope(crew);
  const beside = masks.hold(await dilateMask(outside, FACE_NEIGHBORS, crew));
  using parts = await components(hidden, 6, crew);
  const open = await countComponentsIn(parts, beside, crew);
  const isChamber = (c: number) =>
    open[c]! <= GROOVE_SHARE * parts.voxels[c]! && parts.voxels[c]! * voxelMm3 <= LARGEST_FILLED_MM3;
  return await keepComponents(parts, isChamber, crew);
}

/** Takes away, in place, what would not hang together with the bone. */
async function dropLoose({ crew }: Segmenting, bone: BitMask, added: readonly BitMask[]): Promise<void> {
  using masks = new MaskScope(crew);
  const all = masks.hold(await combineMasks('or', added[0]!, added[1]!, crew));
  const touching = masks.hold(await dilateMask(bone, FACE_NEIGHBORS, crew));
  const held = masks.hold(await touchedParts(all, touching, 6, crew));
  for (const part of added) await combineMasks('and', part, held, crew, { out: part });
}

/** Of chambers that must stay hollow only what shuts them is kept, in place. */
async function keepPlugs(
  { crew }: Segmenting,
  { solid, chambers }: { solid: readonly BitMask[]; chambers: BitMask },
): Promise<void> {
  using masks = new MaskScope(crew);
  const around = masks.hold(copyMask(chambers, crew));
  for (const mask of solid) await combineMasks('or', around, mask, crew, { out: around });
  await invertMask(around, crew, { out: around });
  const beside = masks.hold(await dilateMask(around, EDGE_NEIGHBORS, crew));
  await combineMasks('and', chambers, beside, crew, { out: chambers });
}

/** The parts of a mask that another one touches. */
async function touchedParts(
  mask: BitMask,
  touching: BitMask,
  connectivity: 6 | 18,
  crew: Segmenting['crew'],
): Promise<BitMask> {
  using parts = await components(mask, connectivity, crew);
  const touched = await countComponentsIn(parts, touching, crew);
  return await keepComponents(parts, (c) => touched[c]! > 0, crew);
}

async function tell(job: Segmenting, walls: BitMask, chambers: BitMask): Promise<void> {
  const { crew, params } = job;
  const mm3: number[] = [];
  let largest = 0;
  for (const [mask, reason] of [
    [walls, 'thin-cortex'],
    [chambers, 'open-pore'],
  ] as const) {
    using parts = await components(mask, 18, crew);
    mm3.push(
      noteRegions(
        job,
        parts,
        chooseComponents(parts, () => true),
        { change: 'filled', reason },
      ),
    );
    largest = parts.count;
  }
  if ((await countMask(chambers, crew)) === 0) return;
  job.findings.push({
    code: 'segment/open-pores-closed',
    severity: 'info',
    what: `${largest} hollows behind pores narrower than ${params.poreMm} mm, ${litersOrMm3(mm3[1]!)} in all, were closed and filled, with ${litersOrMm3(mm3[0]!)} of cortex too thin to reach the threshold.`,
    why: 'Thin cortex over spongy bone breaks up into holes at any one threshold; the gaps between two bones were told from holes in one and stay open.',
    mend: 'Compare the contour with the slices where bones nearly touch; close less with a smaller --pore-mm, or nothing with --pore-mm 0.',
  });
}

/** Names bones that were apart and grew together. */
async function tellJoined(job: Segmenting, before: BitMask, after: BitMask): Promise<void> {
  using pieces = await components(before, 6, job.crew);
  using joined = await components(after, 6, job.crew);
  const homes = new Map<number, number>();
  let [count, at] = [0, -1];
  for (const c of chooseComponents(pieces, (n) => pieces.voxels[n]! * job.voxelMm3 >= SMALLEST_BONE_MM3)) {
    const [i, j, k] = pieces.seeds.subarray(3 * c, 3 * c + 3);
    const home = componentAt(joined, i!, j!, k!);
    if (homes.has(home)) [count, at] = [count + 1, c];
    homes.set(home, c);
  }
  if (count === 0) return;
  const [i, j, k] = pieces.seeds.subarray(3 * at, 3 * at + 3);
  const place = [...toLps([i!, j!, k!], job.volume.ijkToLps)].map((mm) => mm.toFixed(0));
  job.findings.push({
    code: 'segment/pieces-joined',
    severity: 'warning',
    what: `${count} pieces larger than ${litersOrMm3(SMALLEST_BONE_MM3)} that lay apart were joined when pores were closed; one of them starts at ${place.join(', ')} mm.`,
    why: 'Loose parts of a thin cortex belong to their bone, but two bones that nearly touch may have been taken for one.',
    mend: 'Look at the joints on the slices; close less with a smaller --pore-mm, or nothing with --pore-mm 0.',
  });
}
