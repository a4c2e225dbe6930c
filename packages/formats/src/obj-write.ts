import { BrokenPromiseError, type TriMesh } from '@specola/space';
import type { ColoredPart } from './colored-part.ts';
import { MOST_NUMBER_BYTES, putFloat32, putWhole } from './three-mf-numbers.ts';

export interface ObjOptions {
  /** Name of the object and of its material; never a patient's. */
  readonly name: string;
  /** File that holds the material, beside the OBJ; none if not given. */
  readonly materialFile?: string;
}

/**
 * A Wavefront OBJ in the mesh's own millimeters. The format knows neither unit nor frame, so comments say both: for
 * people, and `SPACE=LPS` as 3D Slicer reads it. Coordinates are the shortest decimals that read back as the same Float32.
 * Source: Wavefront, Advanced Visualizer, appendix B; 3D Slicer, vtkMRMLModelStorageNode.
 */
export function writeObj(mesh: TriMesh, { name, materialFile }: ObjOptions): Uint8Array<ArrayBuffer> {
  return writeObjParts([{ name, mesh }], materialFile === undefined ? {} : { materialFile });
}

/** The same of several parts: an object for each, with a material of the same name. */
export function writeObjParts(
  parts: readonly Pick<ColoredPart, 'name' | 'mesh'>[],
  { materialFile }: Pick<ObjOptions, 'materialFile'>,
): Uint8Array<ArrayBuffer> {
  const names = objNames(parts.map(({ name }) => name));
  const head = [
    '# Specola',
    '# units: mm',
    ...((parts[0]?.mesh.frame ?? 'lps-mm') === 'lps-mm' ? ['# SPACE=LPS'] : ['# frame: print bed']),
    ...(materialFile === undefined ? [] : [`mtllib ${oneWord(materialFile)}`]),
    '',
  ].join('\n');
  const pieces: Uint8Array[] = [new TextEncoder().encode(head)];
  let first = 1;
  for (const [n, { mesh }] of parts.entries()) {
    const word = names[n]!;
    const start = [`o ${word}`, ...(materialFile === undefined ? [] : [`usemtl ${word}`]), ''].join('\n');
    pieces.push(new TextEncoder().encode(start), linesOf(mesh, first));
    first += mesh.positions.length / 3;
  }
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Names of objects and materials: one word each, and no two alike. */
export function objNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const word = oneWord(name);
    let free = word;
    for (let n = 2; taken.has(free); n++) free = `${word}_${n}`;
    taken.add(free);
    return free;
  });
}

function linesOf({ positions, triangles }: TriMesh, first: number): Uint8Array {
  const perLine = 3 * MOST_NUMBER_BYTES + 6;
  const out = new Uint8Array((perLine * (positions.length + triangles.length)) / 3);
  let at = 0;
  for (let v = 0; v < positions.length; v += 3) {
    out[at++] = LETTER_V;
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[v + axis]!;
      if (!Number.isFinite(value)) throw new BrokenPromiseError('A vertex of the mesh has no finite position.');
      out[at++] = BLANK;
      at = putFloat32(out, at, value);
    }
    out[at++] = NEW_LINE;
  }
  for (let t = 0; t < triangles.length; t += 3) {
    out[at++] = LETTER_F;
    for (let corner = 0; corner < 3; corner++) {
      out[at++] = BLANK;
      at = putWhole(out, at, triangles[t + corner]! + first);
    }
    out[at++] = NEW_LINE;
  }
  return out.subarray(0, at);
}

export interface Material {
  readonly name: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
  /** 0 is clear, 1 is not. */
  readonly opacity: number;
}

/** The material library that an OBJ names: diffuse color and opacity. */
export function writeMtl(materials: readonly Material[]): Uint8Array<ArrayBuffer> {
  const lines = materials.flatMap(({ name, color, opacity }) => {
    const shares = color.map((part) => Number((part / 255).toFixed(6))).join(' ');
    return [`newmtl ${oneWord(name)}`, `Ka ${shares}`, `Kd ${shares}`, 'Ks 0 0 0', `d ${opacity}`, 'illum 1', ''];
  });
  return new TextEncoder().encode(['# Specola', ...lines].join('\n'));
}

/** Readers part names at blanks. */
const oneWord = (name: string): string => name.trim().replace(/[^\x21-\x7e]+/g, '_') || 'model';

const LETTER_V = 118;
const LETTER_F = 102;
const BLANK = 32;
const NEW_LINE = 10;
