import {
  type Components,
  type Crew,
  combineMasks,
  components,
  copyMask,
  countComponentsIn,
  invertMask,
  keepComponents,
} from '@specola/kernels';
import { type BitMask, spacingMmOf, type Volume } from '@specola/space';
import { addLayer, facesOf, readLayer } from './cut-faces.ts';
import { MaskScope } from './segmenting.ts';

/** Bits 0 to 3 of a component's touched sides: the edges of a face. */
const EDGES = 0b1111;

/**
 * Closes what the scan cuts open: holes in the faces of the grid that the mask surrounds within that face.
 *
 * @param largestMm2  larger holes stay open, so that a cut skull is not closed over the brain
 * @returns a mask lent from the arena
 */
export async function capCutEnds(volume: Volume, mask: BitMask, largestMm2: number, crew: Crew): Promise<BitMask> {
  const spacing = spacingMmOf(volume.ijkToLps);
  const pixelMm2 = [spacing[1] * spacing[2], spacing[0] * spacing[2], spacing[0] * spacing[1]];
  const capped = copyMask(mask, crew);
  for (const { axis, at } of facesOf(mask)) {
    using masks = new MaskScope(crew);
    const face = masks.hold(readLayer(mask, axis, at, crew));
    using holes = await components(masks.hold(await invertMask(face, crew)), 18, crew);
    const isCut = (c: number) =>
      (holes.touchedSides[c]! & EDGES) === 0 && holes.voxels[c]! * pixelMm2[axis]! <= largestMm2;
    addLayer(capped, axis, at, masks.hold(await keepComponents(holes, isCut, crew)));
  }
  return capped;
}

/**
 * Adds those caps to a mask, in place, that now stand on filled ground: most of the layer behind them is in the mask.
 *
 * @param capped  the mask before it was filled, with its caps
 */
export async function keepStandingCaps(mask: BitMask, capped: BitMask, crew: Crew): Promise<void> {
  for (const { axis, at, behind } of facesOf(mask)) {
    using masks = new MaskScope(crew);
    const own = masks.hold(readLayer(mask, axis, at, crew));
    const caps = masks.hold(readLayer(capped, axis, at, crew));
    await combineMasks('andNot', caps, own, crew, { out: caps });
    using pieces: Components = await components(caps, 18, crew);
    const standing = await countComponentsIn(pieces, masks.hold(readLayer(mask, axis, behind, crew)), crew);
    const kept = await keepComponents(pieces, (c) => standing[c]! >= 0.5 * pieces.voxels[c]!, crew);
    addLayer(mask, axis, at, masks.hold(kept));
  }
}
