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
  const numbers = new Uint32Array(mesh.positions.length / 3);
  const vertices: number[] = [];
  const triangles = Uint32Array.from(kept, (vertex) => {
    if (numbers[vertex] === 0) numbers[vertex] = vertices.push(vertex);
    return numbers[vertex]! - 1;
  });
  const positions = new Float32Array(3 * vertices.length);
  for (const [n, vertex] of vertices.entries()) {
    for (let axis = 0; axis < 3; axis++) positions[3 * n + axis] = mesh.positions[3 * vertex + axis]!;
  }
  return { mesh: { positions, triangles, frame: mesh.frame }, vertices: Uint32Array.from(vertices) };
}
