import {
  NotObjError,
  NotThreeMfError,
  type ObjModel,
  readObj,
  readStl,
  readThreeMf,
  type ThreeMfModel,
} from '@specola/formats';

/** A mesh as another program wrote it: in the unit and the frame of its file. */
export interface ForeignMesh {
  /** Nine numbers for each triangle, in the unit of the file. */
  readonly corners: Float64Array;
  readonly parts: readonly { readonly name: string; readonly triangles: number }[];
  /** What the file itself says; null where it says nothing. */
  readonly frame: 'LPS' | 'RAS' | null;
  readonly unit: ForeignUnit | null;
  /** What the file says of the program that wrote it. */
  readonly software: string | null;
  /** What the file says of itself by name (3MF); empty where it cannot. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether the file places a part by a transform that mirrors it. */
  readonly mirrors: boolean;
}

export const MM_PER_UNIT = { um: 0.001, mm: 1, cm: 10, m: 1000, inch: 25.4, foot: 304.8 } as const;
export type ForeignUnit = keyof typeof MM_PER_UNIT;

export type MeshFormat = 'stl' | 'obj' | '3mf';

/** Reads a mesh with what its file says of frame and unit. @throws what the readers of the formats throw */
export function readForeignMesh(bytes: Uint8Array, format: MeshFormat): ForeignMesh {
  switch (format) {
    case 'stl':
      return fromStl(bytes);
    case 'obj':
      return fromObj(readObj(bytes));
    case '3mf':
      return fromThreeMf(readThreeMf(bytes));
  }
}

function fromStl(bytes: Uint8Array): ForeignMesh {
  const { positions, triangles, header } = readStl(bytes);
  return {
    corners: Float64Array.from(positions),
    parts: [{ name: '', triangles }],
    metadata: {},
    mirrors: false,
    software: header.startsWith('Specola') ? 'Specola' : /SPACE=/.test(header) ? '3D Slicer' : null,
    ...statedIn([header]),
  };
}

function fromObj({ positions, triangles, parts, comments }: ObjModel): ForeignMesh {
  const corners = new Float64Array(3 * triangles.length);
  for (let n = 0; n < triangles.length; n++)
    for (let axis = 0; axis < 3; axis++) corners[3 * n + axis] = positions[3 * triangles[n]! + axis]!;
  if (!corners.every(Number.isFinite)) throw new NotObjError('a coordinate is too large');
  const count = triangles.length / 3;
  return {
    corners,
    parts: parts.map(({ name, firstTriangle }, n) => ({
      name,
      triangles: (parts[n + 1]?.firstTriangle ?? count) - firstTriangle,
    })),
    metadata: {},
    mirrors: false,
    software: comments.some((line) => line === 'Specola') ? 'Specola' : null,
    ...statedIn(comments),
  };
}

/** "SPACE=LPS" of 3D Slicer, which always works in millimeters; "units: mm" and "mm LPS" of ours and of others. */
function statedIn(lines: readonly string[]): { frame: 'LPS' | 'RAS' | null; unit: ForeignUnit | null } {
  const text = lines.join('\n');
  const space = /\bSPACE\s*=\s*(LPS|RAS)\b/.exec(text)?.[1] as 'LPS' | 'RAS' | undefined;
  const unit = /\bunits?\s*[:=]\s*(um|mm|cm|m|inch|foot)\b/i.exec(text)?.[1]?.toLowerCase() as ForeignUnit | undefined;
  return { frame: space ?? null, unit: unit ?? (space ? 'mm' : null) };
}

const UNITS_OF_3MF: Readonly<Record<string, ForeignUnit>> = {
  micron: 'um',
  millimeter: 'mm',
  centimeter: 'cm',
  meter: 'm',
  inch: 'inch',
  foot: 'foot',
};

function fromThreeMf(model: ThreeMfModel): ForeignMesh {
  const frame = model.metadata['specola:Frame'] === 'DICOM LPS' ? 'LPS' : null;
  const corners: number[] = [];
  const parts: { name: string; triangles: number }[] = [];
  const byId = new Map(model.objects.map((object) => [object.id, object]));
  const items =
    model.build.length > 0 ? model.build : model.objects.map(({ id }) => ({ objectId: id, transform: null }));
  let mirrors = false;
  const add = (objectId: string, outer: readonly number[], depth: number): void => {
    const object = byId.get(objectId);
    if (!object) throw new NotThreeMfError(`object ${objectId} is named and not there`);
    if (depth > DEEPEST) throw new NotThreeMfError('its components go round in a circle');
    const { positions: p, triangles: t, name, components } = object;
    // A transform that mirrors turns the triangles inside out: their order is turned back.
    const turned = determinant(outer) < 0;
    const order = turned ? [0, 2, 1] : [0, 1, 2];
    mirrors ||= turned && t.length > 0;
    for (let n = 0; n < t.length; n += 3)
      for (const corner of order) {
        const v = 3 * t[n + corner]!;
        for (let c = 0; c < 3; c++)
          corners.push(p[v]! * outer[c]! + p[v + 1]! * outer[3 + c]! + p[v + 2]! * outer[6 + c]! + outer[9 + c]!);
      }
    if (t.length > 0) parts.push({ name, triangles: t.length / 3 });
    for (const part of components) add(part.objectId, after(matrixOf(part.transform), outer), depth + 1);
  };
  for (const { objectId, transform } of items) add(objectId, matrixOf(transform), 0);
  return {
    corners: Float64Array.from(corners),
    parts,
    frame,
    unit: UNITS_OF_3MF[model.unit] ?? null,
    software: model.metadata.Application ?? null,
    metadata: model.metadata,
    mirrors,
  };
}

/** Objects within objects within objects: no program goes deeper, and a circle has no end. */
const DEEPEST = 16;

/** The first transform, then the second. */
function after(first: readonly number[], second: readonly number[]): number[] {
  const out: number[] = [];
  for (let r = 0; r < 4; r++)
    for (let c = 0; c < 3; c++) {
      const along = [0, 1, 2].reduce((sum, n) => sum + first[3 * r + n]! * second[3 * n + c]!, 0);
      out.push(along + (r === 3 ? second[9 + c]! : 0));
    }
  return out;
}

/** Twelve numbers, row by row, a row vector times the matrix. Source: 3MF core specification, 3.3. */
function matrixOf(transform: string | null): number[] {
  const numbers = (transform ?? '').trim().split(/\s+/).map(Number);
  return numbers.length === 12 && numbers.every(Number.isFinite) ? numbers : [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];
}

const determinant = (m: readonly number[]): number =>
  m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) -
  m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) +
  m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!);
