import type { BoundsMm, Triple } from '@specola/space';

/**
 * A body given by its signed distance, negative inside, mm. The value is the exact distance for the primitives; for
 * bodies put together it may be smaller in size than the true distance, never larger (it is 1-Lipschitz), and its zero
 * is the exact surface. `distanceToSurfaceMm` gives the true distance.
 */
export interface Solid {
  distance(x: number, y: number, z: number): number;
  /** A simpler solid with the same values in the ball around (x, y, z): what cannot matter there is left out. */
  within(x: number, y: number, z: number, radiusMm: number): Solid;
  readonly bounds: BoundsMm;
}

/** A solid that has no parts to leave out. */
export function plainSolid(distance: (x: number, y: number, z: number) => number, bounds: BoundsMm): Solid {
  const solid: Solid = { distance, within: () => solid, bounds };
  return solid;
}

export const EVERYWHERE: BoundsMm = {
  min: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  max: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
};

/** The box that holds some points with a margin around each. */
export function boundsAround(points: readonly Triple[], marginsMm: readonly number[]): BoundsMm {
  const end = (axis: number, side: 1 | -1): number =>
    side * Math.max(...points.map((p, n) => side * p[axis]! + marginsMm[n % marginsMm.length]!));
  return { min: [end(0, -1), end(1, -1), end(2, -1)], max: [end(0, 1), end(1, 1), end(2, 1)] };
}

export function grownBounds({ min, max }: BoundsMm, mm: number): BoundsMm {
  return {
    min: [min[0] - mm, min[1] - mm, min[2] - mm],
    max: [max[0] + mm, max[1] + mm, max[2] + mm],
  };
}
