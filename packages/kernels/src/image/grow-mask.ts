import { type BitMask, BrokenPromiseError, type Triple } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { demandSameGrid, fillValidRow, lentMask, slabsOf } from './mask-memory.ts';

/** A symmetric structuring element: rows of voxels, each as (dj, dk) and how far it reaches along ±i. */
export interface StructuringElement {
  readonly rows: readonly (readonly [dj: number, dk: number, halfWidth: number])[];
}

/** A voxel and its six face neighbours. */
export const FACE_NEIGHBORS: StructuringElement = {
  rows: [
    [0, 0, 1],
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
  ],
};

/**
 * The voxels whose centres lie within a ball.
 *
 * @param radiusMm   one radius in mm for all directions
 * @param spacingMm  distance of voxel centres along i, j, k
 */
export function ballElement(radiusMm: number, [dx, dy, dz]: Triple): StructuringElement {
  const rows: [number, number, number][] = [];
  const reach = (step: number) => Math.floor(radiusMm / step + 1e-9);
  for (let dk = -reach(dz); dk <= reach(dz); dk++) {
    for (let dj = -reach(dy); dj <= reach(dy); dj++) {
      const leftMm2 = radiusMm ** 2 - (dj * dy) ** 2 - (dk * dz) ** 2;
      if (leftMm2 >= -1e-9) rows.push([dj, dk, Math.floor(Math.sqrt(Math.max(leftMm2, 0)) / dx + 1e-9)]);
    }
  }
  return { rows };
}

/**
 * Adds every voxel that the element reaches from a voxel of the mask. Nothing comes in from outside the grid.
 *
 * @returns a mask lent from the crew's arena
 */
export const dilateMask = (mask: BitMask, element: StructuringElement, crew: Crew): Promise<BitMask> =>
  grow(mask, element, crew, 0);

/**
 * Removes every voxel from which the element reaches out of the mask. What lies outside the grid is not known and eats
 * nothing away, so that opening never adds, and closing never removes, also at the border.
 *
 * @returns a mask lent from the crew's arena
 */
export const erodeMask = (mask: BitMask, element: StructuringElement, crew: Crew): Promise<BitMask> =>
  grow(mask, element, crew, 1);

/** Erosion, then dilation: what is thinner than the element goes. */
export async function openMask(mask: BitMask, element: StructuringElement, crew: Crew): Promise<BitMask> {
  const eroded = await erodeMask(mask, element, crew);
  const opened = await dilateMask(eroded, element, crew);
  crew.arena.release(eroded.words);
  return opened;
}

/** Dilation, then erosion: gaps that the element does not fit into are closed. */
export async function closeMask(mask: BitMask, element: StructuringElement, crew: Crew): Promise<BitMask> {
  const dilated = await dilateMask(mask, element, crew);
  const closed = await erodeMask(dilated, element, crew);
  crew.arena.release(dilated.words);
  return closed;
}

async function grow(mask: BitMask, element: StructuringElement, crew: Crew, shrink: 0 | 1): Promise<BitMask> {
  const { arena } = crew;
  const [nx, ny, nz] = mask.dimensions;
  if (element.rows.length === 0) throw new BrokenPromiseError('A structuring element has no rows.');
  using scope = new Scope(arena);
  const out = lentMask(mask.dimensions, arena);
  demandSameGrid(mask, out);
  const valid = fillValidRow(scope.uint32(mask.wordsPerRow), nx);
  const widestFirst = [...element.rows].sort((a, b) => b[2] - a[2]);
  const table = scope.int32(3 * widestFirst.length);
  table.set(widestFirst.flat());
  await crew.run(
    'bits.growRows',
    slabsOf(mask.dimensions).map(({ from, to }) => [
      arena.pointer(mask.words),
      out.words.byteOffset,
      ny,
      nz,
      from,
      to,
      4 * mask.wordsPerRow,
      valid.byteOffset,
      table.byteOffset,
      widestFirst.length,
      shrink,
    ]),
  );
  return out;
}
