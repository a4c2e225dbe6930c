import type { TriMesh } from '@specola/space';

/**
 * A lighter mesh for the eye alone: never measured, never printed. Its vertices are vertices of the input.
 *
 * @returns the mesh (in memory of its own), and for each of its vertices the number of that vertex in the input
 */
export async function lightMesh(
  mesh: TriMesh,
  { mostTriangles }: { mostTriangles: number },
): Promise<{ mesh: TriMesh; vertices: Uint32Array }> {
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier');
  await MeshoptSimplifier.ready;
  const kept =
    mesh.triangles.length <= 3 * mostTriangles
      ? mesh.triangles
      : MeshoptSimplifier.simplify(mesh.triangles, mesh.positions, 3, 3 * mostTriangles, 1)[0];
  // New numbers, plus one; then which vertex has each.
  const numbers = new Uint32Array(mesh.positions.length / 3);
  const triangles = new Uint32Array(kept.length);
  let count = 0;
  for (let at = 0; at < kept.length; at++) {
    const vertex = kept[at]!;
    if (numbers[vertex] === 0) numbers[vertex] = ++count;
    triangles[at] = numbers[vertex]! - 1;
  }
  const vertices = new Uint32Array(count);
  const positions = new Float32Array(3 * count);
  for (let vertex = 0; vertex < numbers.length; vertex++) {
    if (numbers[vertex] === 0) continue;
    const n = numbers[vertex]! - 1;
    vertices[n] = vertex;
    for (let axis = 0; axis < 3; axis++) positions[3 * n + axis] = mesh.positions[3 * vertex + axis]!;
  }
  return { mesh: { positions, triangles, frame: mesh.frame }, vertices };
}
