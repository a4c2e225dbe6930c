import type { doubtSegments, ParamsOf } from '@specola/commands';
import { boxOfBricks, countBricks, Scope, type ThresholdDoubt, thresholdDoubt } from '@specola/kernels';
import { brickMaskHas, type SegmentState, type Volume } from '@specola/space';
import type { Run, SegmentUncertaintyValue, Workbench } from '../../runner/values.ts';
import { handEdits, verticesBeside } from '../../verify/hand-edits.ts';
import { floorInForce, uncertaintyOf } from '../../verify/uncertainty-numbers.ts';
import { segmentSurface } from '../edit/segment-surface.ts';

/** Segments that no grey value bounds have no threshold to be off; of these only the floors are told. */
const NO_DOUBT: ThresholdDoubt = { rise: null, noise: null, byNoise: null, byTenth: null };

/** As `verify.uncertainty`, for the surface of each segment that holds something; a surface that a hand drew gets the larger floor. */
export const runDoubtSegments: Run<typeof doubtSegments> = async ({ volume, segments: { now } }, params, bench) => {
  const held = now.segments.filter(({ voxels }) => countBricks(voxels) > 0);
  const uncertainties: SegmentUncertaintyValue[] = [];
  for (const [n, segment] of held.entries()) {
    bench.pace.signal.throwIfAborted();
    uncertainties.push(await doubtOfSegment(segment, volume, params, bench));
    bench.pace.report((n + 1) / held.length);
  }
  return { uncertainties };
};

async function doubtOfSegment(
  segment: SegmentState,
  volume: Volume,
  { doubtLimitMm, errorFloorMm, handFloorMm }: ParamsOf<typeof doubtSegments>,
  { crew }: Workbench,
): Promise<SegmentUncertaintyValue> {
  using scope = new Scope(crew.arena);
  const drawn = await segmentSurface(segment, volume, { crew, scope });
  const { isoHu } = segment;
  const about = { brighterInside: brighterInside(segment, volume), reachMm: doubtLimitMm };
  const doubt = isoHu === null ? NO_DOUBT : await thresholdDoubt(drawn, volume, { isoHu, ...about }, crew);
  const marks = verticesBeside(segment.byHand, drawn, volume, { slackVoxels: 0 });
  const floor = floorInForce(errorFloorMm);
  const hand = handEdits(marks, handFloorMm, floor);
  // The scope takes its memory back; the map keeps its own.
  const surface = { ...drawn, positions: drawn.positions.slice(), triangles: drawn.triangles.slice() };
  return { segment: segment.id, surface, ...uncertaintyOf(surface, doubt, { limitMm: doubtLimitMm, floor, hand }) };
}

/** Whether more of a segment's voxels reach its threshold than not, by one row in every few. */
function brighterInside(
  { voxels, isoHu }: SegmentState,
  { values, valueScale, dimensions: [nx, ny] }: Volume,
): boolean {
  const box = boxOfBricks(voxels);
  if (!box || isoHu === null) return true;
  const { slope, intercept } = valueScale;
  let balance = 0;
  for (let k = box.from[2]; k <= box.to[2]; k += 3)
    for (let j = box.from[1]; j <= box.to[1]; j += 3)
      for (let i = box.from[0]; i <= box.to[0]; i++)
        if (brickMaskHas(voxels, i, j, k))
          balance += slope * values[i + nx * (j + ny * k)]! + intercept >= isoHu ? 1 : -1;
  return balance >= 0;
}
