import { type Dimensions, type IjkToLps, invertIjkToLps, signedVoxelVolumeMm3, spacingMmOf } from '@specola/space';
import { gaussianWeights } from '../image/gaussian-weights.ts';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import type { ImageBlur } from './image-blur.ts';

/** Rows of a tile. Larger ones need more memory for each piece in work, smaller ones draw their surroundings more often. */
const TILE_J = 64;
const TILE_K = 24;
/** Tiles in work at once for each thread, each with its own scratch (14 MB on a CT), and at most. No answer depends on it. */
const TILES_PER_THREAD = 2;
const MOST_TILES = 8;
const BLOCK = 512;
const PIECE = 1 << 15;
/** Seven polygons of up to nine corners, as in draw-rows.ts. */
const DRAWING_BYTES = 7 * 9 * 24;

/** A surface over a grid: what stays the same while its vertices move. */
export interface SolidImaging {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
  readonly blur: ImageBlur;
  /** Uint32 triples in the arena, closed and outward. */
  readonly triangles: Uint32Array;
  /** Where the image is read: Float32 i j k, in the arena. */
  readonly places: Float32Array;
  /** Float32 for each place, in the arena; 0 where nothing is read. */
  readonly wanted: Float32Array;
}

/** Voxel indices of positions, Float32 i j k, in the scope. */
export async function gridPositions(
  positions: Float32Array,
  ijkToLps: IjkToLps,
  crew: Crew,
  scope: Scope,
): Promise<Float32Array> {
  const grid = scope.float32(positions.length);
  const affine = scope.float64(12);
  affine.set(invertIjkToLps(ijkToLps));
  const at = crew.arena.pointer(positions);
  await crew.run(
    'blur.toGrid',
    piecesOf(positions.length / 3, PIECE).map(({ from, to }) => [at, from, to, affine.byteOffset, grid.byteOffset]),
  );
  return grid;
}

/**
 * What a scanner of a known blur would show of the solid inside a surface, 1 inside and 0 outside: the share of each voxel
 * that is enclosed, blurred along the axes of the grid, and read between voxels as the surface extractor reads it. At
 * the border and beyond it the solid goes on as one voxel before: there the surface is bevelled where it is cut.
 *
 * @param vertices  Float32 i j k of the surface's vertices, in the arena
 * @param shown     Float32 for each place that is wanted, in the arena, written; NaN where the surface was not closed along a row
 * @returns rows that were not closed
 */
export async function imageOfSolid(
  { dimensions, ijkToLps, blur, triangles, places, wanted }: SolidImaging,
  vertices: Float32Array,
  shown: Float32Array,
  crew: Crew,
): Promise<number> {
  const { arena } = crew;
  using scope = new Scope(arena);
  const spacing = spacingMmOf(ijkToLps);
  const [nx, ny, nz] = dimensions;
  const placeCount = places.length / 3;
  const triangleCount = triangles.length / 3;
  const placeBlocks = piecesOf(placeCount, BLOCK).length;
  const triangleBlocks = piecesOf(triangleCount, BLOCK).length;
  const placeBounds = scope.float32(4 * placeBlocks);
  const triangleBounds = scope.float32(4 * triangleBlocks);
  const triangleAt = arena.pointer(triangles);
  await crew.run(
    'blur.blockBounds',
    piecesOf(placeBlocks, 64).map(({ from, to }) => [
      places.byteOffset,
      placeCount,
      BLOCK,
      from,
      to,
      placeBounds.byteOffset,
    ]),
  );
  await crew.run(
    'blur.triangleBounds',
    piecesOf(triangleBlocks, 64).map(({ from, to }) => [
      triangleAt,
      triangleCount,
      vertices.byteOffset,
      BLOCK,
      from,
      to,
      triangleBounds.byteOffset,
    ]),
  );
  // The share of a voxel is the mean over it: a box, whose variance is a twelfth.
  const weights = blur.sigmaMm.map((mm, axis) => gaussianWeights((mm / spacing[axis]!) ** 2 - 1 / 12));
  const lent = weights.map((list) => {
    const array = scope.float32(list.length);
    array.set(list);
    return array.byteOffset;
  });
  const [mi, mj, mk] = weights.map((list) => (list.length - 1) / 2) as [number, number, number];
  const head = scope.int32(23);
  const hand = signedVoxelVolumeMm3(ijkToLps) > 0 ? 1 : -1;
  head.set([nx, ny, nz, TILE_J, TILE_K, mi, mj, mk, ...lent]);
  head.set([places.byteOffset, placeCount, placeBounds.byteOffset, BLOCK], 11);
  head.set(
    [
      vertices.byteOffset,
      triangleAt,
      triangleCount,
      triangleBounds.byteOffset,
      BLOCK,
      shown.byteOffset,
      hand,
      wanted.byteOffset,
    ],
    15,
  );
  const rows = (TILE_J + 1 + 2 * mj) * (TILE_K + 1 + 2 * mk);
  const stride = (16 + nx + 31) & ~15;
  const segments = (Math.ceil(nx / 16) + 15) & ~15;
  const scratchBytes = 8 * rows * stride + 3 * rows * segments + DRAWING_BYTES;
  const tiles = piecesOf(nz, TILE_K).flatMap((k) => piecesOf(ny, TILE_J).map((j) => [j.from, k.from] as const));
  const atOnce = Math.min(MOST_TILES, TILES_PER_THREAD * crew.size, tiles.length);
  const scratch = Array.from({ length: atOnce }, () => scope.uint8(scratchBytes).byteOffset);
  let open = 0;
  for (const { from, to } of piecesOf(tiles.length, atOnce)) {
    const counts = await crew.run(
      'blur.imageTile',
      tiles.slice(from, to).map(([j, k], n) => [head.byteOffset, j, k, scratch[n]!]),
    );
    open += counts.reduce((sum, count) => sum + count, 0);
  }
  return open;
}
