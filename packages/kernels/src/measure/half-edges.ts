import type { TriMesh } from '@specola/space';

/**
 * Half-edges of a mesh, brought together by edge. Half-edge 3t + k of triangle t goes from its corner k to the next one.
 * Triangles that name a vertex twice have none: without them their neighbours still meet.
 */
export interface EdgeRuns {
  /** Calls back for each edge with its half-edges: list[from…to). An edge's half-edges stand in ascending order. */
  forEach(visit: (list: Uint32Array, from: number, to: number) => void): void;
}

export const nextCorner = (halfEdge: number): number => (halfEdge % 3 === 2 ? halfEdge - 2 : halfEdge + 1);

/** Sorts the half-edges by their lower, then their higher vertex: buckets first, then each short bucket by itself. */
export function edgeRunsOf({ positions, triangles }: TriMesh): EdgeRuns {
  const vertexCount = positions.length / 3;
  const starts = new Uint32Array(vertexCount + 1);
  const forEachHalfEdge = (visit: (halfEdge: number, low: number) => void) => {
    for (let h = 0; h < triangles.length; h += 3) {
      const a = triangles[h]!;
      const b = triangles[h + 1]!;
      const c = triangles[h + 2]!;
      if (a === b || b === c || c === a) continue;
      visit(h, Math.min(a, b));
      visit(h + 1, Math.min(b, c));
      visit(h + 2, Math.min(c, a));
    }
  };
  forEachHalfEdge((_, low) => {
    starts[low + 1]!++;
  });
  for (let v = 0; v < vertexCount; v++) starts[v + 1]! += starts[v]!;
  const list = new Uint32Array(starts[vertexCount]!);
  const cursor = starts.slice(0, vertexCount);
  forEachHalfEdge((halfEdge, low) => {
    list[cursor[low]!++] = halfEdge;
  });
  const highOf = (halfEdge: number): number => {
    const a = triangles[halfEdge]!;
    const b = triangles[nextCorner(halfEdge)]!;
    return Math.max(a, b);
  };
  for (let v = 0; v < vertexCount; v++) sortBucket(list, starts[v]!, starts[v + 1]!, highOf);
  return {
    forEach(visit) {
      for (let v = 0; v < vertexCount; v++) {
        const end = starts[v + 1]!;
        for (let from = starts[v]!; from < end; ) {
          const high = highOf(list[from]!);
          let to = from + 1;
          while (to < end && highOf(list[to]!) === high) to++;
          visit(list, from, to);
          from = to;
        }
      }
    },
  };
}

/** By insertion; a vertex of hundreds of triangles by the engine's own sort. Both keep equal ones in ascending order. */
function sortBucket(list: Uint32Array, from: number, to: number, highOf: (halfEdge: number) => number): void {
  if (to - from > 64) {
    const sorted = [...list.subarray(from, to)].sort((g, h) => highOf(g) - highOf(h) || g - h);
    list.set(sorted, from);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const halfEdge = list[i]!;
    const high = highOf(halfEdge);
    let j = i - 1;
    while (j >= from && highOf(list[j]!) > high) {
      list[j + 1] = list[j]!;
      j--;
    }
    list[j + 1] = halfEdge;
  }
}
