import { ISO_LIMITS_HU, TISSUE_BANDS } from '@specola/facts';
import {
  ballElement,
  combineMasks,
  components,
  countComponentsIn,
  countMask,
  dilateMask,
  edgePlateaus,
  enclosedCavities,
  FACE_NEIGHBORS,
  keepComponents,
  sampleMask,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { capCutEnds } from './cap-cut-ends.ts';
import { findBody } from './find-body.ts';
import { rimOf } from './keep-anatomy.ts';
import {
  betweenValues,
  chooseComponents,
  extentMmOf,
  type FoundSegment,
  MaskScope,
  noteRegions,
  type Segmenting,
} from './segmenting.ts';
import { dropIslands } from './tidy-mask.ts';

/** How far opening may have cut corners off the body: they come back. */
const CORNERS_MM = 2;

/** Thin parts of the body (ears, nostrils, fingertips) are shorter than this, sheets of a table or blanket longer. */
const THIN_PART_MM = 80;

/** The outer surface of the body as one closed solid: lungs and airways filled, table removed. */
export async function segmentSkin(job: Segmenting): Promise<FoundSegment> {
  const { volume, params, crew } = job;
  using masks = new MaskScope(crew);
  const body = masks.hold(await findBody(job));
  const isoHu = params.thresholdHu ? betweenValues(params.thresholdHu[0] - 1) : await findSkinIso(job, body);
  const high = params.thresholdHu?.[1] ?? Infinity;
  job.pace.report(0.4);
  const tissue = masks.hold(await thresholdMask(volume, { from: isoHu, to: high }, crew));
  const skin = params.removeTable ? masks.hold(await ofBody(job, tissue, body)) : tissue;
  const kept = masks.hold(await dropIslands(job, skin));
  await fillAll(job, kept);
  return { mask: masks.keep(kept), isoHu, brighterInside: true, sought: `values from ${isoHu} HU on` };
}

/** The value halfway between air and skin. */
async function findSkinIso(job: Segmenting, body: BitMask): Promise<number> {
  const { volume, crew } = job;
  using masks = new MaskScope(crew);
  const { fromHu, toHu } = ISO_LIMITS_HU.skin.value;
  const rim = masks.hold(await rimOf(body, crew));
  const places = sampleMask(rim, await countMask(rim, crew), { most: 30_000 });
  const edges = edgePlateaus(volume, places, { insideMm: 2, outsideMm: [2, 4], leastRise: 400 });
  const half = edges ? (edges.inside + edges.outside) / 2 : TISSUE_BANDS.body.value.fromHu;
  const isoHu = betweenValues(Math.min(Math.max(half, fromHu), toHu));
  job.findings.push({
    code: 'segment/threshold-found',
    severity: 'info',
    what: edges
      ? `The surface runs through ${isoHu} HU: skin lies at ${Math.round(edges.inside)} HU and air at ${Math.round(edges.outside)} HU over ${edges.profiles} profiles.`
      : `The surface runs through ${isoHu} HU; no clear edge of skin was found.`,
    why: 'Halfway between both is where a blurred edge truly lies.',
    mend: 'Give another threshold with --threshold-hu LOW,HIGH if hair, a blanket or a mask come along.',
  });
  return isoHu;
}

/** The body with its corners and its thin parts, without sheets. */
async function ofBody(job: Segmenting, tissue: BitMask, body: BitMask): Promise<BitMask> {
  const { crew, spacingMm } = job;
  using masks = new MaskScope(crew);
  const near = masks.hold(await dilateMask(body, ballElement(CORNERS_MM, spacingMm), crew));
  const own = await combineMasks('and', near, tissue, crew);
  const rest = masks.hold(await combineMasks('andNot', tissue, near, crew));
  const reach = masks.hold(await dilateMask(own, FACE_NEIGHBORS, crew));
  using pieces = await components(rest, 6, crew);
  const touching = await countComponentsIn(pieces, reach, crew);
  const isThinPart = (c: number) => touching[c]! > 0 && extentMmOf(pieces, c, spacingMm) < THIN_PART_MM;
  const table = chooseComponents(pieces, (c) => !isThinPart(c) && extentMmOf(pieces, c, spacingMm) >= THIN_PART_MM);
  noteRegions(job, pieces, table, { change: 'removed', reason: 'scanner-table' });
  const loose = chooseComponents(pieces, (c) => !isThinPart(c) && extentMmOf(pieces, c, spacingMm) < THIN_PART_MM);
  noteRegions(job, pieces, loose, { change: 'removed', reason: 'outside-body' });
  const thin = masks.hold(await keepComponents(pieces, isThinPart, crew));
  return await combineMasks('or', own, thin, crew, { out: own });
}

/** Fills whatever the skin surrounds, also where the scan cuts lungs or airways open. */
async function fillAll(job: Segmenting, mask: BitMask): Promise<void> {
  const { crew } = job;
  const shut = await capCutEnds(job.volume, mask, Infinity, crew);
  const { background, cavities } = await enclosedCavities(shut, crew);
  using _ = background;
  noteRegions(job, background, cavities, { change: 'filled', reason: 'cavity' });
  const hollows = await keepComponents(background, (c) => background.touchedSides[c] === 0, crew);
  await combineMasks('or', shut, hollows, crew, { out: mask });
  crew.arena.release(hollows.words);
  crew.arena.release(shut.words);
}
