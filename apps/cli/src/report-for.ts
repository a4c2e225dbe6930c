import { deviationHistogram, modelReport } from '@specola/documents';
import { DEVIATION_STOPS, DOUBT_STOPS, lightMesh, MOVE_STATES, NO_NUMBER_COLORS } from '@specola/kernels';
import type { ModelRecord } from '@specola/record';
import type { Volume } from '@specola/space';
import type { Made, UncertaintyValue } from '@specola/steps';
import { reportSlices } from './report-slices.ts';

/** A page with more opens slowly on the ward's computers. */
const MOST_TRIANGLES = 150_000;
/** The colors end here, or at twice the 95th percentile of the distances where that is more. */
const LEAST_COLOR_LIMIT_MM = 0.25;

/** The colors of the map end at twice the 95th percentile, but never before this. */
const LEAST_DOUBT_LIMIT_MM = 0.5;

/** The report page of a finished model. */
export async function reportFor(
  record: ModelRecord,
  volume: Volume,
  { measures, picture, uncertainty }: Made,
): Promise<string> {
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
    doubt: uncertainty ? doubtOf(uncertainty, light.vertices) : null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/** The map of how well the surface is known, at the vertices that the page keeps. */
function doubtOf({ numbers, largestMm, states }: UncertaintyValue, vertices: Uint32Array) {
  return {
    mm: Float32Array.from(vertices, (vertex) => largestMm[vertex]!),
    ended: Uint8Array.from(vertices, (vertex) => (states[vertex] === MOVE_STATES.ended ? 1 : 0)),
    limitMm: Math.min(numbers.limitMm, Math.max(LEAST_DOUBT_LIMIT_MM, Math.ceil(20 * (numbers.p95Mm ?? 0)) / 10)),
    stops: DOUBT_STOPS,
    noNumber: [NO_NUMBER_COLORS.ended, NO_NUMBER_COLORS.noEdge] as const,
  };
}
