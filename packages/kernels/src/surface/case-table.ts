import { CASES, caseTriangles } from './case-triangles.ts';
import { CORNERS_OF_EDGE } from './cell-loops.ts';

/** Bytes of one case in the table that the native code reads. */
const ENTRY_BYTES = 64;
export const TABLE_BYTES = CASES * ENTRY_BYTES;

/** Writes the table as native/surface reads it; `flipped` turns every triangle, for left-handed affines. */
export function fillCaseTable(bytes: Uint8Array, { flipped }: { readonly flipped: boolean }): Uint8Array {
  bytes.fill(0);
  caseTriangles().forEach((triangles, kind) => {
    const entry = kind * ENTRY_BYTES;
    for (let edge = 0; edge < 8; edge++) {
      const [a, b] = CORNERS_OF_EDGE[edge]!;
      bytes[entry + 4 * edge] = ((kind >> a) ^ (kind >> b)) & 1;
    }
    bytes[entry + 32] = triangles.length;
    let at = entry + 33;
    for (const [a, b, c] of triangles) {
      bytes[at++] = 4 * a;
      bytes[at++] = 4 * (flipped ? c : b);
      bytes[at++] = 4 * (flipped ? b : c);
    }
  });
  return bytes;
}
