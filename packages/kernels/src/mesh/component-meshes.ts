import type { LabeledSurface, TriMesh } from '@specola/space';

/** The surface around one label, cut out of surfaces that share their boundaries. */
export interface ComponentMesh {
  readonly label: number;
  readonly mesh: TriMesh;
  /** For each vertex its number in the shared surface. */
  readonly sharedVertex: Uint32Array;
  /** Uint8, 1 for a vertex that another label has too. */
  readonly touching: Uint8Array;
}

/**
 * A mesh for each label: the triangles that it lies behind, and those that it lies in front of, turned round. Two labels
 * that touch get the very same triangles, so there is neither gap nor overlap.
 */
export function componentMeshes(surface: LabeledSurface, labels: readonly number[]): readonly ComponentMesh[] {
  const { positions, triangles, sides, frame } = surface;
  const vertexCount = positions.length / 3;
  const touching = new Uint8Array(vertexCount);
  for (let t = 0; t < sides.length / 2; t++)
    if (sides[2 * t]! !== 0 && sides[2 * t + 1]! !== 0) for (let k = 0; k < 3; k++) touching[triangles[3 * t + k]!] = 1;
  return labels.map((label) => {
    const numbers = new Uint32Array(vertexCount);
    const own: number[] = [];
    const out: number[] = [];
    const numberOf = (vertex: number): number => {
      if (numbers[vertex] === 0) numbers[vertex] = own.push(vertex);
      return numbers[vertex]! - 1;
    };
    for (let t = 0; t < sides.length / 2; t++) {
      const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
      if (sides[2 * t] === label) out.push(numberOf(a), numberOf(b), numberOf(c));
      else if (sides[2 * t + 1] === label) out.push(numberOf(a), numberOf(c), numberOf(b));
    }
    const placed = new Float32Array(3 * own.length);
    own.forEach((vertex, n) => {
      placed.set(positions.subarray(3 * vertex, 3 * vertex + 3), 3 * n);
    });
    return {
      label,
      mesh: { positions: placed, triangles: Uint32Array.from(out), frame },
      sharedVertex: Uint32Array.from(own),
      touching: Uint8Array.from(own, (vertex) => touching[vertex]!),
    };
  });
}
