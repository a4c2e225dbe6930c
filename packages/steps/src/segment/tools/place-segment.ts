import { cropSegment, mirrorSegment } from '@specola/commands';
import { boxOfBricks } from '@specola/kernels';
import { brickMaskHas, type IndexBox, type Triple, toLps, tripleOf } from '@specola/space';
import { becoming, segmentOf } from '../edit/change-segment.ts';
import { NoPlaneError, RangeOrderError } from '../edit/edit-errors.ts';
import { editStep } from '../edit/edit-step.ts';
import { placeOnGrid } from '../edit/points-on-grid.ts';
import { voxelsWhere } from './voxels-where.ts';

/**
 * Every voxel looks for itself in the mirror: its center is mirrored, and the voxel that holds it decides.
 *
 * @throws NoPlaneError when the normal has no length; NoSuchSegmentError
 */
export const runMirrorSegment = editStep(
  mirrorSegment,
  ({ segmentation }, { from, planePointLpsMm, planeNormalLps: n }) => {
    const length2 = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
    if (length2 < 1e-12) throw new NoPlaneError();
    const { voxels } = segmentOf(segmentation, from);
    const place = placeOnGrid(segmentation);
    const mirrored = ([x, y, z]: Triple): Triple => {
      const off =
        (2 * ((x - planePointLpsMm[0]) * n[0] + (y - planePointLpsMm[1]) * n[1] + (z - planePointLpsMm[2]) * n[2])) /
        length2;
      return [x - off * n[0], y - off * n[1], z - off * n[2]];
    };
    const image = imageOf(boxOfBricks(voxels), (ijk) => place(mirrored(toLps(ijk, segmentation.ijkToLps))));
    return {
      add: voxelsWhere(segmentation, image, (i, j, k) => {
        const [mi, mj, mk] = tripleOf(place(mirrored(toLps([i, j, k], segmentation.ijkToLps))).map(Math.round));
        const [nx, ny, nz] = segmentation.dimensions;
        return mi >= 0 && mj >= 0 && mk >= 0 && mi < nx && mj < ny && mk < nz && brickMaskHas(voxels, mi, mj, mk);
      }),
      isoHu: null,
    };
  },
);

/** @throws RangeOrderError when a corner of the box is on the wrong side of the other */
export const runCropSegment = editStep(cropSegment, ({ segmentation, target }, { fromLpsMm, toLpsMm, keep }) => {
  for (const axis of [0, 1, 2] as const)
    if (fromLpsMm[axis] > toLpsMm[axis]) throw new RangeOrderError(fromLpsMm[axis], toLpsMm[axis]);
  const kept = voxelsWhere(segmentation, boxOfBricks(target.voxels), (i, j, k) => {
    if (!brickMaskHas(target.voxels, i, j, k)) return false;
    const at = toLps([i, j, k], segmentation.ijkToLps);
    const inside = at.every((c, axis) => c >= fromLpsMm[axis]! && c <= toLpsMm[axis]!);
    return inside === (keep === 'inside');
  });
  return becoming(target, kept);
});

/** The index box around the images of a box's corners, a voxel wider. */
function imageOf(box: IndexBox | null, image: (ijk: Triple) => Triple): IndexBox | null {
  if (!box) return null;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => {
    const pick = (axis: number) => (c & (1 << axis) ? box.to : box.from)[axis]!;
    return image([pick(0), pick(1), pick(2)]);
  });
  const most = (choose: (...values: number[]) => number, off: number) =>
    tripleOf([0, 1, 2].map((axis) => Math.round(choose(...corners.map((corner) => corner[axis]!))) + off));
  return { from: most(Math.min, -1), to: most(Math.max, 1) };
}
