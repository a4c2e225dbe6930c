import { type BitMask, type TriMesh, voxelCountOf } from '@specola/space';
import { lentMask, setInMask } from '../image/mask-memory.ts';
import type { Arena } from '../native/arena.ts';
import type { FieldGrid } from './field-grid.ts';
import { type RowCrossings, rowCrossings } from './row-crossings.ts';

export interface InsideMask {
  /** Points of the grid inside the surface; the caller gives `words` back to the arena. */
  readonly mask: BitMask;
  /** Rows along x that leave the surface less often than they enter it, or more: 0 for a closed one. */
  readonly brokenRows: number;
}

/**
 * Tells which points of a grid lie inside a surface: those that it goes around, whichever way it is turned.
 *
 * A closed surface is told by rows along x alone. Where rows do not come out even (holes, stray sheets) rows along y and z
 * are asked too, and the majority of those that come out even decides.
 */
export function insideMask(mesh: TriMesh, grid: FieldGrid, arena: Arena): InsideMask {
  const mask = lentMask(grid.dimensions, arena, { zeroed: true });
  const alongX = rowCrossings(mesh, grid, 0);
  const brokenRows = countBroken(alongX);
  const [nx, ny] = grid.dimensions;
  if (brokenRows === 0) {
    forEachRun(alongX, nx, (row, from, to) => {
      const [j, k] = [row % ny, Math.floor(row / ny)];
      for (let i = from; i < to; i++) setInMask(mask, i, j, k);
    });
    return { mask, brokenRows };
  }
  const votes = new Int8Array(voxelCountOf(grid.dimensions));
  vote(votes, alongX, grid, 0);
  vote(votes, rowCrossings(mesh, grid, 1), grid, 1);
  vote(votes, rowCrossings(mesh, grid, 2), grid, 2);
  for (let n = 0; n < votes.length; n++)
    if (votes[n]! > 0) setInMask(mask, n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny)));
  return { mask, brokenRows };
}

function countBroken({ starts, turns }: RowCrossings): number {
  let broken = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    let sum = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += turns[at]!;
    if (sum !== 0) broken++;
  }
  return broken;
}

/** Calls back for the stretches of each row that lie inside: steps from…to). */
function forEachRun(
  { starts, places, turns }: RowCrossings,
  length: number,
  visit: (row: number, from: number, to: number) => void,
): void {
  for (let row = 0; row + 1 < starts.length; row++) {
    let winding = 0;
    for (let at = starts[row]!; at + 1 < starts[row + 1]!; at++) {
      winding += turns[at]!;
      if (winding === 0) continue;
      const from = Math.max(0, Math.ceil(places[at]!));
      const to = Math.min(length, Math.ceil(places[at + 1]!));
      if (from < to) visit(row, from, to);
    }
  }
}

/** A row that comes out even votes for its insides and against its outsides, weighing 2; another one weighs 1 where both its ends agree. */
function vote(votes: Int8Array, crossings: RowCrossings, { dimensions }: FieldGrid, axis: 0 | 1 | 2): void {
  const [nx, ny] = dimensions;
  const [stepI, stepJ, stepK] = [1, nx, nx * ny];
  const steps = [stepI, stepJ, stepK];
  const [u, v] = axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
  const { starts, places, turns } = crossings;
  const length = dimensions[axis]!;
  for (let row = 0; row + 1 < starts.length; row++) {
    const first = (row % dimensions[u]!) * steps[u]! + Math.floor(row / dimensions[u]!) * steps[v]!;
    let total = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) total += turns[at]!;
    let winding = 0;
    let from = 0;
    for (let at = starts[row]!; at <= starts[row + 1]!; at++) {
      const to = at === starts[row + 1]! ? length : Math.min(length, Math.max(0, Math.ceil(places[at]!)));
      // Seen from the row's start it is inside when winding ≠ 0, seen from its end when winding ≠ total.
      const inside = winding !== 0 && winding !== total;
      const outside = winding === 0 || winding === total;
      const weight = total === 0 ? (winding !== 0 ? 2 : -2) : inside ? 1 : outside && starts[row] === at ? -1 : 0;
      if (weight !== 0) for (let i = from; i < to; i++) votes[first + i * steps[axis]!]! += weight;
      from = Math.max(from, to);
      if (at < starts[row + 1]!) winding += turns[at]!;
    }
  }
}
