import { type IjkToLps, ijkToLpsOf, spacingMmOf, tripleOf, type Volume } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';

const SLICES_PER_PIECE = 4;

/**
 * A volume of coarser voxels, each the mean of a block: as near to the wanted spacing as whole blocks come, and never
 * finer than it is. The place of every voxel follows.
 */
export async function shrunkVolume(volume: Volume, wantedMm: number, crew: Crew, scope: Scope): Promise<Volume> {
  const { dimensions } = volume;
  const factors = spacingMmOf(volume.ijkToLps).map((mm, axis) =>
    Math.max(1, Math.min(dimensions[axis]!, Math.round(wantedMm / mm))),
  ) as [number, number, number];
  const source = crew.arena.holds(volume.values) ? volume.values : scope.int16(volume.values.length);
  if (source !== volume.values) source.set(volume.values);
  if (factors.every((factor) => factor === 1)) return { ...volume, values: source };
  const small = tripleOf(dimensions.map((n, axis) => Math.floor(n / factors[axis]!)));
  const values = scope.int16(small[0] * small[1] * small[2]);
  const [fx, fy, fz] = factors;
  await crew.run(
    'align.shrink',
    piecesOf(small[2], SLICES_PER_PIECE).map(({ from, to }) => [
      crew.arena.pointer(source),
      dimensions[0],
      dimensions[1],
      fx,
      fy,
      fz,
      crew.arena.pointer(values),
      small[0],
      small[1],
      from,
      to,
    ]),
  );
  return { ...volume, dimensions: small, values, ijkToLps: coarserPlace(volume.ijkToLps, factors) };
}

/** The middle of a block of f voxels lies (f − 1)/2 voxels behind its first. */
function coarserPlace(m: IjkToLps, factors: readonly [number, number, number]): IjkToLps {
  const out: number[] = [];
  for (let row = 0; row < 12; row += 4) {
    let origin = m[row + 3]!;
    for (let axis = 0; axis < 3; axis++) {
      out.push(m[row + axis]! * factors[axis]!);
      origin += (m[row + axis]! * (factors[axis]! - 1)) / 2;
    }
    out.push(origin);
  }
  return ijkToLpsOf(out);
}
