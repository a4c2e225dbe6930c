import type { TriMesh } from '@specola/space';

type Point = readonly [number, number, number];

/** Where edges and triangles of a mesh are split. */
export interface Splits {
  /** By lower vertex · vertices + higher. */
  readonly edges: ReadonlyMap<number, Point>;
  /** By triangle; counts where all three edges are split. */
  readonly middles: ReadonlyMap<number, Point>;
}

/**
 * Splits edges of a closed mesh at given points. A triangle with one such edge becomes two, with two three, with three
 * four (the three corners, and what lies between the new vertices), or six about a point of its own.
 *
 * @returns from  the triangle of the input that each triangle comes from
 */
export function splitEdges(
  { positions, triangles, frame }: TriMesh,
  { edges, middles }: Splits,
): { readonly mesh: TriMesh; readonly from: Uint32Array } {
  const vertexCount = positions.length / 3;
  const fresh = new Map<number, number>();
  const outPositions = new Float32Array(positions.length + 3 * (edges.size + middles.size));
  outPositions.set(positions);
  let next = vertexCount;
  const add = (point: Point): number => {
    outPositions.set(point, 3 * next);
    return next++;
  };
  for (const [key, point] of edges) fresh.set(key, add(point));
  const out: number[] = [];
  const from: number[] = [];
  const push = (triangle: number, a: number, b: number, c: number): void => {
    out.push(a, b, c);
    from.push(triangle);
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const corner = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!] as const;
    const on = [0, 1, 2].map((k) => {
      const a = corner[k]!;
      const b = corner[(k + 1) % 3]!;
      return fresh.get(Math.min(a, b) * vertexCount + Math.max(a, b));
    });
    const middle = on.includes(undefined) ? undefined : middles.get(t / 3);
    writeParts(corner, on, middle && add(middle), (a, b, c) => push(t / 3, a, b, c));
  }
  return {
    mesh: { positions: outPositions.slice(0, 3 * next), triangles: Uint32Array.from(out), frame },
    from: Uint32Array.from(from),
  };
}

/** @param on  the new vertex on the edge from corner k to the next, if there is one */
function writeParts(
  corner: readonly [number, number, number],
  on: readonly (number | undefined)[],
  middle: number | undefined,
  write: (a: number, b: number, c: number) => void,
): void {
  const split = on.filter((vertex) => vertex !== undefined).length;
  if (split === 0) {
    write(...corner);
    return;
  }
  if (split === 3) {
    const [ab, bc, ca] = on as readonly [number, number, number];
    const around = [corner[0], ab, corner[1], bc, corner[2], ca];
    if (middle !== undefined) {
      around.forEach((vertex, n) => {
        write(vertex, around[(n + 1) % 6]!, middle);
      });
      return;
    }
    write(corner[0], ab, ca);
    write(corner[1], bc, ab);
    write(corner[2], ca, bc);
    write(ab, bc, ca);
    return;
  }
  // Turned so that the edge from a to b is split; where two are, the other is the one from b to c.
  const k = split === 1 ? on.findIndex((vertex) => vertex !== undefined) : (on.indexOf(undefined) + 1) % 3;
  const [a, b, c] = [corner[k]!, corner[(k + 1) % 3]!, corner[(k + 2) % 3]!];
  const ab = on[k]!;
  const bc = on[(k + 1) % 3];
  if (bc === undefined) {
    write(a, ab, c);
    write(ab, b, c);
    return;
  }
  write(ab, b, bc);
  write(a, ab, bc);
  write(a, bc, c);
}
