import type { ReportSlice } from '@specola/documents';
import { writePng } from '@specola/formats';
import {
  drawSlice,
  greyWindowFor,
  type SliceName,
  sliceCaption,
  sliceFrameOf,
  sliceIndicesAcross,
} from '@specola/kernels';
import type { ModelRecord } from '@specola/record';
import type { TriMesh, Volume } from '@specola/space';

/** Every picture shows the same places: a quarter, half and three quarters through the model. */
const SHARES = [0.25, 0.5, 0.75] as const;
const SLICES: readonly SliceName[] = ['axial', 'coronal', 'sagittal'];
const SLICE_WIDTH_PX = 640;
const SLICE_HEIGHT_PX = 600;

/** A picture of a slice, and which slice of the grid it is where it is one that the scanner made. */
export interface DrawnSlice extends ReportSlice {
  readonly k: number | null;
}

/** Nine slices with the contour of the finished model. */
export function reportSlices(
  volume: Volume,
  mesh: TriMesh,
  { mesh: { boundsLpsMm: around }, surface }: ModelRecord,
): DrawnSlice[] {
  const window = greyWindowFor(volume, surface.isoHu ?? surface.source?.level ?? 0);
  return SLICES.flatMap((name) => {
    const measured = sliceFrameOf(volume, name).through === 2;
    return sliceIndicesAcross(volume, name, around, SHARES).map((index) => ({
      caption: sliceCaption(volume, name, index),
      png: writePng(
        drawSlice(volume, { name, index, window, mesh, widthPx: SLICE_WIDTH_PX, heightPx: SLICE_HEIGHT_PX, around }),
      ),
      k: measured ? Math.round(index) : null,
    }));
  });
}
