import type { Triple } from './frames.ts';

/**
 * A triangle surface.
 *
 * positions  Float32, x y z of each vertex in mm; single precision because STL and 3MF readers hold no more, so what is
 *            checked is what is written
 * triangles  Uint32, three vertex indices each, counter-clockwise seen from outside
 * frame      'lps-mm' (the patient) or 'print-mm' (the print bed)
 */
export interface TriMesh {
  readonly positions: Float32Array;
  readonly triangles: Uint32Array;
  readonly frame: 'lps-mm' | 'print-mm';
}

/**
 * Surfaces of several labels that share their boundaries: where labels a and b touch there is one set of triangles.
 *
 * sides  Uint8, two for each triangle: the label behind it (inside), and the label in front (where the normal points).
 *        One component is the simple case: every pair is (label, 0).
 */
export interface LabeledSurface extends TriMesh {
  readonly sides: Uint8Array;
}

export interface BoundsMm {
  readonly min: Triple;
  readonly max: Triple;
}

export const vertexCountOf = (mesh: TriMesh): number => mesh.positions.length / 3;
export const triangleCountOf = (mesh: TriMesh): number => mesh.triangles.length / 3;
