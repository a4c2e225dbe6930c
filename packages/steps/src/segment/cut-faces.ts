import { type Crew, emptyMask, maskHas, setInMask } from '@specola/kernels';
import type { BitMask } from '@specola/space';

/** One of the six faces of a grid: all voxels with index `at` along an axis (0 i, 1 j, 2 k), and the layer behind it. */
export interface GridFace {
  readonly axis: 0 | 1 | 2;
  readonly at: number;
  readonly behind: number;
}

/** The six faces; a grid of one layer has the same face twice. */
export function facesOf({ dimensions }: BitMask): GridFace[] {
  return ([0, 1, 2] as const).flatMap((axis) => {
    const last = dimensions[axis] - 1;
    return [
      { axis, at: 0, behind: Math.min(1, last) },
      { axis, at: last, behind: Math.max(last - 1, 0) },
    ];
  });
}

/** A layer of a mask as a mask of one slice, lent from the arena: (j, k), (i, k) or (i, j) along its rows and columns. */
export function readLayer(mask: BitMask, axis: 0 | 1 | 2, at: number, crew: Crew): BitMask {
  const [nx, ny, nz] = mask.dimensions;
  const wide = axis === 0 ? ny : nx;
  const high = axis === 2 ? ny : nz;
  const layer = emptyMask([wide, high, 1], crew.arena);
  for (let v = 0; v < high; v++) {
    if (axis === 0) {
      for (let u = 0; u < wide; u++) if (maskHas(mask, at, u, v)) setInMask(layer, u, v, 0);
    } else {
      const row = axis === 1 ? v * ny + at : at * ny + v;
      const from = row * mask.wordsPerRow;
      layer.words.set(mask.words.subarray(from, from + mask.wordsPerRow), v * layer.wordsPerRow);
    }
  }
  return layer;
}

/** Adds a layer, as read, to a mask, in place. */
export function addLayer(mask: BitMask, axis: 0 | 1 | 2, at: number, layer: BitMask): void {
  const ny = mask.dimensions[1];
  const [wide, high] = layer.dimensions;
  for (let v = 0; v < high; v++) {
    if (axis === 0) {
      for (let u = 0; u < wide; u++) if (maskHas(layer, u, v, 0)) setInMask(mask, at, u, v);
    } else {
      const to = (axis === 1 ? v * ny + at : at * ny + v) * mask.wordsPerRow;
      const from = v * layer.wordsPerRow;
      for (let w = 0; w < mask.wordsPerRow; w++) mask.words[to + w] = mask.words[to + w]! | layer.words[from + w]!;
    }
  }
}
