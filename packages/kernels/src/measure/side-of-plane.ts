import { orient3d } from 'robust-predicates';

/**
 * On which side of the plane through three points a fourth lies, exactly: the sign alone is meant.
 *
 * @param x  Float32, x y z of each vertex; a, b, c, d are places in it (three times the vertex)
 */
export function sideOfPlane(x: Float32Array, a: number, b: number, c: number, d: number): number {
  return orient3d(
    x[a]!,
    x[a + 1]!,
    x[a + 2]!,
    x[b]!,
    x[b + 1]!,
    x[b + 2]!,
    x[c]!,
    x[c + 1]!,
    x[c + 2]!,
    x[d]!,
    x[d + 1]!,
    x[d + 2]!,
  );
}
