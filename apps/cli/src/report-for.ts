import { deviationHistogram, modelReport } from '@specola/documents';
import { DEVIATION_STOPS, lightMesh } from '@specola/kernels';
import type { ModelRecord } from '@specola/record';
import type { Volume } from '@specola/space';
import type { Made } from '@specola/steps';
import { reportSlices } from './report-slices.ts';

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
    slices: reportSlices(volume, readBack, record),
    mesh: light.mesh,
    deviationMm: Float32Array.from(light.vertices, (vertex) => deviationMm[vertex]!),
    deviationScale: { limitMm, stops: DEVIATION_STOPS },
    histogram: deviationHistogram(deviationMm, limitMm),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}
