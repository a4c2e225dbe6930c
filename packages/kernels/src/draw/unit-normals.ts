import type { TriMesh } from '@specola/space';
import { vertexNormals } from '../measure/vertex-normals.ts';

/** Float32, a unit normal for each vertex, so that no large triangle outshines its neighbors; 0 where there is none. */
export function unitNormals(mesh: TriMesh): Float32Array {
  const normals = vertexNormals(mesh);
  for (let v = 0; v < normals.length; v += 3) {
    const x = normals[v]!;
    const y = normals[v + 1]!;
    const z = normals[v + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    const scale = length > 0 ? 1 / length : 0;
    normals[v] = x * scale;
    normals[v + 1] = y * scale;
    normals[v + 2] = z * scale;
  }
  return normals;
}
