import type { TriMesh } from '@specola/space';

/** The same surface, facing the other way. */
export function turnedMesh({ positions, triangles, frame }: TriMesh): TriMesh {
  const turned = new Uint32Array(triangles.length);
  for (let t = 0; t < triangles.length; t += 3) {
    turned[t] = triangles[t]!;
    turned[t + 1] = triangles[t + 2]!;
    turned[t + 2] = triangles[t + 1]!;
  }
  return { positions, triangles: turned, frame };
}

/** Meshes of one frame as one, in their order. Nothing is cut: they must not meet. */
export function meshesTogether(meshes: readonly TriMesh[]): TriMesh {
  const positions = new Float32Array(meshes.reduce((sum, mesh) => sum + mesh.positions.length, 0));
  const triangles = new Uint32Array(meshes.reduce((sum, mesh) => sum + mesh.triangles.length, 0));
  let [atPosition, atTriangle] = [0, 0];
  for (const mesh of meshes) {
    positions.set(mesh.positions, atPosition);
    const first = atPosition / 3;
    for (let c = 0; c < mesh.triangles.length; c++) triangles[atTriangle + c] = mesh.triangles[c]! + first;
    atPosition += mesh.positions.length;
    atTriangle += mesh.triangles.length;
  }
  return { positions, triangles, frame: meshes[0]?.frame ?? 'lps-mm' };
}
