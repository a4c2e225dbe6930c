import { type BitMask, type Dimensions, LengthMismatchError, voxelCountOf } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { components, countComponentsIn, keepComponents } from './components.ts';

/** What a voxel becomes that is taken from its label because it touched another. */
export const PARTED = 255;

/**
 * Takes voxels from labels until no two labels touch, not even at a corner: of two voxels of different labels that do, the
 * one of lower value becomes PARTED (255), of equal ones that of the higher label. In place.
 *
 * @param labels  Uint8, nx·ny·nz, i fastest; 0 belongs to nobody
 * @param values  Int16 on the same grid
 */
export function partTouching(labels: Uint8Array, values: Int16Array, dimensions: Dimensions): void {
  const [nx, ny, nz] = dimensions;
  if (labels.length !== voxelCountOf(dimensions))
    throw new LengthMismatchError('labels', voxelCountOf(dimensions), labels.length);
  if (values.length !== labels.length) throw new LengthMismatchError('values', labels.length, values.length);
  const lost: number[] = [];
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, v++) {
        const own = labels[v]!;
        if (own === 0) continue;
        search: for (let dk = k > 0 ? -1 : 0; dk <= (k + 1 < nz ? 1 : 0); dk++)
          for (let dj = j > 0 ? -1 : 0; dj <= (j + 1 < ny ? 1 : 0); dj++)
            for (let di = i > 0 ? -1 : 0; di <= (i + 1 < nx ? 1 : 0); di++) {
              const u = v + di + nx * (dj + ny * dk);
              const other = labels[u]!;
              if (other === 0 || other === own) continue;
              if (values[v]! < values[u]! || (values[v] === values[u] && own > other)) {
                lost.push(v);
                break search;
              }
            }
      }
  for (const v of lost) labels[v] = PARTED;
}

/** The pieces of a mask that a seed lies in; the largest when it lies in none. Lent from the arena. */
export async function joinedPieces(mask: BitMask, seeds: BitMask, crew: Crew): Promise<BitMask> {
  using pieces = await components(mask, 6, crew);
  const met = await countComponentsIn(pieces, seeds, crew);
  const largest = pieces.voxels.reduce((top, count, piece) => (count > (pieces.voxels[top] ?? 0) ? piece : top), 0);
  const chosen = met.some((count) => count > 0)
    ? (piece: number) => met[piece]! > 0
    : (piece: number) => piece === largest;
  return await keepComponents(pieces, chosen, crew);
}
