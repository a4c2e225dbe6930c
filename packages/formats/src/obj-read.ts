import { SpecolaError } from '@specola/space';
import { type GrowingNumbers, growingNumbers } from './growing-numbers.ts';
import { numberIn } from './three-mf-numbers.ts';

/** The text is no OBJ, or one whose faces cannot be read. */
export class NotObjError extends SpecolaError {
  readonly code = 'obj/not-obj';
  constructor(reason: string) {
    super({
      what: `This is not a readable OBJ: ${reason}.`,
      why: 'Without its vertices and faces there is nothing to measure or print.',
      mend: 'Export the mesh again as OBJ with polygons (no curves or surfaces), or as STL.',
    });
  }
}

export interface ObjPart {
  readonly name: string;
  readonly material: string | null;
  /** Index of its first triangle; it ends where the next one starts. */
  readonly firstTriangle: number;
}

export interface ObjModel {
  /** x y z of each vertex, in the unit of the file. */
  readonly positions: Float32Array;
  readonly triangles: Uint32Array;
  readonly parts: readonly ObjPart[];
  readonly materialFiles: readonly string[];
  /** Comments before the first face, without their #. */
  readonly comments: readonly string[];
  /** Faces of more than three corners, cut into triangles from their first corner. */
  readonly polygons: number;
}

/** Comments of a whole scene may be long; unit and frame stand at the start. */
const MOST_COMMENTS = 200;

/**
 * Reads the polygons of a Wavefront OBJ: vertices, faces (in all four forms, negative indices too), objects, groups and
 * materials by name. Normals and texture coordinates are left out.
 *
 * @throws NotObjError when there is no face, a number cannot be read, or a face names a vertex that is not there
 */
export function readObj(bytes: Uint8Array): ObjModel {
  const reading: Reading = {
    positions: growingNumbers(),
    corners: growingNumbers(),
    parts: [],
    name: '',
    material: null,
    materialFiles: [],
    comments: [],
    polygons: 0,
  };
  let at = 0;
  while (at < bytes.length) {
    let end = bytes.indexOf(NEW_LINE, at);
    if (end < 0) end = bytes.length;
    readLine(bytes, at, end, reading);
    at = end + 1;
  }
  if (reading.corners.length === 0) throw new NotObjError('it holds no face');
  const positions = Float32Array.from(reading.positions.values());
  if (!positions.every(Number.isFinite)) throw new NotObjError('a coordinate is too large');
  return {
    positions,
    triangles: Uint32Array.from(reading.corners.values()),
    parts: reading.parts,
    materialFiles: reading.materialFiles,
    comments: reading.comments,
    polygons: reading.polygons,
  };
}

interface Reading {
  readonly positions: GrowingNumbers;
  readonly corners: GrowingNumbers;
  readonly parts: ObjPart[];
  name: string;
  material: string | null;
  readonly materialFiles: string[];
  readonly comments: string[];
  polygons: number;
}

function readLine(bytes: Uint8Array, from: number, to: number, reading: Reading): void {
  let at = from;
  while (at < to && isBlank(bytes[at]!)) at++;
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first === LETTER_V && second !== undefined && isBlank(second)) readVertex(bytes, at + 1, to, reading);
  else if (first === LETTER_F && second !== undefined && isBlank(second)) readFace(bytes, at + 1, to, reading);
  else if (first === HASH) {
    if (reading.corners.length === 0 && reading.comments.length < MOST_COMMENTS)
      reading.comments.push(textOf(bytes, at + 1, to));
  } else if (at < to) readStatement(textOf(bytes, at, to), reading);
}

function readStatement(text: string, reading: Reading): void {
  const [, keyword, rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  if (keyword === 'o' || keyword === 'g') reading.name = rest;
  else if (keyword === 'usemtl') reading.material = rest || null;
  else if (keyword === 'mtllib') reading.materialFiles.push(rest);
}

function readVertex(bytes: Uint8Array, from: number, to: number, { positions }: Reading): void {
  let at = from;
  for (let axis = 0; axis < 3; axis++) {
    while (at < to && isBlank(bytes[at]!)) at++;
    const start = at;
    while (at < to && !isBlank(bytes[at]!)) at++;
    const value = start < at ? numberIn(bytes, start, at) : Number.NaN;
    if (!Number.isFinite(value)) throw new NotObjError(`vertex ${positions.length / 3 + 1} has no three coordinates`);
    positions.push(value);
  }
}

function readFace(bytes: Uint8Array, from: number, to: number, reading: Reading): void {
  const { positions, corners, parts } = reading;
  const vertices = positions.length / 3;
  const face: number[] = [];
  let at = from;
  for (;;) {
    while (at < to && isBlank(bytes[at]!)) at++;
    if (at >= to) break;
    const start = at;
    while (at < to && !isBlank(bytes[at]!) && bytes[at] !== SLASH) at++;
    const stated = numberIn(bytes, start, at);
    const vertex = stated < 0 ? vertices + stated : stated - 1;
    if (!Number.isInteger(vertex) || vertex < 0 || vertex >= vertices)
      throw new NotObjError(`a face names vertex ${stated} of ${vertices}`);
    face.push(vertex);
    while (at < to && !isBlank(bytes[at]!)) at++;
  }
  if (face.length < 3) throw new NotObjError('a face has fewer than three corners');
  const last = parts.at(-1);
  if (!last || last.name !== reading.name || last.material !== reading.material)
    parts.push({ name: reading.name, material: reading.material, firstTriangle: corners.length / 3 });
  if (face.length > 3) reading.polygons++;
  for (let corner = 2; corner < face.length; corner++) {
    corners.push(face[0]!);
    corners.push(face[corner - 1]!);
    corners.push(face[corner]!);
  }
}

/** Materials of a library by name: diffuse color, and how far it hides what is behind. */
export function readMtl(
  bytes: Uint8Array,
): Readonly<Record<string, { color: [number, number, number]; opacity: number }>> {
  const materials: Record<string, { color: [number, number, number]; opacity: number }> = {};
  let open: { color: [number, number, number]; opacity: number } | null = null;
  for (const line of new TextDecoder().decode(bytes).split(/\r?\n/)) {
    const [keyword, ...rest] = line.trim().split(/\s+/);
    const numbers = rest.map(Number);
    if (keyword === 'newmtl') {
      open = { color: [204, 204, 204], opacity: 1 };
      materials[rest.join(' ')] = open;
    } else if (open && keyword === 'Kd' && numbers.length >= 3 && numbers.slice(0, 3).every(Number.isFinite))
      open.color = [byteOf(numbers[0]!), byteOf(numbers[1]!), byteOf(numbers[2]!)];
    else if (open && keyword === 'd' && Number.isFinite(numbers[0])) open.opacity = numbers[0]!;
    else if (open && keyword === 'Tr' && Number.isFinite(numbers[0])) open.opacity = 1 - numbers[0]!;
  }
  return materials;
}

const byteOf = (share: number): number => Math.max(0, Math.min(255, Math.round(255 * share)));

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder('latin1').decode(bytes.subarray(from, Math.min(to, from + 4096)).slice()).trim();

const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13;

const NEW_LINE = 10;
const HASH = 35;
const SLASH = 47;
const LETTER_V = 118;
const LETTER_F = 102;
