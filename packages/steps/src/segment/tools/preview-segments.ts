import type { previewSegments } from '@specola/commands';
import { writePng } from '@specola/formats';
import {
  boxOfBricks,
  combineBricks,
  drawSlice,
  greyWindowFor,
  picturesInRows,
  type SliceName,
  sliceIndicesAcross,
} from '@specola/kernels';
import {
  type BoundsMm,
  brickMaskHas,
  emptyBrickMask,
  type Segmentation,
  type Triple,
  toLps,
  tripleOf,
} from '@specola/space';
import type { Run } from '../../runner/values.ts';

const SLICES: readonly SliceName[] = ['axial', 'coronal', 'sagittal'];
const SHARES = [0.25, 0.5, 0.75] as const;
/** Height of a picture for its width. */
const HEIGHT_SHARE = 0.92;

/** Nine slices through what is segmented (through the middle of the scan while nothing is), segments in their colors. */
export const runPreviewSegments: Run<typeof previewSegments> = async (
  { volume, segments: { now } },
  { widthPx },
  { pace },
) => {
  const around = boundsOf(now);
  const shown = now.segments.filter(({ visible }) => visible);
  const window = greyWindowFor(volume, shown.find(({ isoHu }) => isoHu !== null)?.isoHu ?? 226);
  const tint = (i: number, j: number, k: number) =>
    shown.findLast(({ voxels }) => brickMaskHas(voxels, i, j, k))?.color;
  const width = Math.floor(widthPx / SHARES.length);
  const rows = SLICES.map((name) =>
    sliceIndicesAcross(volume, name, around, SHARES).map((index) => {
      pace.signal.throwIfAborted();
      return drawSlice(volume, {
        name,
        index,
        window,
        tint,
        around,
        widthPx: width,
        heightPx: Math.round(HEIGHT_SHARE * width),
      });
    }),
  );
  return { picture: { png: writePng(picturesInRows(rows)) } };
};

/** The box of all segments in LPS; of the whole grid while they are empty. */
function boundsOf({ dimensions, ijkToLps, segments }: Segmentation): BoundsMm {
  const all = segments.reduce((sum, { voxels }) => combineBricks('or', sum, voxels), emptyBrickMask(dimensions));
  const last = tripleOf(dimensions.map((n) => n - 1));
  const box = boxOfBricks(all) ?? { from: [0, 0, 0] as Triple, to: last };
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => {
    const pick = (axis: number) => (c & (1 << axis) ? box.to : box.from)[axis]!;
    return toLps([pick(0), pick(1), pick(2)], ijkToLps);
  });
  const most = (choose: (...values: number[]) => number) =>
    tripleOf([0, 1, 2].map((axis) => choose(...corners.map((corner) => corner[axis]!))));
  return { min: most(Math.min), max: most(Math.max) };
}
