export { BadManifestError, ModelFailedError, OtherModalityError } from './automatic/automatic-errors.ts';
export { type CheckedModel, checkModel, readManifest } from './automatic/check-manifest.ts';
export { checkSegments, NO_SEAMS, type Seams } from './automatic/check-segments.ts';
export { headerChanges } from './automatic/header-changes.ts';
export type { InferenceEngine, LoadedModel, ModelTensor } from './automatic/model-engine.ts';
export { type ModelRun, segmentByModel } from './automatic/segment-by-model.ts';
export { modelAtStart, newComponent, withAdded } from './model/edit/model-value.ts';
export { runUnblurSurface } from './model/unblur-surface.ts';
export {
  answeredFor,
  type Decision,
  DecisionRefusedError,
  decideReview,
  InsufficientSeriesError,
  mayUse,
  OtherImagesError,
  ReasonMissingError,
  ReviewerMissingError,
  type ReviewSurroundings,
} from './review/decide-review.ts';
export { examineVolume, type WantedStructure } from './review/examine-volume.ts';
export { type Judgement, judgeSeries, judgeUnreadable, unsuitedKernel } from './review/judge-series.ts';
export type { RuleTable, ScanFacts, VolumeExamination } from './review/scan-facts.ts';
export { type RulesInForce, rulesInForce } from './review/site-rules.ts';
export { RecipeRefusedError } from './runner/recipe-refused.ts';
export { checkRecipe, type Made, type RecipeRun, type RecipeWatcher, runRecipe } from './runner/run-recipe.ts';
export { Session } from './runner/session.ts';
export type * from './runner/values.ts';
export { type SegmentsValue, segmentsAtStart } from './segment/edit/edit-history.ts';
export { segmentSurface } from './segment/edit/segment-surface.ts';
export { type StoredInputs, storedKindOf } from './segment/stored-inputs.ts';
export { segmentLayers } from './segment/tools/segment-layers.ts';
export {
  type ForeignMesh,
  type ForeignUnit,
  type MeshFormat,
  MM_PER_UNIT,
  readForeignMesh,
} from './take-in/foreign-mesh.ts';
export { placeMesh } from './take-in/place-mesh.ts';
export {
  type PlacedSegments,
  placeLabelFile,
  placeSegmentationObject,
  placeStructureSet,
} from './take-in/place-segments.ts';
export { NoFrameStatedError, OtherFrameError, OtherPatientError } from './take-in/take-in-errors.ts';
export { checkMesh } from './verify/check-mesh.ts';
export { checkPrint, type PrintQuestions, type PrintVerdict } from './verify/gate/check-print.ts';
export { type BothWays, type DeviationMap, deviationBetween } from './verify/gate/deviation-between.ts';
export { greySurface } from './verify/gate/grey-surface.ts';
export { labelSurface } from './verify/gate/label-surface.ts';
export { type PrintFile, type PrintPart, printFileFrom } from './verify/gate/print-file.ts';
export { floorInForce } from './verify/uncertainty-numbers.ts';
