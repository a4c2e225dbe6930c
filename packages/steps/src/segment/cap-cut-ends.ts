import { type Crew, combineMasks, components, copyMask, invertMask, keepComponents } from '@specola/kernels';
import type { BitMask } from '@specola/space';

/** Bits 0 to 3 of a component's touched sides: the faces across i and j. */
const SIDES_IJ = 0b1111;

/**
 * Closes what the scan cuts open: in the first and the last slice, holes that the mask surrounds within that slice.
 *
 * @param largestVoxels  holes of more voxels stay open, so that a cut skull is not closed over the brain
 * @returns a mask lent from the arena
 */
export async function capCutEnds(mask: BitMask, largestVoxels: number, crew: Crew): Promise<BitMask> {
  const capped = copyMask(mask, crew);
  const [nx, ny, nz] = mask.dimensions;
  const sliceWords = ny * mask.wordsPerRow;
  for (const k of new Set([0, nz - 1])) {
    const words = capped.words.subarray(k * sliceWords, (k + 1) * sliceWords);
    const slice: BitMask = { dimensions: [nx, ny, 1], wordsPerRow: mask.wordsPerRow, words };
    const around = await invertMask(slice, crew);
    using holes = await components(around, 18, crew);
    const caps = await keepComponents(
      holes,
      (c) => (holes.touchedSides[c]! & SIDES_IJ) === 0 && holes.voxels[c]! <= largestVoxels,
      crew,
    );
    await combineMasks('or', slice, caps, crew, { out: slice });
    crew.arena.release(around.words);
    crew.arena.release(caps.words);
  }
  return capped;
}
