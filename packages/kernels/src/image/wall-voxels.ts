import { type BitMask, spacingMmOf, type Triple, type Volume } from '@specola/space';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import type { StructuringElement } from './grow-mask.ts';
import { demandSameGrid, lentMask, slabsOf } from './mask-memory.ts';
import { AXES, gapKinds, stepMmOf } from './neighbour-axes.ts';

/** A sheet stands above both sides at one of these distances: beyond a thin cortex, short of what lies behind. */
const SHEET_MM = [2, 3] as const;

/** Walls of a valley are sought this far. */
const VALLEY_MM = 3;

/**
 * The voxels that lie in a thin bright sheet, a cortex that the point spread has drawn below the threshold for instance.
 *
 * @param within       where to look
 * @param least        along some axis both sides lie this much lower, in the volume's values
 * @param valleyShare  what walls beside the voxel (a hole's rim, a joint's two bones) may stand above it: no more than
 *                     its height over both sides divided by this
 * @returns a mask lent from the arena
 */
export async function sheetMask(
  volume: Volume,
  within: BitMask,
  { least, valleyShare }: { least: number; valleyShare: number },
  crew: Crew,
): Promise<BitMask> {
  using scope = new Scope(crew.arena);
  const axes = axesTable(scope, spacingMmOf(volume.ijkToLps), 0);
  const rest = [axes.byteOffset, least, Math.round(256 * valleyShare)];
  return await overSlabs('bits.sheetRows', within, [crew.arena.pointer(volume.values)], rest, crew);
}

/**
 * The voxels that lie in a gap between two walls, as between the bones of a joint, rather than in a hole of one wall.
 *
 * @param within    where to look; none of it in `solid`
 * @param acrossMm  walls stand no further apart than this
 * @param least     the walls stand this much above the voxel, in the volume's values; -Infinity does not ask
 * @returns a mask lent from the arena
 */
export async function gapMask(
  volume: Volume,
  within: BitMask,
  solid: BitMask,
  { acrossMm, least }: { acrossMm: number; least: number },
  crew: Crew,
): Promise<BitMask> {
  demandSameGrid(within, solid);
  using scope = new Scope(crew.arena);
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const axes = axesTable(scope, spacingMm, acrossMm);
  const kinds = gapKinds(spacingMm);
  const lent = scope.uint8(kinds.length);
  lent.set(kinds);
  const between = [crew.arena.pointer(solid.words), crew.arena.pointer(volume.values)];
  const rest = [axes.byteOffset, lent.byteOffset, Math.max(least, -65536)];
  return await overSlabs('bits.gapRows', within, between, rest, crew);
}

/**
 * The voxels that have at least `least` voxels of a crowd around them.
 *
 * @param around  a voxel's surroundings, itself included
 * @returns a mask lent from the arena
 */
export async function crowdedMask(
  within: BitMask,
  crowd: BitMask,
  { around, least }: { around: StructuringElement; least: number },
  crew: Crew,
): Promise<BitMask> {
  demandSameGrid(within, crowd);
  using scope = new Scope(crew.arena);
  const places = around.rows.flatMap(([dj, dk, halfWidth]) =>
    Array.from({ length: 2 * halfWidth + 1 }, (_, n) => [n - halfWidth, dj, dk]),
  );
  const offsets = scope.int32(3 * places.length);
  offsets.set(places.flat());
  const rest = [offsets.byteOffset, places.length, least];
  return await overSlabs('bits.crowdedRows', within, [crew.arena.pointer(crowd.words)], rest, crew);
}

async function overSlabs(
  task: `bits.${string}`,
  within: BitMask,
  between: readonly number[],
  rest: readonly number[],
  crew: Crew,
): Promise<BitMask> {
  const [nx, ny, nz] = within.dimensions;
  const out = lentMask(within.dimensions, crew.arena);
  await crew.run(
    task,
    slabsOf(within.dimensions).map(({ from, to }) => [
      crew.arena.pointer(within.words),
      ...between,
      out.words.byteOffset,
      nx,
      ny,
      nz,
      from,
      to,
      4 * within.wordsPerRow,
      ...rest,
    ]),
  );
  return out;
}

/** Int32, six for each axis: its step, and how many steps reach each distance. */
function axesTable(scope: Scope, spacingMm: Triple, acrossMm: number): Int32Array {
  const table = scope.int32(6 * AXES.length);
  AXES.forEach((axis, n) => {
    const stepMm = stepMmOf(axis, spacingMm);
    const [near, far] = SHEET_MM.map((mm) => Math.max(1, Math.round(mm / stepMm))) as [number, number];
    table.set(
      [...axis, near, Math.max(far, Math.floor(VALLEY_MM / stepMm)), Math.floor(acrossMm / stepMm + 1e-9)],
      6 * n,
    );
  });
  return table;
}
