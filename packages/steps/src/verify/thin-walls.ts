import { triangleAreaMm2 } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';

/** Walls thicker than this are not looked for. */
export const WALL_LIMIT_MM = 5;
const MOST_PLACES = 20;
/** Places nearer to each other than this show one and the same thin wall. */
const APART_MM = 8;

export interface ThinWalls {
  readonly thinnest: { readonly thicknessMm: number; readonly atLpsMm: [number, number, number] } | null;
  /** Surface over walls thinner than the limit. */
  readonly areaMm2: number;
  /** Worst first, twenty at most, spread out. */
  readonly places: [number, number, number][];
}

/** The walls thinner than a limit, from the thickness under each triangle. */
export function thinWalls(mesh: TriMesh, thicknessMm: Float32Array, thinMm: number): ThinWalls {
  const thin: number[] = [];
  let thinnest = -1;
  for (let t = 0; t < thicknessMm.length; t++) {
    if (thicknessMm[t]! < thinMm) thin.push(t);
    if (thicknessMm[t]! < (thinnest < 0 ? Infinity : thicknessMm[thinnest]!)) thinnest = t;
  }
  thin.sort((a, b) => thicknessMm[a]! - thicknessMm[b]! || a - b);
  const places: [number, number, number][] = [];
  for (const t of thin) {
    if (places.length === MOST_PLACES) break;
    const at = middleOf(mesh, t);
    if (places.every((other) => squaredMm(other, at) > APART_MM ** 2)) places.push(at);
  }
  return {
    thinnest: thinnest < 0 ? null : { thicknessMm: thicknessMm[thinnest]!, atLpsMm: middleOf(mesh, thinnest) },
    areaMm2: thin.reduce((sum, t) => sum + triangleAreaMm2(mesh.positions, mesh.triangles, 3 * t), 0),
    places,
  };
}

function middleOf({ positions, triangles }: TriMesh, t: number): [number, number, number] {
  const sum = (axis: number) =>
    positions[3 * triangles[3 * t]! + axis]! +
    positions[3 * triangles[3 * t + 1]! + axis]! +
    positions[3 * triangles[3 * t + 2]! + axis]!;
  return [sum(0) / 3, sum(1) / 3, sum(2) / 3];
}

const squaredMm = (a: Triple, b: Triple): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
