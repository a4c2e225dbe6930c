import { BrokenPromiseError, SpecolaError, type TriMesh } from '@specola/space';
import type { ColoredPart } from './colored-part.ts';

/** The bytes are no PLY, or one whose vertices and faces cannot be read. */
export class NotPlyError extends SpecolaError {
  readonly code = 'ply/not-ply';
  constructor(reason: string) {
    super({
      what: `This is not a readable PLY: ${reason}.`,
      why: 'Without its vertices and faces there is nothing to measure or print.',
      mend: 'Export the mesh again as PLY with vertices and faces, binary or text, or as STL.',
    });
  }
}

export interface PlyModel {
  /** x y z of each vertex, in the unit of the file. */
  readonly positions: Float32Array;
  readonly triangles: Uint32Array;
  /** sRGB, three bytes a vertex; null where the file has no colors. */
  readonly colors: Uint8Array | null;
  readonly comments: readonly string[];
}

const VERTEX_BYTES = 15;
const FACE_BYTES = 13;

/**
 * A binary PLY of parts in their colors, in the meshes' own millimeters; every vertex has its part's color. The format
 * knows neither unit nor frame nor parts, so comments say them. Source: G. Turk, The PLY Polygon File Format, 1998.
 */
export function writePly(parts: readonly ColoredPart[]): Uint8Array<ArrayBuffer> {
  const vertices = parts.reduce((sum, { mesh }) => sum + mesh.positions.length / 3, 0);
  const faces = parts.reduce((sum, { mesh }) => sum + mesh.triangles.length / 3, 0);
  const head = new TextEncoder().encode(headOf(parts, vertices, faces));
  const out = new Uint8Array(head.length + VERTEX_BYTES * vertices + FACE_BYTES * faces);
  out.set(head);
  const view = new DataView(out.buffer);
  let at = head.length;
  for (const { mesh, color } of parts)
    for (let v = 0; v < mesh.positions.length; v += 3) {
      for (let axis = 0; axis < 3; axis++) {
        const value = mesh.positions[v + axis]!;
        if (!Number.isFinite(value)) throw new BrokenPromiseError('A vertex of the mesh has no finite position.');
        view.setFloat32(at + 4 * axis, value, true);
        out[at + 12 + axis] = color[axis]!;
      }
      at += VERTEX_BYTES;
    }
  let first = 0;
  for (const { mesh } of parts) {
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      out[at] = 3;
      for (let corner = 0; corner < 3; corner++)
        view.setUint32(at + 1 + 4 * corner, first + mesh.triangles[t + corner]!, true);
      at += FACE_BYTES;
    }
    first += mesh.positions.length / 3;
  }
  return out;
}

function headOf(parts: readonly ColoredPart[], vertices: number, faces: number): string {
  const frame: TriMesh['frame'] = parts[0]?.mesh.frame ?? 'lps-mm';
  let firstTriangle = 0;
  const told = parts.map(({ name, mesh }) => {
    const line = `comment part ${firstTriangle} ${name.replace(/[^\x20-\x7e]/g, '?')}`;
    firstTriangle += mesh.triangles.length / 3;
    return line;
  });
  return [
    'ply',
    'format binary_little_endian 1.0',
    'comment Specola',
    'comment units: mm',
    frame === 'lps-mm' ? 'comment SPACE=LPS' : 'comment frame: print bed',
    ...told,
    `element vertex ${vertices}`,
    ...['x', 'y', 'z'].map((axis) => `property float ${axis}`),
    ...['red', 'green', 'blue'].map((channel) => `property uchar ${channel}`),
    `element face ${faces}`,
    'property list uchar uint vertex_indices',
    'end_header',
    '',
  ].join('\n');
}
