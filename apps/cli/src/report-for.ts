import { deviationHistogram, modelReport, type ReportSlice } from '@specola/documents';
import { writePng } from '@specola/formats';
import {
  DEVIATION_STOPS,
  drawSlice,
  greyWindowFor,
  lightMesh,
  type SliceName,
  sliceCaption,
  sliceIndicesAcross,
} from '@specola/kernels';
import type { ModelRecord } from '@specola/record';
import type { TriMesh, Volume } from '@specola/space';
import type { Made } from '@specola/steps';

/** Every picture shows the same places: a quarter, half and three quarters through the model. */
const SHARES = [0.25, 0.5, 0.75] as const;
const SLICES: readonly SliceName[] = ['axial', 'coronal', 'sagittal'];
const SLICE_WIDTH_PX = 640;
const SLICE_HEIGHT_PX = 600;
/** A page with more opens slowly on the ward's computers. */
const MOST_TRIANGLES = 150_000;
/** The colors end here, or at twice the 95th percentile of the distances where that is more. */
const LEAST_COLOR_LIMIT_MM = 0.25;

/** The report page of a finished model. */
export async function reportFor(record: ModelRecord, volume: Volume, { measures, picture }: Made): Promise<string> {
  const { readBack, deviationMm } = measures!;
  const limitMm = Math.max(LEAST_COLOR_LIMIT_MM, Math.ceil(20 * record.fidelity.p95Mm) / 10);
  const light = await lightMesh(readBack, { mostTriangles: MOST_TRIANGLES });
  return modelReport({
    record,
    preview: picture!.png,
    slices: slicesOf(volume, readBack, record),
    mesh: light.mesh,
    deviationMm: Float32Array.from(light.vertices, (vertex) => deviationMm[vertex]!),
    deviationScale: { limitMm, stops: DEVIATION_STOPS },
    histogram: deviationHistogram(deviationMm, limitMm),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

function slicesOf(
  volume: Volume,
  mesh: TriMesh,
  { mesh: { boundsLpsMm: around }, surface }: ModelRecord,
): ReportSlice[] {
  const window = greyWindowFor(volume, surface.isoHu);
  return SLICES.flatMap((name) =>
    sliceIndicesAcross(volume, name, around, SHARES).map((index) => ({
      caption: sliceCaption(volume, name, index),
      png: writePng(
        drawSlice(volume, { name, index, window, mesh, widthPx: SLICE_WIDTH_PX, heightPx: SLICE_HEIGHT_PX, around }),
      ),
    })),
  );
}
