import { ISO_LIMITS_HU, TISSUE_BANDS } from '@specola/facts';
import {
  combineMasks,
  components,
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
import { betweenValues, type FoundSegment, largestOf, MaskScope, type Segmenting } from './segmenting.ts';
import { dropIslands, fillPores } from './tidy-mask.ts';

/** Air beside the largest space: a separate lung is 0.5 of it, gas in the bowel or a sinus may be kept with it. */
const SMALLEST_SPACE_SHARE = 0.01;

/** Air inside the body: trachea, bronchi and lungs, sinuses; the segment is the darker side of its surface. */
export async function segmentAirway(job: Segmenting): Promise<FoundSegment> {
  const { volume, params, crew } = job;
  using masks = new MaskScope(crew);
  const inner = masks.hold(await innerAir(job, TISSUE_BANDS.body.value.fromHu));
  job.pace.report(0.4);
  const isoHu = params.thresholdHu ? betweenValues(params.thresholdHu[1]) : await findAirwayIso(job, inner);
  const low = params.thresholdHu?.[0] ?? -Infinity;
  const dark = masks.hold(await thresholdMask(volume, { from: low, to: isoHu }, crew));
  await combineMasks('and', dark, inner, crew, { out: dark });
  using spaces = await components(dark, 6, crew);
  const largest = largestOf(spaces);
  const large = masks.hold(
    await keepComponents(
      spaces,
      (c) => spaces.voxels[c]! >= SMALLEST_SPACE_SHARE * (largest < 0 ? 0 : spaces.voxels[largest]!),
      crew,
    ),
  );
  const kept = masks.hold(await dropIslands(job, large));
  await fillPores(job, kept);
  job.findings.push({
    code: 'segment/airway-limits',
    severity: 'warning',
    what: 'Every large air space that the body encloses was kept, lungs and gas in the gut included.',
    why: 'Grey values alone do not tell a bronchus from the lung around it, and thin walls of small airways are lost.',
    mend: 'Use "keep largest" for one connected space, and compare the contour with the slices.',
  });
  return { mask: masks.keep(kept), isoHu, brighterInside: false, sought: `enclosed air below ${isoHu} HU` };
}

/** What the body encloses and is darker than tissue, also where the scan cuts it open. */
async function innerAir(job: Segmenting, belowHu: number): Promise<BitMask> {
  const { volume, crew } = job;
  using masks = new MaskScope(crew);
  const tissue = masks.hold(await thresholdMask(volume, { from: belowHu, to: Infinity }, crew));
  const body = masks.hold(await findBody(job));
  const wall = masks.hold(await dilateMask(body, FACE_NEIGHBORS, crew));
  await combineMasks('and', wall, tissue, crew, { out: wall });
  const shut = masks.hold(await capCutEnds(volume, wall, Infinity, crew));
  const { background } = await enclosedCavities(shut, crew);
  using _ = background;
  const enclosed = masks.hold(await keepComponents(background, (c) => background.touchedSides[c] === 0, crew));
  await combineMasks('or', shut, enclosed, crew, { out: shut });
  return await combineMasks('andNot', shut, tissue, crew);
}

/** The value halfway between air and the walls around it. */
async function findAirwayIso(job: Segmenting, inner: BitMask): Promise<number> {
  const { volume, crew } = job;
  using masks = new MaskScope(crew);
  const { fromHu, toHu } = ISO_LIMITS_HU.airway.value;
  const around = masks.hold(await dilateMask(inner, FACE_NEIGHBORS, crew));
  await combineMasks('andNot', around, inner, crew, { out: around });
  const places = sampleMask(around, await countMask(around, crew), { most: 30_000 });
  const edges = edgePlateaus(volume, places, { insideMm: 2, outsideMm: [2, 4], leastRise: 300 });
  const half = edges ? (edges.inside + edges.outside) / 2 : TISSUE_BANDS.air.value.toHu;
  const isoHu = betweenValues(Math.min(Math.max(half, fromHu), toHu));
  job.findings.push({
    code: 'segment/threshold-found',
    severity: 'info',
    what: edges
      ? `The surface runs through ${isoHu} HU: walls lie at ${Math.round(edges.inside)} HU and air at ${Math.round(edges.outside)} HU over ${edges.profiles} profiles.`
      : `The surface runs through ${isoHu} HU; no clear wall was found.`,
    why: 'Halfway between both is where a blurred wall truly lies.',
    mend: 'Give another threshold with --threshold-hu LOW,HIGH if airways are cut short.',
  });
  return isoHu;
}
