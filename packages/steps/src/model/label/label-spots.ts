import { cross, dot, minus } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { unitOf } from '../edit/frame-about.ts';

/** A place on a surface that a label may be tried at, and where the surface faces there. */
export interface Spot {
  readonly atMm: Triple;
  readonly normal: Triple;
}

/** Cells of this size have one spot for each main direction; larger where that gives too many. */
const CELL_MM = 3;
const MOST_SPOTS = 800;

/** Spots spread evenly over a surface, in an order that follows from its triangles alone. */
export function labelSpots(mesh: TriMesh): readonly Spot[] {
  for (let cellMm = CELL_MM; ; cellMm *= 1.3) {
    const spots = spotsIn(mesh, cellMm);
    if (spots.length <= MOST_SPOTS) return spots;
  }
}

function spotsIn({ positions, triangles }: TriMesh, cellMm: number): readonly Spot[] {
  const cells = new Map<string, { weight: number; sum: [number, number, number]; normal: [number, number, number] }>();
  const corner = (n: number): Triple => {
    const at = 3 * triangles[n]!;
    return [positions[at]!, positions[at + 1]!, positions[at + 2]!];
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [corner(t), corner(t + 1), corner(t + 2)];
    const twice = cross(minus(b, a), minus(c, a));
    const area = Math.sqrt(dot(twice, twice)) / 2;
    if (!(area > 0)) continue;
    const normal = unitOf(twice);
    const main = mainDirection(normal);
    const pieces = Math.max(1, Math.ceil(longestSide(a, b, c) / cellMm));
    const weight = area / (pieces * pieces);
    // The middles of the small triangles that a triangle falls into.
    for (let i = 0; i < pieces; i++)
      for (let j = 0; j < pieces - i; j++)
        for (const shift of i + j < pieces - 1 ? [1, 2] : [1]) {
          const [u, v] = [(i + shift / 3) / pieces, (j + shift / 3) / pieces];
          const at = [0, 1, 2].map((n) => a[n]! + u * (b[n]! - a[n]!) + v * (c[n]! - a[n]!));
          const key = `${at.map((mm) => Math.floor(mm / cellMm)).join(' ')} ${main}`;
          let cell = cells.get(key);
          if (!cell) {
            cell = { weight: 0, sum: [0, 0, 0], normal: [0, 0, 0] };
            cells.set(key, cell);
          }
          cell.weight += weight;
          for (let n = 0; n < 3; n++) {
            cell.sum[n]! += weight * at[n]!;
            cell.normal[n]! += weight * normal[n]!;
          }
        }
  }
  return [...cells.values()]
    .filter(({ normal }) => dot(normal, normal) > 0)
    .map(({ weight, sum, normal }) => ({
      atMm: [sum[0] / weight, sum[1] / weight, sum[2] / weight],
      normal: unitOf(normal),
    }));
}

/** Which of the six directions along the axes a normal leans to. */
function mainDirection(normal: Triple): number {
  const sizes = normal.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes));
  return 2 * axis + (normal[axis]! > 0 ? 1 : 0);
}

function longestSide(a: Triple, b: Triple, c: Triple): number {
  const squares = [minus(b, a), minus(c, b), minus(a, c)].map((side) => dot(side, side));
  return Math.sqrt(Math.max(...squares));
}
