export { RecipeRefusedError } from './runner/recipe-refused.ts';
export { type Made, type RecipeRun, type RecipeWatcher, runRecipe } from './runner/run-recipe.ts';
export type * from './runner/values.ts';
export { noSegments, type SegmentsValue } from './segment/edit/edit-history.ts';
export { segmentLayers } from './segment/tools/segment-layers.ts';
export {
  type ArtifactScanner,
  artifactScanner,
  type IdentifierFinding,
} from './verify/identifiers/scan-identifiers.ts';
