import { Arena, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { type Component, ijkToLpsFrom, pointLps, type TriMesh } from '@specola/space';
import { type RecipeRun, runRecipe } from '../../runner/run-recipe.ts';
import { modelAtStart, newComponent, withAdded } from './model-value.ts';

/** Runs commands on a model of meshes alone, for tests: there is a volume, but nothing in it. */
export async function recipeOnMeshes(
  meshes: Readonly<Record<string, TriMesh>>,
  recipe: readonly RecipeStep[],
): Promise<RecipeRun & { component(id: string): Component }> {
  const arena = new Arena();
  const components = Object.entries(meshes).map(([id, mesh]) => newComponent({ id, mesh }));
  const run = await runRecipe(
    {
      dimensions: [2, 2, 2],
      values: arena.int16(8, { zeroed: true }),
      valueScale: { slope: 1, intercept: 0, unit: 'HU' },
      ijkToLps: ijkToLpsFrom([1, 0, 0], [0, 1, 0], [0, 0, 1], pointLps(0, 0, 0)),
      modality: 'CT',
    },
    recipe,
    soloCrew(arena),
    { signal: new AbortController().signal, onStep: () => undefined },
    { model: withAdded(modelAtStart().model, components) },
  );
  return {
    ...run,
    component: (id) => run.made.model!.model.components.find((one) => one.id === id)!,
  };
}
