import { type TriMesh, type Triple, triangleCountOf, tripleOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';

const TRIANGLES_PER_PIECE = 1 << 15;

/** A grid of cubes over a surface. */
export interface CellFrame {
  readonly originMm: Triple;
  readonly sideMm: number;
  readonly counts: Triple;
}

/** How large a surface is. */
export interface Extent {
  readonly areaMm2: number;
  readonly minMm: Triple;
  readonly maxMm: Triple;
  /** Side of an equilateral triangle of mean area. */
  readonly meanEdgeMm: number;
}

/** Measures area and box of the triangles; the mesh lies in the arena. */
export async function extentOf(mesh: TriMesh, crew: Crew): Promise<Extent> {
  using scope = new Scope(crew.arena);
  const pieces = piecesOf(triangleCountOf(mesh), TRIANGLES_PER_PIECE);
  const told = scope.float64(7 * pieces.length);
  await crew.run(
    'mesh.areaAndBounds',
    pieces.map(({ from, to }, n) => [
      crew.arena.pointer(mesh.triangles),
      crew.arena.pointer(mesh.positions),
      from,
      to,
      told.byteOffset + 56 * n,
    ]),
  );
  const column = (which: number) => pieces.map((_, n) => told[7 * n + which]!);
  const areaMm2 = column(0).reduce((sum, area) => sum + area, 0);
  const min = (which: number) => Math.min(...column(which));
  const max = (which: number) => Math.max(...column(which));
  return {
    areaMm2,
    minMm: [min(1), min(2), min(3)],
    maxMm: [max(4), max(5), max(6)],
    meanEdgeMm: Math.sqrt((4 / Math.sqrt(3)) * (areaMm2 / Math.max(1, triangleCountOf(mesh)))),
  };
}

/**
 * A grid of at most `mostCells` cubes of sideMm (larger ones, where it would take more) around an extent, its corner
 * moved down by a part of the side.
 */
export function cellFrame(
  { minMm, maxMm }: Extent,
  { sideMm, mostCells, shift = 0 }: { sideMm: number; mostCells: number; shift?: number },
): CellFrame {
  let side = Math.max(sideMm, 1e-3);
  for (;;) {
    const counts = minMm.map((low, axis) => Math.floor((maxMm[axis]! - low) / side + shift) + 1);
    if (counts[0]! * counts[1]! * counts[2]! <= mostCells) {
      const originMm = minMm.map((low) => low - shift * side);
      return { originMm: tripleOf(originMm), sideMm: side, counts: tripleOf(counts) };
    }
    side *= 1.1;
  }
}

export const cellCountOf = ({ counts }: CellFrame): number => counts[0] * counts[1] * counts[2];

/** A frame as native code reads it. */
export function frameInArena(frame: CellFrame, scope: Scope): Float64Array {
  const numbers = scope.float64(7);
  numbers.set([...frame.originMm, 1 / frame.sideMm, ...frame.counts]);
  return numbers;
}
