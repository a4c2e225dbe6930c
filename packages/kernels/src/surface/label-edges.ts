import type { Volume } from '@specola/space';
import { Growing } from './growing.ts';

/** Labels of one slice with a border of zeros: (nx + 2)·(ny + 2), i fastest. */
export type PaddedSlice = Uint8Array;

/** Vertex ids at the edges that leave each voxel of a padded slice towards higher i, j and k, where labels differ. */
export interface EdgeIds {
  readonly i: Uint32Array;
  readonly j: Uint32Array;
  readonly k: Uint32Array;
}

export interface LabelEdges {
  readonly positions: Growing<Float32Array>;
  /** Puts a vertex on every edge of a slice whose labels differ; slices in order, row by row, first along i, then j, k. */
  number(k: number, here: PaddedSlice, above: PaddedSlice, ids: EdgeIds): void;
}

/** Where the surface leaves both ends of an edge alone: as the plain extractor. */
const NEAREST_END = 1 / 256;

/**
 * Numbers the crossings of a label grid in the order of the plain extractor, and places them by the same arithmetic.
 *
 * @param isoHuBetween  grey value that the surface between two labels runs through, larger label first; null: halfway
 */
export function labelEdges(
  volume: Volume,
  isoHuBetween: (larger: number, smaller: number) => number | null,
): LabelEdges {
  const [nx, ny, nz] = volume.dimensions;
  const { values, valueScale } = volume;
  const m = volume.ijkToLps;
  const width = nx + 2;
  const positions = new Growing((length) => new Float32Array(length));
  const isos = new Map<number, number | null>();

  const isoStored = (a: number, b: number): number | null => {
    const [larger, smaller] = a > b ? [a, b] : [b, a];
    const key = 256 * larger + smaller;
    let iso = isos.get(key);
    if (iso === undefined) {
      const isoHu = isoHuBetween(larger, smaller);
      iso = isoHu === null ? null : (isoHu - valueScale.intercept) / valueScale.slope;
      isos.set(key, iso);
    }
    return iso;
  };

  const cut = (at: number, step: number, labelA: number, labelB: number): number => {
    const iso = isoStored(labelA, labelB);
    const a = values[at]!;
    const b = values[at + step]!;
    if (iso === null || (a - iso) * (b - iso) > 0 || a === b) return 0.5;
    return Math.max(Math.min((iso - a) / (b - a), 1 - NEAREST_END), NEAREST_END);
  };

  return {
    positions,
    number(k, here, above, ids) {
      const inK = k >= 0 && k < nz;
      for (let j = -1; j < ny; j++) {
        const inJ = j >= 0 && inK;
        const row = (j + 1) * width;
        const line = (k * ny + j) * nx;
        const origin = [0, 4, 8].map((r) => m[r + 3]! + j * m[r + 1]! + k * m[r + 2]!) as [number, number, number];
        const push = (i: number, column: number, t: number): void =>
          positions.push3(
            origin[0] + i * m[0]! + t * m[column]!,
            origin[1] + i * m[4]! + t * m[4 + column]!,
            origin[2] + i * m[8]! + t * m[8 + column]!,
          );
        for (let c = row; c <= row + nx; c++) {
          if (here[c] === here[c + 1]) continue;
          const i = c - row;
          const s = inJ && i > 0 && i < nx ? i - 1 + cut(line + i - 1, 1, here[c]!, here[c + 1]!) : i - 0.5;
          ids.i[c] = positions.length / 3;
          push(s, 0, 0);
        }
        for (let c = row + 1; c <= row + nx; c++) {
          if (here[c] === here[c + width]) continue;
          const i = c - row - 1;
          ids.j[c] = positions.length / 3;
          push(i, 1, inJ && j + 1 < ny ? cut(line + i, nx, here[c]!, here[c + width]!) : 0.5);
        }
        for (let c = row + 1; c <= row + nx; c++) {
          if (here[c] === above[c]) continue;
          const i = c - row - 1;
          ids.k[c] = positions.length / 3;
          push(i, 2, inJ && k + 1 < nz ? cut(line + i, nx * ny, here[c]!, above[c]!) : 0.5);
        }
      }
    },
  };
}
