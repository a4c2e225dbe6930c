import { ijkToLpsOf, invertIjkToLps, type Volume } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { composed, inverseOf, type RigidMotion } from './rigid-motion.ts';

const SLICES_PER_PIECE = 4;
const AIR_HU = -1024;

/**
 * A moving volume laid on the grid of a fixed one: trilinear, and air (or zero) where the moving one does not reach. For
 * looking at, not for measuring: values between voxels are means.
 */
export async function resampleOnto(
  grid: Volume,
  moving: Volume,
  movingToFixed: RigidMotion,
  crew: Crew,
  scope: Scope,
): Promise<Volume> {
  const { arena } = crew;
  const source = arena.holds(moving.values) ? moving.values : scope.int16(moving.values.length);
  if (source !== moving.values) source.set(moving.values);
  const toIjk = scope.float64(12);
  toIjk.set(composed(invertIjkToLps(moving.ijkToLps), composed(inverseOf(movingToFixed), grid.ijkToLps)));
  const [mx, my, mz] = grid.dimensions;
  const [nx, ny, nz] = moving.dimensions;
  const values = scope.int16(mx * my * mz);
  const padding = moving.modality === 'CT' ? AIR_HU : 0;
  await crew.run(
    'align.resample',
    piecesOf(mz, SLICES_PER_PIECE).map(({ from, to }) => [
      arena.pointer(source),
      nx,
      ny,
      nz,
      arena.pointer(toIjk),
      arena.pointer(values),
      mx,
      my,
      from,
      to,
      padding,
    ]),
  );
  return { ...moving, dimensions: grid.dimensions, values, ijkToLps: ijkToLpsOf(grid.ijkToLps) };
}
