import { BrokenPromiseError, type TriMesh } from '@specola/space';
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
  const { positions, triangles, frame } = mesh;
  const word = oneWord(name);
  const start = [
    '# Specola',
    '# units: mm',
    ...(frame === 'lps-mm' ? ['# SPACE=LPS'] : ['# frame: print bed']),
    ...(materialFile === undefined ? [] : [`mtllib ${oneWord(materialFile)}`]),
    `o ${word}`,
    ...(materialFile === undefined ? [] : [`usemtl ${word}`]),
    '',
  ].join('\n');
  const head = new TextEncoder().encode(start);
  const perLine = 3 * MOST_NUMBER_BYTES + 6;
  const out = new Uint8Array(head.length + (perLine * (positions.length + triangles.length)) / 3);
  out.set(head);
  let at = head.length;
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
      at = putWhole(out, at, triangles[t + corner]! + 1);
    }
    out[at++] = NEW_LINE;
  }
  return out.slice(0, at);
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
