import { SpecolaError, type TriMesh } from '@specola/space';

const HEADER_BYTES = 80;
const START_BYTES = HEADER_BYTES + 4;
const RECORD_BYTES = 50;

/** The bytes are no STL, neither binary nor text. */
export class NotStlError extends SpecolaError {
  readonly code = 'stl/not-stl';
  constructor(reason: string) {
    super({
      what: `This is not an STL file: ${reason}.`,
      why: 'Without its triangles there is nothing to measure or print.',
      mend: 'Give a binary or text STL; other mesh formats must be converted first.',
    });
  }
}

/** An STL ends before all the triangles that it announces. */
export class TruncatedStlError extends SpecolaError {
  readonly code = 'stl/truncated';
  constructor(announced: string, found: string) {
    super({
      what: `The STL is cut short: it announces ${announced}, and ${found} are there.`,
      why: 'The missing triangles would be a hole in the model.',
      mend: 'Copy or export the file again, and compare its size with the original.',
    });
  }
}

export interface StlSoup {
  /** Nine numbers a triangle: x y z of its three corners, in the unit of the file. */
  readonly positions: Float32Array;
  readonly triangles: number;
  /** The 80 bytes of a binary header, or the name after "solid", as text without trailing blanks. */
  readonly header: string;
}

/**
 * A binary STL in the mesh's own millimetres.
 *
 * STL knows neither unit nor frame, so the header says both: "mm LPS" for people, SPACE=LPS as 3D Slicer reads it.
 * Source: 3D Slicer, vtkMRMLModelStorageNode (coordinate system in the file header).
 *
 * @param header  a few words more, ASCII; never a patient's name. Cut to what fits.
 */
export function writeStl(mesh: TriMesh, { header = '' }: { readonly header?: string } = {}): Uint8Array<ArrayBuffer> {
  const count = mesh.triangles.length / 3;
  const bytes = new Uint8Array(START_BYTES + RECORD_BYTES * count);
  writeHeader(bytes, mesh.frame, header);
  const out = new DataView(bytes.buffer);
  out.setUint32(HEADER_BYTES, count, true);
  const { positions: p, triangles: t } = mesh;
  for (let i = 0, at = START_BYTES; i < t.length; i += 3, at += RECORD_BYTES) {
    const a = 3 * t[i]!;
    const b = 3 * t[i + 1]!;
    const c = 3 * t[i + 2]!;
    const ax = p[a]!;
    const ay = p[a + 1]!;
    const az = p[a + 2]!;
    const bx = p[b]!;
    const by = p[b + 1]!;
    const bz = p[b + 2]!;
    const cx = p[c]!;
    const cy = p[c + 1]!;
    const cz = p[c + 2]!;
    const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
    const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
    const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    // A triangle without area has no normal; zero tells readers to make their own. (Source: STL convention.)
    const scale = length > 0 ? 1 / length : 0;
    out.setFloat32(at, nx * scale, true);
    out.setFloat32(at + 4, ny * scale, true);
    out.setFloat32(at + 8, nz * scale, true);
    out.setFloat32(at + 12, ax, true);
    out.setFloat32(at + 16, ay, true);
    out.setFloat32(at + 20, az, true);
    out.setFloat32(at + 24, bx, true);
    out.setFloat32(at + 28, by, true);
    out.setFloat32(at + 32, bz, true);
    out.setFloat32(at + 36, cx, true);
    out.setFloat32(at + 40, cy, true);
    out.setFloat32(at + 44, cz, true);
  }
  return bytes;
}

/** Starts with "Specola", so never with "solid", which many readers take for a text STL. */
function writeHeader(bytes: Uint8Array, frame: TriMesh['frame'], words: string): void {
  const start = frame === 'lps-mm' ? 'Specola mm LPS' : 'Specola mm print bed';
  const end = frame === 'lps-mm' ? ' SPACE=LPS' : '';
  const plain = words.replace(/[^\x20-\x7e]/g, '?').trim();
  const middle = plain ? ` ${plain}`.slice(0, HEADER_BYTES - start.length - end.length) : '';
  const text = start + middle + end;
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
}

/**
 * Reads a binary or text STL as a soup of triangles; normals are left out, since the corners' order says more.
 *
 * @throws {NotStlError} neither kind
 * @throws {TruncatedStlError} fewer triangles than announced
 */
export function readStl(bytes: Uint8Array): StlSoup {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const announced = bytes.length >= START_BYTES ? view.getUint32(HEADER_BYTES, true) : -1;
  const needed = START_BYTES + RECORD_BYTES * announced;
  // A binary file may start with "solid" all the same: a length that fits its count decides.
  if (announced >= 0 && needed === bytes.length) return readBinary(view, announced);
  const start = textOf(bytes.subarray(0, 1024));
  if (/^\s*solid\b/.test(start) && (/\bfacet\b/.test(start) || /\bendsolid\b/.test(start))) return readText(bytes);
  if (bytes.length < START_BYTES) throw new NotStlError('it is too short to hold a header');
  if (!looksBinary(view, announced)) throw new NotStlError('neither its text nor its numbers are those of triangles');
  if (needed > bytes.length)
    throw new TruncatedStlError(
      `${announced} triangles`,
      `${Math.floor((bytes.length - START_BYTES) / RECORD_BYTES)} whole ones`,
    );
  return readBinary(view, announced);
}

/** Whether the first records hold coordinates that a real object may have. */
function looksBinary(view: DataView, announced: number): boolean {
  const whole = Math.min(announced, Math.floor((view.byteLength - START_BYTES) / RECORD_BYTES), 16);
  if (announced === 0 || whole === 0) return false;
  for (let i = 0; i < whole; i++)
    for (let at = START_BYTES + RECORD_BYTES * i, f = 0; f < 12; f++) {
      const size = Math.abs(view.getFloat32(at + 4 * f, true));
      if (!(size < 1e9) || (size > 0 && size < 1e-30)) return false;
    }
  return true;
}

function readBinary(view: DataView, triangles: number): StlSoup {
  const positions = new Float32Array(9 * triangles);
  for (let i = 0, to = 0; i < triangles; i++) {
    const at = START_BYTES + RECORD_BYTES * i + 12;
    for (let f = 0; f < 36; f += 4) positions[to++] = view.getFloat32(at + f, true);
  }
  const header = textOf(new Uint8Array(view.buffer, view.byteOffset, HEADER_BYTES)).replace(/[\0\s]+$/, '');
  return { positions, triangles, header };
}

function readText(bytes: Uint8Array): StlSoup {
  const text = textOf(bytes);
  const header = /^\s*solid[ \t]*([^\r\n]*)/.exec(text)![1]!.trim();
  const numbers: number[] = [];
  const vertex = /\bvertex\s+(\S+)\s+(\S+)\s+(\S+)/g;
  for (let found = vertex.exec(text); found; found = vertex.exec(text)) {
    for (let axis = 1; axis <= 3; axis++) {
      const value = Number(found[axis]);
      if (!Number.isFinite(value)) throw new NotStlError(`"${found[axis]!.slice(0, 20)}" stands for a coordinate`);
      numbers.push(value);
    }
  }
  const facets = text.match(/\bfacet\s+normal\b/g)?.length ?? 0;
  const ended = /\bendsolid\b[^\r\n]*\s*$/.test(text);
  if (numbers.length !== 9 * facets || !ended)
    throw new TruncatedStlError(`${facets} facets${ended ? '' : ' and no end'}`, `${numbers.length / 3} corners`);
  return { positions: Float32Array.from(numbers), triangles: facets, header };
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes.slice());
