import { LengthMismatchError, type TriMesh } from '@specola/space';
import { base64Of } from './base64.ts';

/** A mesh as the page's viewer reads it: numbers small enough for a page, exact enough for a screen. */
export interface EmbeddedMesh {
  /** LPS mm of the lowest corner, and mm for each of the 65535 steps, along x, y, z. */
  readonly originMm: readonly number[];
  readonly stepMm: readonly number[];
  readonly vertices: number;
  readonly triangles: number;
  /** Base64, little endian: Uint16 x y z; Uint32 corners; Int8 signed distance, 127 = limitMm (empty without distances). */
  readonly positions: string;
  readonly corners: string;
  readonly deviation: string;
}

const STEPS = 65535;

/** Packs a mesh that is light enough for a page; positions move by at most half a step, e.g. 2 µm of 250 mm. */
export function embedMesh(mesh: TriMesh, deviation: { mm: Float32Array; limitMm: number } | null): EmbeddedMesh {
  const { positions, triangles } = mesh;
  const vertices = positions.length / 3;
  if (deviation && deviation.mm.length !== vertices)
    throw new LengthMismatchError('deviation', vertices, deviation.mm.length);
  const low = [0, 1, 2].map((axis) => extremeOf(positions, axis, Math.min));
  const high = [0, 1, 2].map((axis) => extremeOf(positions, axis, Math.max));
  const stepMm = low.map((from, axis) => Math.max(high[axis]! - from, 1e-6) / STEPS);
  const packed = new DataView(new ArrayBuffer(2 * positions.length));
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3;
    packed.setUint16(2 * at, Math.round((positions[at]! - low[axis]!) / stepMm[axis]!), true);
  }
  const corners = new DataView(new ArrayBuffer(4 * triangles.length));
  for (let at = 0; at < triangles.length; at++) corners.setUint32(4 * at, triangles[at]!, true);
  const distance = new Int8Array(deviation ? vertices : 0);
  for (let v = 0; v < distance.length; v++)
    distance[v] = Math.round(127 * Math.min(1, Math.max(-1, deviation!.mm[v]! / deviation!.limitMm)));
  return {
    originMm: low,
    stepMm,
    vertices,
    triangles: triangles.length / 3,
    positions: base64Of(new Uint8Array(packed.buffer)),
    corners: base64Of(new Uint8Array(corners.buffer)),
    deviation: base64Of(new Uint8Array(distance.buffer)),
  };
}

function extremeOf(positions: Float32Array, axis: number, pick: (a: number, b: number) => number): number {
  if (positions.length === 0) return 0;
  let value = positions[axis]!;
  for (let at = axis; at < positions.length; at += 3) value = pick(value, positions[at]!);
  return value;
}
