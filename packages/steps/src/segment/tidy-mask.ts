import {
  combineMasks,
  components,
  countComponentsIn,
  enclosedCavities,
  keepComponents,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { capCutEnds } from './cap-cut-ends.ts';
import { chooseComponents, largestOf, litersOrMm3, MaskScope, noteRegions, type Segmenting } from './segmenting.ts';

/** A hole larger than this in the first or last slice is no cut shaft: a tibial plateau has 30 cm², a cut skull 200. */
const LARGEST_CUT_MM2 = 3500;

/** Marrow of a femur is about 0.2 l; the hollow of a skull 1.4 l and must never be filled by itself. */
const LARGEST_FILLED_MM3 = 3e5;

/** Below this a hollow holds air: a sinus, an airway, a dry bone. It stays. */
const AIR_BELOW_HU = -300;

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
  return keepComponents(pieces, stays, crew);
}

/**
 * Fills hollows of a bone in place: pores always; with `fillCavities` also larger ones, and shafts that the scan cuts
 * open, as long as they hold soft tissue. What stays hollow is told: resin and powder get trapped in it.
 */
export async function fillBone(job: Segmenting, mask: BitMask): Promise<void> {
  const { crew, params, voxelMm3, spacingMm } = job;
  using masks = new MaskScope(crew);
  const cutVoxels = LARGEST_CUT_MM2 / (spacingMm[0] * spacingMm[1]);
  const shut = params.fillCavities ? masks.hold(await capCutEnds(mask, cutVoxels, crew)) : mask;
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
  if (shut !== mask) await closeCaps(job, mask, shut);
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
  await fillBone({ ...job, params: { ...job.params, fillCavities: false } }, mask);
}

/** Adds the voxels of the caps that now stand on filled ground: those whose neighbour slice is filled. */
async function closeCaps({ crew }: Segmenting, mask: BitMask, shut: BitMask): Promise<void> {
  const [, ny, nz] = mask.dimensions;
  const sliceWords = ny * mask.wordsPerRow;
  const sliceOf = (from: BitMask, k: number) => from.words.subarray(k * sliceWords, (k + 1) * sliceWords);
  for (const [k, next] of [
    [0, Math.min(1, nz - 1)],
    [nz - 1, Math.max(nz - 2, 0)],
  ] as const) {
    const caps = sliceOf(shut, k).map((word, n) => word & ~sliceOf(mask, k)[n]!);
    const lent = crew.arena.uint32(caps.length);
    lent.set(caps);
    using pieces = await components(
      { dimensions: [mask.dimensions[0], ny, 1], wordsPerRow: mask.wordsPerRow, words: lent },
      18,
      crew,
    );
    const below: BitMask = {
      dimensions: [mask.dimensions[0], ny, 1],
      wordsPerRow: mask.wordsPerRow,
      words: sliceOf(mask, next),
    };
    const standing = await countComponentsIn(pieces, below, crew);
    const kept = await keepComponents(pieces, (c) => standing[c]! >= 0.5 * pieces.voxels[c]!, crew);
    const slice = sliceOf(mask, k);
    kept.words.forEach((word, n) => {
      slice[n] = slice[n]! | word;
    });
    crew.arena.release(kept.words);
    crew.arena.release(lent);
  }
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
