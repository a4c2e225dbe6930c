import { type Dimensions, type IjkToLps, type Triple, toLps, tripleOf } from '@specola/space';
import type { Scope } from '../native/arena.ts';

/** Coordinates of a metre are rounded to half of this in single precision; the next voxel is a hundred times further. */
const IN_PLANE_MM = 1e-3;

/** A plane in the patient: its unit normal, and how far along it the plane lies, mm. */
export interface FlatPlane {
  readonly normal: Triple;
  readonly offsetMm: number;
}

/** Where a surface ends that an image cuts: the six planes half a voxel outside the first and last layers of its grid. */
export function borderPlanes(dimensions: Dimensions, ijkToLps: IjkToLps): FlatPlane[] {
  const column = (axis: number): Triple => [ijkToLps[axis]!, ijkToLps[4 + axis]!, ijkToLps[8 + axis]!];
  return [0, 1, 2].flatMap((axis) => {
    const normal = unitAcross(column((axis + 1) % 3), column((axis + 2) % 3));
    return [-0.5, dimensions[axis]! - 0.5].map((at) => {
      const place = toLps(tripleOf([0, 1, 2].map((n) => (n === axis ? at : 0))), ijkToLps);
      return { normal, offsetMm: normal[0] * place[0] + normal[1] * place[1] + normal[2] * place[2] };
    });
  });
}

/** Planes as mesh.keepInPlanes takes them: where they lie, how many, and how near to one a vertex lies in it. */
export function planesInArena(planes: readonly FlatPlane[], scope: Scope): [number, number, number] {
  const table = scope.float64(4 * planes.length);
  table.set(planes.flatMap(({ normal, offsetMm }) => [...normal, offsetMm]));
  return [table.byteOffset, planes.length, IN_PLANE_MM];
}

function unitAcross(a: Triple, b: Triple): Triple {
  const normal: Triple = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const length = Math.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2);
  return [normal[0] / length, normal[1] / length, normal[2] / length];
}
