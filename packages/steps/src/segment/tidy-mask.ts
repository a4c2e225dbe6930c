import {
  combineMasks,
  components,
  countComponentsIn,
  enclosedCavities,
  keepComponents,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { capCutEnds, keepStandingCaps } from './cap-cut-ends.ts';
import { type BoneLevels, closeOpenPores } from './close-open-pores.ts';
import { AIR_BELOW_HU, LARGEST_FILLED_MM3 } from './hollows.ts';
import { chooseComponents, largestOf, litersOrMm3, MaskScope, noteRegions, type Segmenting } from './segmenting.ts';

/** A hole larger than this in a face of the grid is no cut shaft: a tibial plateau has 30 cm², a cut skull 200. */
const LARGEST_CUT_MM2 = 3500;

/** Removes loose pieces below a size, or all but the largest, and gives a new mask. */
export async function dropIslands(job: Segmenting, mask: BitMask): Promise<BitMask> {
  const { crew, params } = job;
  using pieces = await components(mask, 6, crew);
  const largest = largestOf(pieces);
  const stays = (c: number) =>
    params.keep === 'largest' ? c === largest : pieces.voxels[c]! * job.voxelMm3 >= params.islandMm3;
  noteRegions(
    job,
    pieces,
    chooseComponents(pieces, (c) => !stays(c)),
    { change: 'removed', reason: 'loose-island' },
  );
  return await keepComponents(pieces, stays, crew);
}

/**
 * Fills hollows of a bone in place: pores always, also those that open to the outside; with `fillCavities` also larger ones, and shafts that the scan cuts
 * open, as long as they hold soft tissue. What stays hollow is told: resin and powder get trapped in it.
 */
export async function fillBone(
  job: Segmenting,
  mask: BitMask,
  { levels = null, openPores = true }: { levels?: BoneLevels | null; openPores?: boolean } = {},
): Promise<void> {
  const { crew, params, voxelMm3 } = job;
  using masks = new MaskScope(crew);
  const shut = params.fillCavities ? masks.hold(await capCutEnds(job.volume, mask, LARGEST_CUT_MM2, crew)) : mask;
  if (openPores) await closeOpenPores(job, mask, shut, levels);
  const air = masks.hold(await thresholdMask(job.volume, { from: -Infinity, to: AIR_BELOW_HU }, crew));
  const { background } = await enclosedCavities(shut, crew);
  using _ = background;
  const airVoxels = await countComponentsIn(background, air, crew);

  const poreMm3 = (Math.PI / 6) * params.poreMm ** 3;
  const hollow = (c: number) => background.touchedSides[c] === 0;
  const isPore = (c: number) => hollow(c) && background.voxels[c]! * voxelMm3 < poreMm3;
  const isMarrow = (c: number) =>
    params.fillCavities &&
    hollow(c) &&
    !isPore(c) &&
    background.voxels[c]! * voxelMm3 <= LARGEST_FILLED_MM3 &&
    airVoxels[c]! < 0.5 * background.voxels[c]!;
  noteRegions(job, background, chooseComponents(background, isPore), { change: 'filled', reason: 'pore' });
  const marrow = chooseComponents(background, isMarrow);
  const marrowMm3 = noteRegions(job, background, marrow, { change: 'filled', reason: 'cavity' });
  const filled = masks.hold(await keepComponents(background, (c) => isPore(c) || isMarrow(c), crew));
  await combineMasks('or', mask, filled, crew, { out: mask });
  if (shut !== mask) await keepStandingCaps(mask, shut, crew);
  if (marrow.length > 0)
    job.findings.push({
      code: 'segment/cavities-filled',
      severity: 'info',
      what: `${marrow.length} enclosed hollows of ${litersOrMm3(marrowMm3)} in all were filled.`,
      why: 'Marrow and loose trabeculae make noisy inner walls that trap resin or powder and help no guide.',
      mend: 'Pass --no-fill-cavities to keep them hollow.',
    });
  await tellHollows(job, mask);
}

/** Fills pores alone, in place, and names the larger hollows. */
export async function fillPores(job: Segmenting, mask: BitMask): Promise<void> {
  await fillBone({ ...job, params: { ...job.params, fillCavities: false } }, mask, { openPores: false });
}

/** Names the hollows that the mask still encloses. */
export async function tellHollows(job: Segmenting, mask: BitMask): Promise<void> {
  const { background, cavities } = await enclosedCavities(mask, job.crew);
  using _ = background;
  if (cavities.length === 0) return;
  const mm3 = cavities.reduce((sum, c) => sum + background.voxels[c]! * job.voxelMm3, 0);
  job.findings.push({
    code: 'segment/enclosed-cavities',
    severity: 'warning',
    what: `${cavities.length} enclosed hollows of ${litersOrMm3(mm3)} in all stay in the model.`,
    why: 'Liquid resin, powder or support material inside them has no way out.',
    mend: 'Fill them (--pore-mm with a larger diameter), or plan a drain hole.',
  });
}
