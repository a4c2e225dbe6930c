import { vertexShells } from '@specola/kernels';
import type { TriMesh } from '@specola/space';

/**
 * Which triangles of the image's surface belong to shells that a model leaves out on purpose, being too small: those are
 * listed by their volume, and no distance from them says how true the rest is.
 *
 * @returns Uint8, 1 for each such triangle; undefined when there is none
 */
export function leftOutShells(surface: TriMesh, smallestMm3: number): Uint8Array | undefined {
  const { shellOfTriangle, volumesMm3 } = vertexShells(surface);
  const small = volumesMm3.map((volume) => (Math.abs(volume) < smallestMm3 ? 1 : 0));
  // A surface of small shells alone is the model, not what it leaves out.
  if (!small.includes(1) || !small.includes(0)) return undefined;
  return Uint8Array.from(shellOfTriangle, (shell) => small[shell]!);
}
