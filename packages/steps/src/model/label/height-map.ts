import { cross, rasterizeMesh } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';

/** Where a label lies: its middle, its right and its top, all unit length. The label faces right × up. */
export interface LabelFrame {
  readonly centerMm: Triple;
  readonly right: Triple;
  readonly up: Triple;
}

export const facing = ({ right, up }: LabelFrame): Triple => cross(right, up);

/** How high the foremost surface stands over the plane of a label. */
export interface HeightMap {
  readonly columns: number;
  readonly rows: number;
  readonly pxPerMm: number;
  /** Rows from the top; −Infinity where nothing is. */
  readonly heightMm: Float32Array;
}

/** Looks at a mesh from the front of a label. */
export function heightMapOf(
  mesh: TriMesh,
  frame: LabelFrame,
  size: { readonly widthMm: number; readonly heightMm: number; readonly pxPerMm: number },
): HeightMap {
  const { pxPerMm } = size;
  // Two samples a pixel.
  const { columns, rows, heightMm } = rasterizeMesh(mesh, {
    ...frame,
    toEye: facing(frame),
    pxPerMm: pxPerMm / 2,
    width: Math.ceil((size.widthMm * pxPerMm) / 2),
    height: Math.ceil((size.heightMm * pxPerMm) / 2),
  });
  return { columns, rows, pxPerMm, heightMm };
}

/** The height at a place of the label, between the samples. */
export function heightAt({ columns, rows, pxPerMm, heightMm }: HeightMap, xMm: number, yMm: number): number {
  const x = Math.min(columns - 1.001, Math.max(0, columns / 2 + xMm * pxPerMm - 0.5));
  const y = Math.min(rows - 1.001, Math.max(0, rows / 2 - yMm * pxPerMm - 0.5));
  const [c, r] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - c, y - r];
  const at = r * columns + c;
  const above = heightMm[at]! * (1 - fx) + heightMm[at + 1]! * fx;
  const below = heightMm[at + columns]! * (1 - fx) + heightMm[at + columns + 1]! * fx;
  return above * (1 - fy) + below * fy;
}

/** Each sample the mean of those around it: what is finer than the letters is not followed. */
export function smoothed(map: HeightMap, radiusMm: number): HeightMap {
  const reach = Math.max(1, Math.round(radiusMm * map.pxPerMm));
  const across = means(map.heightMm, map.columns, map.rows, reach, 1);
  return { ...map, heightMm: means(across, map.columns, map.rows, reach, map.columns) };
}

function means(values: Float32Array, columns: number, rows: number, reach: number, step: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const [place, length] = step === 1 ? [c, columns] : [r, rows];
      const here = r * columns + c;
      let [sum, count] = [0, 0];
      for (let d = Math.max(-reach, -place); d <= Math.min(reach, length - 1 - place); d++) {
        sum += values[here + d * step]!;
        count++;
      }
      out[here] = sum / count;
    }
  return out;
}
