import type { combineComponents } from '@specola/commands';
import { combineSolids } from '@specola/kernels';
import type { Run } from '../runner/values.ts';
import { NothingLeftError } from './edit/model-errors.ts';
import { componentOf, withChanged, withoutComponents } from './edit/model-value.ts';

export const runCombineComponents: Run<typeof combineComponents> = async (
  { model },
  { component: id, operation, with: others, keepOthers, resolutionMm },
  { crew },
) => {
  const component = componentOf(model.model, id);
  const { mesh, volumeMm3, roundingMm, movedMm, volumeErrorShare, repaired } = await combineSolids(
    operation,
    [component.mesh, ...others.map((other) => componentOf(model.model, other).mesh)],
    { resolutionMm },
    crew,
  );
  if (mesh.triangles.length === 0) throw new NothingLeftError(id, `combined with ${others.join(', ')}`);
  const measures = {
    volumeMm3,
    volumeErrorShare,
    roundingMm,
    movedMm,
    repaired: repaired.length,
    repairDisplacementMaxMm: Math.max(0, ...repaired.map(({ report }) => report.displacementMaxMm)),
  };
  const changed = withChanged(model, new Map([[id, [{ ...component, mesh }]]]), [
    { command: 'model.combine', component: id, measures },
  ]);
  return { model: keepOthers ? changed : withoutComponents(changed, others) };
};
