/** The connected pieces of a mesh: for each triangle the number of its piece, from 0 in the order of first triangles. */
export function shellsOf(vertexCount: number, triangles: Uint32Array): { shellOf: Uint32Array; count: number } {
  const parent = new Uint32Array(vertexCount).map((_, v) => v);
  const root = (vertex: number): number => {
    let v = vertex;
    while (parent[v] !== v) {
      parent[v] = parent[parent[v]!]!;
      v = parent[v]!;
    }
    return v;
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const a = root(triangles[t]!);
    parent[root(triangles[t + 1]!)] = a;
    parent[root(triangles[t + 2]!)] = a;
  }
  const numbers = new Map<number, number>();
  const shellOf = new Uint32Array(triangles.length / 3);
  for (let t = 0; t < shellOf.length; t++) {
    const at = root(triangles[3 * t]!);
    const known = numbers.get(at);
    if (known === undefined) numbers.set(at, numbers.size);
    shellOf[t] = known ?? numbers.size - 1;
  }
  return { shellOf, count: numbers.size };
}

/** Volume of each piece by the sum of its tetrahedra: negative for a cavity. */
export function shellVolumesMm3(
  p: Float32Array,
  triangles: Uint32Array,
  { shellOf, count }: { shellOf: Uint32Array; count: number },
): Float64Array {
  const volumes = new Float64Array(count);
  // About a vertex of the mesh, so that coordinates far from zero lose no digits.
  const [ox, oy, oz] = [p[0] ?? 0, p[1] ?? 0, p[2] ?? 0];
  for (let t = 0; t < shellOf.length; t++) {
    const [a, b, c] = [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
    const [bx, by, bz] = [p[b]! - ox, p[b + 1]! - oy, p[b + 2]! - oz];
    const [cx, cy, cz] = [p[c]! - ox, p[c + 1]! - oy, p[c + 2]! - oz];
    volumes[shellOf[t]!]! +=
      ((p[a]! - ox) * (by * cz - bz * cy) +
        (p[a + 1]! - oy) * (bz * cx - bx * cz) +
        (p[a + 2]! - oz) * (bx * cy - by * cx)) /
      6;
  }
  return volumes;
}
