import type { combineComponents } from '@specola/commands';
import { buildSolid, type SolidExpression } from '@specola/kernels';
import type { Run } from '../runner/values.ts';
import { NothingLeftError } from './edit/model-errors.ts';
import { componentOf, withChanged, withoutComponents } from './edit/model-value.ts';

export const runCombineComponents: Run<typeof combineComponents> = async (
  { model },
  { component: id, operation, with: others, keepOthers },
  { crew },
) => {
  const component = componentOf(model.model, id);
  const solid: SolidExpression = { make: 'mesh', mesh: component.mesh };
  const rest = others.map((other): SolidExpression => ({ make: 'mesh', mesh: componentOf(model.model, other).mesh }));
  const expression: SolidExpression =
    operation === 'subtract'
      ? { make: 'subtract', from: solid, what: rest }
      : { make: operation, of: [solid, ...rest] };
  const { mesh, volumeMm3, roundingMm } = await buildSolid(expression, crew);
  if (mesh.triangles.length === 0) throw new NothingLeftError(id, `combined with ${others.join(', ')}`);
  const changed = withChanged(model, new Map([[id, [{ ...component, mesh }]]]), [
    { command: 'model.combine', component: id, measures: { volumeMm3, roundingMm } },
  ]);
  return { model: keepOthers ? changed : withoutComponents(changed, others) };
};
