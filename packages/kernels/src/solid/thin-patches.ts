import type { TriMesh } from '@specola/space';

/**
 * The middle of thin walls: the triangles listed, each moved inward by half of the wall under it. Between neighbors the
 * wall changes evenly: each corner has the mean over the listed triangles that it belongs to. The triangles are apart.
 */
export function middleSheet(mesh: TriMesh, thicknessMm: Float32Array, listed: readonly number[]): TriMesh {
  const { positions: x, triangles, frame } = mesh;
  const sums = new Float64Array(x.length / 3);
  const counts = new Uint32Array(x.length / 3);
  for (const t of listed)
    for (let k = 0; k < 3; k++) {
      const vertex = triangles[3 * t + k]!;
      sums[vertex] = sums[vertex]! + thicknessMm[t]!;
      counts[vertex] = counts[vertex]! + 1;
    }
  const positions = new Float32Array(9 * listed.length);
  for (const [n, t] of listed.entries()) {
    const normal = unitNormal(mesh, t);
    for (let k = 0; k < 3; k++) {
      const vertex = triangles[3 * t + k]!;
      const halfMm = sums[vertex]! / counts[vertex]! / 2;
      for (let axis = 0; axis < 3; axis++)
        positions[9 * n + 3 * k + axis] = x[3 * vertex + axis]! - halfMm * normal[axis]!;
    }
  }
  return { positions, triangles: Uint32Array.from({ length: 3 * listed.length }, (_, c) => c), frame };
}

/** Listed triangles that hang together by vertices, in the order of their first. */
export function patchesOf({ triangles }: TriMesh, listed: readonly number[]): number[][] {
  const parents = new Map<number, number>();
  const rootOf = (vertex: number): number => {
    let root = vertex;
    for (let up = parents.get(root) ?? root; up !== root; up = parents.get(root) ?? root) root = up;
    // The way is shortened for those who come next.
    for (let at = vertex; at !== root; ) {
      const up = parents.get(at) ?? at;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  for (const t of listed)
    for (let k = 1; k < 3; k++) {
      const [a, b] = [rootOf(triangles[3 * t]!), rootOf(triangles[3 * t + k]!)];
      if (a !== b) parents.set(Math.max(a, b), Math.min(a, b));
    }
  const patches = new Map<number, number[]>();
  for (const t of listed) {
    const root = rootOf(triangles[3 * t]!);
    const patch = patches.get(root);
    if (patch) patch.push(t);
    else patches.set(root, [t]);
  }
  return [...patches.values()];
}

function unitNormal({ positions: x, triangles }: TriMesh, t: number): readonly [number, number, number] {
  const [a, b, c] = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
  const [ux, uy, uz] = [x[b]! - x[a]!, x[b + 1]! - x[a + 1]!, x[b + 2]! - x[a + 2]!];
  const [vx, vy, vz] = [x[c]! - x[a]!, x[c + 1]! - x[a + 1]!, x[c + 2]! - x[a + 2]!];
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
  return [nx / length, ny / length, nz / length];
}
