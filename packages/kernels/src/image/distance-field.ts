import { type BitMask, type Triple, voxelCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { rowSlabsOf, slabsOf } from './mask-memory.ts';

/** Columns that native code carries along together (see assembly/distance.ts). */
const TILE = 16;
/** Rows in one piece of the last pass. */
const ROWS = 8;
/** Roots in one piece of work. */
const PIECE_VALUES = 1 << 20;

/** What stands where no voxel is sought at all. */
export const NO_DISTANCE_MM = Math.fround(Math.sqrt(Math.fround(3e38)));

/**
 * The exact Euclidean distance of every voxel's center from the nearest voxel center that is in the mask, or that is not.
 *
 * @param spacingMm  distance of voxel centers along i, j, k
 * @param to         'inside': how far to the mask (0 in it); 'outside': how far to what is not in it (0 outside). Beyond
 *                   the grid there is nothing
 * @returns Float32, mm, nx·ny·nz, i fastest, lent from the arena; NO_DISTANCE_MM everywhere when nothing is sought
 * @source Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing 8 (2012) 415
 */
export async function distanceField(
  mask: BitMask,
  [dx, dy, dz]: Triple,
  crew: Crew,
  { to }: { to: 'inside' | 'outside' },
): Promise<Float32Array> {
  const { arena } = crew;
  const [nx, ny, nz] = mask.dimensions;
  const field = arena.float32(voxelCountOf(mask.dimensions));
  using scope = new Scope(arena);
  const at = field.byteOffset;
  await crew.run(
    'filters.distanceRows',
    rowSlabsOf(mask.dimensions).map((rows) => [
      arena.pointer(mask.words),
      at,
      nx,
      rows.from,
      rows.to,
      4 * mask.wordsPerRow,
      dx,
      to === 'inside' ? 1 : 0,
    ]),
  );
  await crew.run(
    'filters.distanceColumns',
    slabsOf(mask.dimensions).map(({ from, to: end }) => [at, nx, ny, from, end, dy, scratchFor(ny, scope)]),
  );
  await crew.run(
    'filters.distanceSlices',
    piecesOf(ny, ROWS).map(({ from, to: end }) => [at, nx, ny, nz, from, end, dz, scratchFor(nz, scope)]),
  );
  await crew.run(
    'filters.rootRows',
    piecesOf(field.length, PIECE_VALUES).map(({ from, to: end }) => [at, from, end]),
  );
  return field;
}

/** Room for one tile of lines and the envelope of one. */
const scratchFor = (places: number, scope: Scope): number =>
  scope.uint8(4 * TILE * places + 20 * (places + 1) + 16).byteOffset;
