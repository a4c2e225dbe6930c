/**
 * Corner c of a cell lies at di = c & 1, dj = (c >> 1) & 1, dk = c >> 2. A case holds a bit for each corner inside.
 *
 * The twelve edges of a cell: 0–3 along i, dj + 2 dk; then along j (dk) and k (dj), 4, 5, 6, 7 at the left and
 * 8, 9, 10, 11 at the right. The order in which the native code keeps the ids of a cell's vertices.
 */
export function edgeBetween(cornerA: number, cornerB: number): number {
  const low = Math.min(cornerA, cornerB);
  const axis = cornerA ^ cornerB;
  if (axis === 1) return low >> 1;
  const side = low & 1 ? 8 : 4;
  return axis === 2 ? side + (low >> 2) : side + 2 + ((low >> 1) & 1);
}

/** The two corners of each edge, the lower first. */
export const CORNERS_OF_EDGE: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [0, 2],
  [4, 6],
  [0, 4],
  [2, 6],
  [1, 3],
  [5, 7],
  [1, 5],
  [3, 7],
];

/** Corners of the six faces, counter-clockwise seen from outside the cell: low i, high i, low j, high j, low k, high k. */
export const FACES: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 6, 2],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 2, 3, 1],
  [4, 5, 7, 6],
];

/** For each edge of a cell, the two faces that it lies on, as bits. */
export const FACES_OF_EDGE: readonly number[] = Array.from({ length: 12 }, (_, edge) =>
  FACES.reduce(
    (bits, corners, face) =>
      corners.some((corner, n) => edgeBetween(corner, corners[(n + 1) & 3]!) === edge) ? bits | (1 << face) : bits,
    0,
  ),
);

/**
 * The lines that the surface draws on one face, from edge to edge, with the inside to their left seen from outside the
 * cell. Each run of inside corners gets its own line, so on a face with two inside corners across from each other these
 * are separate: the inside is joined through faces alone, the outside also across edges.
 */
export function faceLines(
  corners: readonly [number, number, number, number],
  isInside: (corner: number) => boolean,
): [from: number, to: number][] {
  const lines: [number, number][] = [];
  for (let n = 0; n < 4; n++) {
    if (!isInside(corners[n]!) || isInside(corners[(n + 3) & 3]!)) continue;
    let last = n;
    while (isInside(corners[(last + 1) & 3]!)) last++;
    lines.push([
      edgeBetween(corners[(n + 3) & 3]!, corners[n]!),
      edgeBetween(corners[last & 3]!, corners[(last + 1) & 3]!),
    ]);
  }
  return lines;
}

/** The closed loops of edges that the surface runs through in a cell, counter-clockwise seen from outside the segment. */
export function cellLoops(kind: number): number[][] {
  const next = new Map<number, number>();
  for (const corners of FACES)
    for (const [from, to] of faceLines(corners, (corner) => ((kind >> corner) & 1) === 1)) next.set(from, to);
  const loops: number[][] = [];
  while (next.size > 0) {
    const loop: number[] = [];
    let edge = Math.min(...next.keys());
    while (next.has(edge)) {
      loop.push(edge);
      const to = next.get(edge)!;
      next.delete(edge);
      edge = to;
    }
    loops.push(loop);
  }
  return loops;
}
