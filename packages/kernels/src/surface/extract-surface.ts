import {
  type BitMask,
  LengthMismatchError,
  signedVoxelVolumeMm3,
  type TriMesh,
  type Volume,
  voxelCountOf,
  wordsPerRowFor,
} from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { fillCaseTable, TABLE_BYTES } from './case-table.ts';

/**
 * Slices in one piece of work: at 512×512 a piece takes a thread about a millisecond, twenty times what a message
 * costs; larger pieces would leave threads idle at the end.
 */
const SLAB_SLICES = 8;

/**
 * Draws the surface around a segment. Which voxels lie inside is told by the mask alone, and everything outside the grid
 * is outside, so the surface is closed; where it runs between an inside and an outside voxel is told by their grey
 * values: where these pass isoHu, or halfway where they do not (a filled pore, a removed table, a cut, the grid's border).
 * Inside voxels are joined through faces alone, outside voxels also across edges.
 *
 * @param input.volume  its values in the crew's memory; the inside may be the brighter or the darker side
 * @param input.mask    on the volume's grid, words in the crew's memory
 * @param input.isoHu   in the volume's unit
 * @returns a closed manifold in 'lps-mm', counter-clockwise seen from outside, empty for an empty mask; the order of
 *          vertices and triangles depends on the data alone. Both arrays are lent from the crew's arena: the caller
 *          releases them
 * @throws LengthMismatchError when mask or values do not fit the grid; OutOfMemoryError
 * Source: Lorensen and Cline 1987; Schroeder, Maynard, Geveci 2015 (Flying Edges), doi:10.1109/LDAV.2015.7348069
 */
export async function extractSurface(
  input: { readonly volume: Volume; readonly mask: BitMask; readonly isoHu: number },
  crew: Crew,
): Promise<TriMesh> {
  const { volume, mask, isoHu } = input;
  demandOneGrid(volume, mask);
  const [nx, ny, nz] = volume.dimensions;
  const { arena } = crew;
  using scope = new Scope(arena);
  const rowBytes = 4 * mask.wordsPerRow;
  const zeroRow = scope.uint32(mask.wordsPerRow, { zeroed: true });
  const flipped = signedVoxelVolumeMm3(volume.ijkToLps) < 0;
  const table = fillCaseTable(scope.uint8(TABLE_BYTES), { flipped });
  const rows = scope.uint32(4 * (ny + 1) * (nz + 1));
  const slabs = piecesOf(nz + 1, SLAB_SLICES).map(({ from, to }) => ({ kFrom: from - 1, kTo: to - 1 }));
  const totals = scope.uint32(2 * slabs.length);
  const grid = [arena.pointer(mask.words), zeroRow.byteOffset, rowBytes] as const;

  await crew.run(
    'surface.countRows',
    slabs.map(({ kFrom, kTo }, n) => [
      ...grid,
      ny,
      nz,
      kFrom,
      kTo,
      table.byteOffset,
      rows.byteOffset,
      totals.byteOffset + 8 * n,
    ]),
  );

  let vertices = 0;
  let triangles = 0;
  const firsts = slabs.map((_, n) => {
    const first = { vertex: vertices, triangle: triangles };
    vertices += totals[2 * n]!;
    triangles += totals[2 * n + 1]!;
    return first;
  });
  const mesh = {
    positions: scope.float32(3 * vertices),
    triangles: scope.uint32(3 * triangles),
    frame: 'lps-mm' as const,
  };
  const { slope, intercept } = volume.valueScale;
  const place = scope.float64(13);
  place.set([(isoHu - intercept) / slope, ...volume.ijkToLps]);
  const ids = scope.uint8(64 * slabs.length);

  await crew.run(
    'surface.writeRows',
    slabs.map(({ kFrom, kTo }, n) => [
      ...grid,
      nx,
      ny,
      nz,
      kFrom,
      kTo,
      table.byteOffset,
      rows.byteOffset,
      arena.pointer(volume.values),
      place.byteOffset,
      firsts[n]!.vertex,
      firsts[n + 1]?.vertex ?? vertices,
      firsts[n]!.triangle,
      totals[2 * n + 1]!,
      ids.byteOffset + 64 * n,
      mesh.positions.byteOffset,
      mesh.triangles.byteOffset,
    ]),
  );
  scope.keep(mesh.positions);
  scope.keep(mesh.triangles);
  return mesh;
}

function demandOneGrid(volume: Volume, mask: BitMask): void {
  const voxels = voxelCountOf(volume.dimensions);
  if (volume.values.length !== voxels) throw new LengthMismatchError('values', voxels, volume.values.length);
  const [nx, ny, nz] = volume.dimensions;
  const words = wordsPerRowFor(nx) * ny * nz;
  if (mask.wordsPerRow !== wordsPerRowFor(nx) || mask.words.length !== words)
    throw new LengthMismatchError('mask', words, mask.words.length);
}
