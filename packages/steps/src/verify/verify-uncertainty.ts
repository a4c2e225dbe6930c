import type { verifyUncertainty as command } from '@specola/commands';
import { thresholdDoubt } from '@specola/kernels';
import type { Run } from '../runner/values.ts';
import { floorInForce, uncertaintyOf } from './uncertainty-numbers.ts';

/**
 * Asks the image how well the finished surface is known: how far it would lie elsewhere with a threshold that is off by the noise, or by a
 * tenth of the rise from outside to inside. It knows nothing of bias, partial volume or motion; the floor stands for these.
 */
export const runVerifyUncertainty: Run<typeof command> = async (
  { volume, surface, measures },
  { doubtLimitMm, errorFloorMm },
  { crew, pace },
) => {
  const { isoHu, brighterInside } = surface.segment.image?.inScan ?? surface.segment;
  const mesh = measures.readBack;
  const doubt = await thresholdDoubt(mesh, volume, { isoHu, brighterInside, reachMm: doubtLimitMm }, crew);
  pace.report(0.8);
  const uncertainty = uncertaintyOf(mesh, doubt, { limitMm: doubtLimitMm, floor: floorInForce(errorFloorMm) });
  pace.report(1);
  return { uncertainty };
};
