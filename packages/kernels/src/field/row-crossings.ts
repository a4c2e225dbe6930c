import type { TriMesh } from '@specola/space';
import type { FieldGrid } from './field-grid.ts';

/** Where the rows of a grid along one axis pass through a surface. */
export interface RowCrossings {
  /** Where each row's crossings start: rows + 1 numbers. Rows along axis a are numbered by the two other axes, lower first. */
  readonly starts: Uint32Array;
  /** In steps of the grid along the axis, ascending within a row. */
  readonly places: Float32Array;
  /** How often the row is inside more, after a crossing, than before: 1 or −1. */
  readonly turns: Int8Array;
}

/**
 * Passes every row of a grid along one axis through the triangles of a mesh. What two triangles share belongs to one of
 * them, so that a row through a closed surface enters as often as it leaves.
 */
export function rowCrossings(mesh: TriMesh, grid: FieldGrid, axis: 0 | 1 | 2): RowCrossings {
  const [u, v] = OTHERS[axis];
  const rows = grid.dimensions[u]! * grid.dimensions[v]!;
  const starts = new Uint32Array(rows + 1);
  const passes = passThrough(mesh, grid, axis);
  passes((row) => {
    starts[row + 1]!++;
  });
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
  const cursor = starts.slice(0, rows);
  const places = new Float32Array(starts[rows]!);
  const turns = new Int8Array(starts[rows]!);
  passes((row, place, turn) => {
    // By insertion: rows have a handful of crossings.
    let at = cursor[row]!++;
    for (; at > starts[row]! && places[at - 1]! > place; at--) {
      places[at] = places[at - 1]!;
      turns[at] = turns[at - 1]!;
    }
    places[at] = place;
    turns[at] = turn;
  });
  return { starts, places, turns };
}

const OTHERS = [
  [1, 2],
  [0, 2],
  [0, 1],
] as const;

type Visit = (row: number, place: number, turn: number) => void;

function passThrough({ positions: x, triangles }: TriMesh, grid: FieldGrid, axis: 0 | 1 | 2): (visit: Visit) => void {
  const [u, v] = OTHERS[axis];
  const { originMm, spacingMm: h, dimensions } = grid;
  const [nu, nv] = [dimensions[u]!, dimensions[v]!];
  // (axis, u, v) is a right-handed triple for x and z, a left-handed one for y.
  const handed = axis === 1 ? -1 : 1;
  return (visit) => {
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
      const [ua, va, wa] = placeOf(a);
      const [ub, vb, wb] = placeOf(b);
      const [uc, vc, wc] = placeOf(c);
      const j1 = Math.min(nu - 1, Math.floor(Math.max(ua, ub, uc)));
      const k1 = Math.min(nv - 1, Math.floor(Math.max(va, vb, vc)));
      const j0 = Math.max(0, Math.ceil(Math.min(ua, ub, uc)));
      for (let k = Math.max(0, Math.ceil(Math.min(va, vb, vc))); k <= k1; k++)
        for (let j = j0; j <= j1; j++) {
          const ea = a < b ? edge(ua, va, ub, vb, j, k) : -edge(ub, vb, ua, va, j, k);
          const eb = b < c ? edge(ub, vb, uc, vc, j, k) : -edge(uc, vc, ub, vb, j, k);
          const ec = c < a ? edge(uc, vc, ua, va, j, k) : -edge(ua, va, uc, vc, j, k);
          const side = sideOf(ea, a < b);
          if (side !== sideOf(eb, b < c) || side !== sideOf(ec, c < a)) continue;
          const sum = ea + eb + ec;
          if (sum === 0) continue;
          visit(k * nu + j, (eb * wa + ec * wb + ea * wc) / sum, -side * handed);
        }
    }
  };

  function placeOf(vertex: number): readonly [number, number, number] {
    const at = 3 * vertex;
    return [(x[at + u]! - originMm[u]!) / h, (x[at + v]! - originMm[v]!) / h, (x[at + axis]! - originMm[axis]!) / h];
  }
}

const edge = (up: number, vp: number, uq: number, vq: number, u: number, v: number): number =>
  (uq - up) * (v - vp) - (vq - vp) * (u - up);

/** A point on an edge lies to the left of it, the edge taken from its lower vertex to its higher. */
const sideOf = (value: number, ascending: boolean): number => (value > 0 || (value === 0 && ascending) ? 1 : -1);
