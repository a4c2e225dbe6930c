export { RecipeRefusedError } from './runner/recipe-refused.ts';
export { type Made, type RecipeRun, type RecipeWatcher, runRecipe } from './runner/run-recipe.ts';
export type * from './runner/values.ts';
