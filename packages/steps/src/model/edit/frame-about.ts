import { cross, dot, minus } from '@specola/kernels';
import type { Placement, Triple } from '@specola/space';

export const along = (from: Triple, direction: Triple, mm: number): Triple => [
  from[0] + mm * direction[0],
  from[1] + mm * direction[1],
  from[2] + mm * direction[2],
];

export function unitOf(v: Triple): Triple {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** A direction square to another: away from the axis that it leans to most. */
export function squareTo(direction: Triple): Triple {
  const [x, y, z] = direction.map(Math.abs) as [number, number, number];
  const axis: Triple = x <= y && x <= z ? [1, 0, 0] : y <= z ? [0, 1, 0] : [0, 0, 1];
  return unitOf(cross(direction, axis));
}

/** Puts what was made about the origin at a place, its x and y along two directions; y is made square to x. */
export function placementAt(center: Triple, alongX: Triple, alongY: Triple): Placement {
  const x = unitOf(alongX);
  const leaning = minus(alongY, along([0, 0, 0], x, dot(alongY, x)));
  const y = dot(leaning, leaning) > 1e-12 * dot(alongY, alongY) ? unitOf(leaning) : squareTo(x);
  const z = cross(x, y);
  return [0, 1, 2].flatMap((row) => [x[row]!, y[row]!, z[row]!, center[row]!]);
}
