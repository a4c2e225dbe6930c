import { BrokenPromiseError } from '@specola/space';

/**
 * The corners of a binary STL, nine numbers for each triangle.
 *
 * A few lines of its own: what the writer and its reader had wrong in common would pass unseen.
 * Layout: 80 bytes of header, a count, then 50 bytes a triangle: a normal, three corners, two bytes.
 */
export function readWrittenStl(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length < 84 ? -1 : view.getUint32(80, true);
  if (bytes.length !== 84 + 50 * count)
    throw new BrokenPromiseError(
      `The written STL has ${bytes.length} bytes, and they are no whole number of triangles.`,
    );
  const corners = new Float32Array(9 * count);
  for (let n = 0; n < corners.length; n++)
    corners[n] = view.getFloat32(84 + 50 * Math.floor(n / 9) + 12 + 4 * (n % 9), true);
  return corners;
}
