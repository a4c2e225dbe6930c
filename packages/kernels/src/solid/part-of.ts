import type { TriMesh } from '@specola/space';

/** Some shells of a mesh, as a mesh of their own. */
export function partOf(
  { positions, triangles, frame }: TriMesh,
  shellOfTriangle: Uint32Array,
  shells: ReadonlySet<number>,
): TriMesh {
  const numbers = new Map<number, number>();
  const out: number[] = [];
  const places: number[] = [];
  for (let c = 0; c < triangles.length; c++) {
    if (!shells.has(shellOfTriangle[Math.floor(c / 3)]!)) continue;
    const vertex = triangles[c]!;
    let number = numbers.get(vertex);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(vertex, number);
      places.push(positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!);
    }
    out.push(number);
  }
  return { positions: Float32Array.from(places), triangles: Uint32Array.from(out), frame };
}
