import type { Volume } from '@specola/space';
import { drawSlice, greyWindowFor } from './draw-slice.ts';
import { drawText } from './draw-text.ts';
import { type Picture, picturesInRows } from './picture.ts';
import type { SliceName } from './slice-plane.ts';

const NAMES: readonly SliceName[] = ['axial', 'coronal', 'sagittal'];
const THROUGH: Readonly<Record<SliceName, number>> = { axial: 2, coronal: 1, sagittal: 0 };
const LIGHT = [255, 214, 90] as const;

export interface CheckerboardOptions {
  readonly sidePx?: number;
  readonly squares?: number;
}

/**
 * Two volumes on one grid in the squares of a checkerboard, through the middle of three planes: where an edge runs on
 * from square to square, they fit. One row for each pair, with its title.
 */
export function drawCheckerboards(
  rows: readonly { readonly title: string; readonly fixed: Volume; readonly moving: Volume }[],
  { sidePx = 420, squares = 8 }: CheckerboardOptions = {},
): Picture {
  return picturesInRows(
    rows.map(({ title, fixed, moving }) =>
      NAMES.map((name, n) => {
        const draw = (volume: Volume): Picture =>
          drawSlice(volume, {
            name,
            index: middleAlong(volume, name),
            window: greyWindowFor(volume, 100),
            widthPx: sidePx,
            heightPx: sidePx,
          });
        const board = mixed(draw(fixed), draw(moving), sidePx / squares);
        if (n === 0) drawText(board, title, 12, 12, { sizePx: 12, color: LIGHT, bold: true });
        return board;
      }),
    ),
  );
}

/** The grid axis that runs nearest to the plane's normal, by its largest part. */
function middleAlong({ dimensions, ijkToLps }: Volume, name: SliceName): number {
  const row = 4 * THROUGH[name];
  const parts = [0, 1, 2].map((axis) => {
    const column = [ijkToLps[axis]!, ijkToLps[4 + axis]!, ijkToLps[8 + axis]!];
    return Math.abs(ijkToLps[row + axis]!) / Math.sqrt(column.reduce((sum, v) => sum + v * v, 0));
  });
  const axis = parts.indexOf(Math.max(...parts));
  return Math.round((dimensions[axis]! - 1) / 2);
}

function mixed(a: Picture, b: Picture, squarePx: number): Picture {
  const data = a.data.slice();
  for (let y = 0; y < a.height; y++)
    for (let x = 0; x < a.width; x++)
      if ((Math.floor(x / squarePx) + Math.floor(y / squarePx)) % 2 === 1) {
        const at = 3 * (y * a.width + x);
        data.set(b.data.subarray(at, at + 3), at);
      }
  return { ...a, data };
}
