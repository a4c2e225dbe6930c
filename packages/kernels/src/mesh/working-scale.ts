import type { TriMesh } from '@specola/space';

/** Bodies of at least this size print, and bounds in mm fit them. */
const SMALLEST_SIDE_MM = 10;
/** A floor: what is smaller than this many doublings of the smallest side is a point. */
const MOST_DOUBLINGS = 24;

/**
 * By how much to enlarge a mesh so that bounds in mm fit it: 1 for anything from 10 mm on, else a power of two, which
 * changes no digit of a coordinate. So a bound is the same share of a small body (or of one whose file is in meters or
 * inches) as of one of 10 to 20 mm.
 */
export function workingScale(mesh: TriMesh): number {
  const side = largestSideMm(mesh);
  if (!(side > 0) || side >= SMALLEST_SIDE_MM) return 1;
  let scale = 1;
  for (let n = 0; n < MOST_DOUBLINGS && side * scale < SMALLEST_SIDE_MM; n++) scale *= 2;
  return scale;
}

export const scaledMesh = (mesh: TriMesh, scale: number): TriMesh =>
  scale === 1 ? mesh : { ...mesh, positions: mesh.positions.map((c) => scale * c) };

/** The largest side of the box around the vertices that are placed. */
export function largestSideMm({ positions }: TriMesh): number {
  let side = 0;
  for (let axis = 0; axis < 3; axis++) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = axis; at < positions.length; at += 3) {
      const c = positions[at]!;
      if (!Number.isFinite(c)) continue;
      if (c < low) low = c;
      if (c > high) high = c;
    }
    side = Math.max(side, high - low);
  }
  return side;
}
