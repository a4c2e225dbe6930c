import type { TriMesh } from '@specola/space';

/** A mesh whose large triangles are cut into small ones; the surface stays where it is. */
export interface SplitMesh {
  readonly mesh: TriMesh;
  /** Uint32, for each triangle the one of the input that it is a part of. */
  readonly from: Uint32Array;
  /** Uint8, 1 where that was cut. */
  readonly cut: Uint8Array;
}

/** What a mesh grows to at most, beside its own triangles. */
const MOST_ADDED = 1_000_000;

/**
 * Cuts triangles with an edge longer than asked into n² equal ones, so that one measurement for each triangle sees every
 * part of a large one: a flat face of a designed part is two triangles, however its back runs.
 *
 * For measuring and drawing only: neighbours may have vertices on an edge that the other has not. Where too many would
 * be added the edges stay longer. A mesh of small triangles comes back as it is.
 */
export function splitLargeTriangles(mesh: TriMesh, { edgeMm }: { readonly edgeMm: number }): SplitMesh {
  const { positions, triangles, frame } = mesh;
  const count = triangles.length / 3;
  const longest = Float64Array.from({ length: count }, (_, t) => longestEdgeMm(mesh, 3 * t));
  let side = edgeMm;
  const addedBy = (limit: number) =>
    longest.reduce((sum, edge) => sum + (edge > limit ? Math.ceil(edge / limit) ** 2 - 1 : 0), 0);
  while (addedBy(side) > MOST_ADDED) side *= 1.25;
  const added = addedBy(side);
  const from = new Uint32Array(count + added);
  const cut = new Uint8Array(count + added);
  if (added === 0) {
    for (let t = 0; t < count; t++) from[t] = t;
    return { mesh, from, cut };
  }
  const corners = new Uint32Array(3 * from.length);
  const points: number[] = [];
  const first = positions.length / 3;
  let next = 0;
  const push = (owner: number, was: 0 | 1, a: number, b: number, c: number): void => {
    corners[3 * next] = a;
    corners[3 * next + 1] = b;
    corners[3 * next + 2] = c;
    from[next] = owner;
    cut[next++] = was;
  };
  for (let t = 0; t < count; t++) {
    const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
    if (!(longest[t]! > side)) {
      push(t, 0, a, b, c);
      continue;
    }
    const n = Math.ceil(longest[t]! / side);
    // Rows of vertices from a toward the edge b–c; the corners stay those of the mesh.
    const at = (row: number, step: number): number => {
      if (row === 0) return a;
      if (row === n && step === 0) return b;
      if (row === n && step === n) return c;
      return rows[row]! + step;
    };
    const rows: number[] = [];
    for (let row = 0; row <= n; row++) {
      rows.push(first + points.length / 3);
      for (let step = 0; step <= row; step++)
        for (let axis = 0; axis < 3; axis++) {
          const [pa, pb, pc] = [positions[3 * a + axis]!, positions[3 * b + axis]!, positions[3 * c + axis]!];
          points.push(pa + ((row - step) * (pb - pa) + step * (pc - pa)) / n);
        }
    }
    for (let row = 0; row < n; row++)
      for (let step = 0; step <= row; step++) {
        push(t, 1, at(row, step), at(row + 1, step), at(row + 1, step + 1));
        if (step < row) push(t, 1, at(row, step), at(row + 1, step + 1), at(row, step + 1));
      }
  }
  const all = new Float32Array(positions.length + points.length);
  all.set(positions);
  for (let n = 0; n < points.length; n++) all[positions.length + n] = points[n]!;
  return { mesh: { positions: all, triangles: corners, frame }, from, cut };
}

function longestEdgeMm({ positions: x, triangles }: TriMesh, t: number): number {
  let longest = 0;
  for (let e = 0; e < 3; e++) {
    const a = 3 * triangles[t + e]!;
    const b = 3 * triangles[t + ((e + 1) % 3)]!;
    const [dx, dy, dz] = [x[a]! - x[b]!, x[a + 1]! - x[b + 1]!, x[a + 2]! - x[b + 2]!];
    longest = Math.max(longest, dx * dx + dy * dy + dz * dz);
  }
  return Math.sqrt(longest);
}
