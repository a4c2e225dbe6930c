import { type Topology, topologyOf, weldTriangles } from '@specola/kernels';
import { type TriMesh, triangleCountOf } from '@specola/space';
import { type ForeignMesh, type ForeignUnit, MM_PER_UNIT } from '../../take-in/foreign-mesh.ts';
import { EmptyModelError } from '../empty-model.ts';

/** Coordinates beyond this are no print: a kilometre, where single precision no longer tells tenths of a millimetre. */
const FARTHEST_MM = 1e6;

/** One body or several that belong together: an object of the file, its vertices joined where they meet. */
export interface PrintPart {
  readonly name: string;
  readonly mesh: TriMesh;
  readonly topology: Topology;
}

/** A file as it will be printed, in millimetres. */
export interface PrintFile {
  readonly parts: readonly PrintPart[];
  /** All parts one after the other; vertices of different parts are never joined. */
  readonly whole: TriMesh;
  /** What the file says of its unit; null where it says nothing and millimetres were taken. */
  readonly statedUnit: ForeignUnit | null;
  readonly statedFrame: 'LPS' | 'RAS' | null;
  readonly software: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly mirrors: boolean;
  /** Triangles left out because a corner is no number, or further than a kilometre from the origin. */
  readonly brokenTriangles: number;
}

/**
 * A file's triangles as parts that can be judged one by one.
 *
 * Objects of a 3MF stand for themselves. Groups of an OBJ are often mere selections of one surface: they are parts only
 * where each is closed. Patient frames come out as LPS (RAS turned half about z, which mirrors nothing); where none is
 * stated the axes are those of the file.
 *
 * @param unit  what to take the numbers for where the file does not say
 * @throws EmptyModelError when no triangle is left
 */
export function printFileFrom(foreign: ForeignMesh, { unit }: { readonly unit: ForeignUnit | null }): PrintFile {
  const mmPerUnit = MM_PER_UNIT[unit ?? foreign.unit ?? 'mm'];
  const frame = foreign.frame === null ? 'print-mm' : 'lps-mm';
  const turn = foreign.frame === 'RAS' ? -1 : 1;
  const soups: { name: string; soup: Float32Array }[] = [];
  let brokenTriangles = 0;
  let at = 0;
  for (const { name, triangles } of foreign.parts) {
    const soup = new Float32Array(9 * triangles);
    let kept = 0;
    for (let t = 0; t < triangles; t++, at += 9) {
      let sound = true;
      for (let n = 0; n < 9; n++) {
        const value = foreign.corners[at + n]! * mmPerUnit * (n % 3 === 2 ? 1 : turn);
        sound &&= Math.abs(value) <= FARTHEST_MM;
        soup[kept + n] = value;
      }
      if (sound) kept += 9;
      else brokenTriangles++;
    }
    if (kept > 0) soups.push({ name, soup: soup.subarray(0, kept) });
  }
  if (soups.length === 0) throw new EmptyModelError();
  const parts = standing(
    soups.map(({ name, soup }) => partOf(name, soup, frame)),
    foreign,
    () => partOf(soups[0]!.name, joined(soups.map(({ soup }) => soup)), frame),
  );
  return {
    parts,
    whole: parts.length === 1 ? parts[0]!.mesh : together(parts.map(({ mesh }) => mesh)),
    statedUnit: foreign.unit,
    statedFrame: foreign.frame,
    software: foreign.software,
    metadata: foreign.metadata,
    mirrors: foreign.mirrors,
    brokenTriangles,
  };
}

function partOf(name: string, soup: Float32Array, frame: TriMesh['frame']): PrintPart {
  const mesh = weldTriangles(soup, frame);
  return { name, mesh, topology: topologyOf(mesh) };
}

function standing(
  parts: readonly PrintPart[],
  { metadata }: ForeignMesh,
  asOne: () => PrintPart,
): readonly PrintPart[] {
  const objects = Object.keys(metadata).length > 0;
  if (parts.length === 1 || objects || parts.every(({ topology }) => topology.openEdges === 0)) return parts;
  const one = asOne();
  const openApart = parts.reduce((sum, { topology }) => sum + topology.openEdges, 0);
  return one.topology.openEdges < openApart ? [one] : parts;
}

function joined(soups: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(soups.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const soup of soups) {
    all.set(soup, at);
    at += soup.length;
  }
  return all;
}

function together(meshes: readonly TriMesh[]): TriMesh {
  const positions = joined(meshes.map((mesh) => mesh.positions));
  const triangles = new Uint32Array(3 * meshes.reduce((sum, mesh) => sum + triangleCountOf(mesh), 0));
  let [corner, vertex] = [0, 0];
  for (const mesh of meshes) {
    for (const v of mesh.triangles) triangles[corner++] = vertex + v;
    vertex += mesh.positions.length / 3;
  }
  return { positions, triangles, frame: meshes[0]!.frame };
}
