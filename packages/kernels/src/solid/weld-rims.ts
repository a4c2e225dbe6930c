import type { TriMesh } from '@specola/space';
import { edgeRunsOf, nextCorner } from '../measure/half-edges.ts';

export interface RimsWelded {
  readonly mesh: TriMesh;
  readonly weldedVertices: number;
  /** How far a vertex moved at most, mm. */
  readonly movedMm: number;
}

/**
 * Joins vertices of open edges that nearly lie in one place: the cracks that a file with few digits leaves. Vertices that
 * are whole all around stay as they are, and so does an edge whose two ends would meet.
 *
 * @param boundMm  vertices further apart than this stay apart
 */
export function weldRims(mesh: TriMesh, boundMm: number): RimsWelded {
  const { positions: x, triangles } = mesh;
  const rim = new Set<number>();
  const neighbors = new Map<number, Set<number>>();
  edgeRunsOf(mesh).forEach((list, from, to) => {
    if (to - from !== 1) return;
    const [a, b] = [triangles[list[from]!]!, triangles[nextCorner(list[from]!)]!];
    rim.add(a).add(b);
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const own = neighbors.get(one);
      if (own) own.add(other);
      else neighbors.set(one, new Set([other]));
    }
  });
  if (rim.size === 0 || boundMm <= 0) return { mesh, weldedVertices: 0, movedMm: 0 };
  // Cells of the bound: what is near lies in the same or a neighboring cell. The first vertex of a place stays.
  const cells = new Map<string, number[]>();
  const target = new Map<number, number>();
  let movedMm = 0;
  for (const vertex of [...rim].sort((a, b) => a - b)) {
    const cell = [0, 1, 2].map((axis) => Math.floor(x[3 * vertex + axis]! / boundMm)) as [number, number, number];
    let [best, bestMm] = [-1, Infinity];
    for (let n = 0; n < 27; n++) {
      const key = `${cell[0] + (n % 3) - 1},${cell[1] + (Math.floor(n / 3) % 3) - 1},${cell[2] + Math.floor(n / 9) - 1}`;
      for (const other of cells.get(key) ?? []) {
        const mm = Math.sqrt(
          [0, 1, 2].reduce((sum, axis) => sum + (x[3 * vertex + axis]! - x[3 * other + axis]!) ** 2, 0),
        );
        if (mm <= boundMm && mm < bestMm && !neighbors.get(vertex)!.has(other)) [best, bestMm] = [other, mm];
      }
    }
    if (best >= 0) {
      target.set(vertex, best);
      movedMm = Math.max(movedMm, bestMm);
      continue;
    }
    const key = cell.join();
    const list = cells.get(key);
    if (list) list.push(vertex);
    else cells.set(key, [vertex]);
  }
  if (target.size === 0) return { mesh, weldedVertices: 0, movedMm: 0 };
  const out: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => target.get(triangles[t + k]!) ?? triangles[t + k]!);
    if (new Set(corners).size === 3) out.push(...corners);
  }
  return { mesh: { ...mesh, triangles: Uint32Array.from(out) }, weldedVertices: target.size, movedMm };
}
