import { TISSUE_BANDS } from '@specola/facts';
import {
  ballElement,
  combineMasks,
  components,
  enclosedCavities,
  keepComponents,
  openMask,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { largestOf, MaskScope, type Segmenting } from './segmenting.ts';

/**
 * Sheets thinner than twice this are not body: table plates, cradles and cushions' covers are 2 to 6 mm thick. A finger
 * or toe is above 8 mm. Larger would lose fingers, smaller would keep the cradle (5.5 mm) of the skull phantom.
 */
const SHEET_RADIUS_MM = 3.5;

/** Bodies below this share of the largest are left-overs of the table. A foot beside its twin is 1; a table rail 0.001. */
const SMALLEST_BODY_SHARE = 0.02;

/**
 * The patient, coarsely: everything above -300 HU that is thicker than a table's plates, the large pieces of it, with
 * their enclosed hollows. Two feet are two bodies.
 *
 * @returns a mask lent from the arena; empty when nothing is thick enough
 */
export async function findBody({ volume, crew, spacingMm }: Segmenting): Promise<BitMask> {
  using masks = new MaskScope(crew);
  const { fromHu, toHu } = TISSUE_BANDS.body.value;
  const tissue = masks.hold(await thresholdMask(volume, { from: fromHu, to: toHu }, crew));
  const thick = masks.hold(await openMask(tissue, ballElement(SHEET_RADIUS_MM, spacingMm), crew));
  using pieces = await components(thick, 6, crew);
  const largest = largestOf(pieces);
  const least = largest < 0 ? 0 : SMALLEST_BODY_SHARE * pieces.voxels[largest]!;
  const bodies = await keepComponents(pieces, (c) => pieces.voxels[c]! >= least, crew);
  await fillEnclosed(bodies, crew);
  return bodies;
}

/** Fills everything that the mask encloses, in place. */
export async function fillEnclosed(mask: BitMask, crew: Segmenting['crew']): Promise<void> {
  const { background } = await enclosedCavities(mask, crew);
  using _ = background;
  const hollows = await keepComponents(background, (c) => background.touchedSides[c] === 0, crew);
  await combineMasks('or', mask, hollows, crew, { out: mask });
  crew.arena.release(hollows.words);
}
