import { base64Of } from '@specola/formats';
import { LengthMismatchError, type TriMesh } from '@specola/space';

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
  /** Base64 Uint8: 0 to 250 = 0 to the limit of the scale, 254 gone or merged, 255 no edge of the image (empty without a map). */
  readonly doubt: string;
}

const STEPS = 65535;

/** How far another threshold moves each vertex of a mesh, for the page. */
export interface DoubtMap {
  /** Largest move, mm; NaN where there is no number. */
  readonly mm: Float32Array;
  /** Where there is none: whether the part is gone or merged there; otherwise the image has no edge. */
  readonly ended: Uint8Array;
  readonly limitMm: number;
}

const MOST_DOUBT = 250;
const ENDED = 254;
const NO_EDGE = 255;

/** Packs a mesh that is light enough for a page; positions move by at most half a step, e.g. 2 µm of 250 mm. */
export function embedMesh(
  mesh: TriMesh,
  deviation: { mm: Float32Array; limitMm: number } | null,
  doubt: DoubtMap | null = null,
): EmbeddedMesh {
  const { positions, triangles } = mesh;
  const vertices = positions.length / 3;
  if (deviation && deviation.mm.length !== vertices)
    throw new LengthMismatchError('deviation', vertices, deviation.mm.length);
  if (doubt && doubt.mm.length !== vertices) throw new LengthMismatchError('doubt', vertices, doubt.mm.length);
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
    doubt: base64Of(doubt ? packedDoubt(doubt) : new Uint8Array()),
  };
}

function packedDoubt({ mm, ended, limitMm }: DoubtMap): Uint8Array {
  return Uint8Array.from(mm, (move, v) => {
    if (Number.isNaN(move)) return ended[v] === 1 ? ENDED : NO_EDGE;
    return Math.round(MOST_DOUBT * Math.min(1, move / limitMm));
  });
}

function extremeOf(positions: Float32Array, axis: number, pick: (a: number, b: number) => number): number {
  if (positions.length === 0) return 0;
  let value = positions[axis]!;
  for (let at = axis; at < positions.length; at += 3) value = pick(value, positions[at]!);
  return value;
}
