import type { verifyUncertainty as command } from '@specola/commands';
import { thresholdDoubt } from '@specola/kernels';
import type { TriMesh, Volume } from '@specola/space';
import type { Run, SegmentValue } from '../runner/values.ts';
import { handEdits, verticesBeside } from './hand-edits.ts';
import { floorInForce, uncertaintyOf } from './uncertainty-numbers.ts';

/**
 * Asks the image how well the finished surface is known: how far it would lie elsewhere with a threshold that is off by the noise, or by a
 * tenth of the rise from outside to inside. It knows nothing of bias, partial volume or motion; the floor stands for these.
 */
export const runVerifyUncertainty: Run<typeof command> = async (
  { volume, surface, measures },
  { doubtLimitMm, errorFloorMm, handFloorMm },
  { crew, pace },
) => {
  const { isoHu, brighterInside } = surface.segment.image?.inScan ?? surface.segment;
  const mesh = measures.readBack;
  const doubt = await thresholdDoubt(mesh, volume, { isoHu, brighterInside, reachMm: doubtLimitMm }, crew);
  pace.report(0.8);
  const floor = floorInForce(errorFloorMm);
  const hand = handEdits(drawnBySomebody(surface.segment, mesh, volume), handFloorMm, floor);
  const uncertainty = uncertaintyOf(mesh, doubt, { limitMm: doubtLimitMm, floor, hand });
  pace.report(1);
  return { uncertainty };
};

/** Smoothing and taking back a blur move a surface by less than this. */
const SLACK_VOXELS = 0.5;

/** All of a surface that was drawn from voxels which somebody else made; otherwise what a hand touched in this session. */
function drawnBySomebody({ surfaceSource, byHand }: SegmentValue, mesh: TriMesh, volume: Volume): Uint8Array {
  if (surfaceSource?.from === 'mask') return new Uint8Array(mesh.positions.length / 3).fill(1);
  if (byHand) return verticesBeside(byHand, mesh, volume, { slackVoxels: SLACK_VOXELS });
  return new Uint8Array(mesh.positions.length / 3);
}
