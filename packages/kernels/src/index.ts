export { finerGrid, type GridPart, type PlacedGrid, valuesOnFinerGrid } from './align/finer-grid.ts';
export { expectedErrorMm, fitPairs, type PairFit, type PointPair, residualsOf } from './align/fit-pairs.ts';
export { shrunkVolume } from './align/image-pyramid.ts';
export type { Likeness } from './align/pair-counts.ts';
export { FlatImageError, LandmarksError, NoOverlapError, NotCapturedError } from './align/register-errors.ts';
export { farthest, likenessUnder, type Registration, type Restart, registerVolumes } from './align/register-volumes.ts';
export { resampleOnto } from './align/resample-onto.ts';
export { type RigidFit, rigidFit } from './align/rigid-fit.ts';
export {
  AT_REST,
  composed,
  inverseOf,
  moved,
  type RigidMotion,
  turnedAbout,
  turnedAndShifted,
} from './align/rigid-motion.ts';
export {
  DEVIATION_STOPS,
  DOUBT_STOPS,
  deviationColor,
  deviationColors,
  NO_NUMBER_COLORS,
  WALL_STOPS,
  wallColors,
} from './draw/color-scale.ts';
export { drawCheckerboards } from './draw/draw-checkerboard.ts';
export { drawPlace } from './draw/draw-place.ts';
export {
  type DrawSliceOptions,
  drawSlice,
  type GreyWindow,
  greyWindowFor,
  sliceCaption,
  sliceIndicesAcross,
} from './draw/draw-slice.ts';
export { type DrawViewsOptions, drawViews, type Paint, type ViewName } from './draw/draw-views.ts';
export { lightMesh } from './draw/light-mesh.ts';
export { type Picture, picturesInRows } from './draw/picture.ts';
export { type Camera, rasterizeMesh } from './draw/rasterize-mesh.ts';
export { type Plane, type SectionLine, sectionMesh } from './draw/section-mesh.ts';
export { type SliceFrame, type SliceName, sliceFrameOf } from './draw/slice-plane.ts';
export { type LevelSurface, levelSurface } from './field/level-surface.ts';
export { type BrickBox, brickBoxAround, bricksFromBox, maskInBox, wholeBox } from './image/brick-boxes.ts';
export { type BrickBuilder, brickBuilder } from './image/brick-builder.ts';
export {
  type BrickOperation,
  boxOfBricks,
  bricksFromRuns,
  bricksInUse,
  bricksToMask,
  combineBricks,
  countBricks,
  invertBricks,
  maskToBricks,
  type VoxelRun,
} from './image/brick-masks.ts';
export { combineMasks, copyMask, countMask, invertMask } from './image/combine-masks.ts';
export { type ComponentValues, componentValues } from './image/component-values.ts';
export {
  type Components,
  type Connectivity,
  componentAt,
  components,
  countComponentsIn,
  enclosedCavities,
  keepComponents,
} from './image/components.ts';
export { crossingPlaces } from './image/crossing-places.ts';
export { darkBetween } from './image/dark-between.ts';
export { distanceField } from './image/distance-field.ts';
export { type EdgePlateaus, type EdgeReach, edgePlateaus } from './image/edge-plateaus.ts';
export { endContactMm2 } from './image/end-contact.ts';
export { type FrontOptions, fastMarch, type ReachedFront } from './image/fast-march.ts';
export { type FilledContours, fillContours } from './image/fill-contours.ts';
export { findFace, type HeadSurface } from './image/find-face.ts';
export type { FittedEdge } from './image/fit-edge.ts';
export { floodLabels } from './image/flood-labels.ts';
export { type FollowedLevel, followedLevel } from './image/followed-level.ts';
export { gaussianGrey, gaussianMask, gaussianReal, gaussianShare } from './image/gaussian.ts';
export { gradientLevels } from './image/gradient-levels.ts';
export {
  ballElement,
  closeMask,
  dilateMask,
  erodeMask,
  FACE_NEIGHBORS,
  openMask,
  type StructuringElement,
} from './image/grow-mask.ts';
export { maskOfLabel, takeLargerShare } from './image/larger-share.ts';
export { majorityMask } from './image/majority-mask.ts';
export { marginMask } from './image/margin-mask.ts';
export { maskToBytes } from './image/mask-bytes.ts';
export { labelMapToMask, maskToLabelMap } from './image/mask-label-map.ts';
export { emptyMask, maskHas, setInMask } from './image/mask-memory.ts';
export { evenEdges, type MeasuredBlur, measureBlur } from './image/measure-blur.ts';
export { medianGrey } from './image/median-grey.ts';
export { otsuThreshold } from './image/otsu-threshold.ts';
export { joinedPieces, PARTED, partTouching } from './image/part-touching.ts';
export { type Grid, type PlacedLabels, type Placing, placeLabels } from './image/place-labels.ts';
export { type RimContact, type RimQuestion, rimContact } from './image/rim-contact.ts';
export { sampleMask } from './image/sample-mask.ts';
export {
  type GrowthCost,
  type GrowthPace,
  type LabelSeeds,
  openSeedGrowth,
  type SeedGrowth,
  seedsOfMask,
} from './image/seed-growth.ts';
export { shareMask } from './image/share-mask.ts';
export { type SliceShifts, sliceShifts } from './image/slice-shifts.ts';
export { thresholdMask } from './image/threshold-mask.ts';
export {
  MOVE_STATES,
  TENTH,
  type ThresholdDoubt,
  type ThresholdMoves,
  thresholdDoubt,
} from './image/threshold-moves.ts';
export { tissueNoiseHu } from './image/tissue-noise.ts';
export { type TissueSignal, tissueSignal } from './image/tissue-signal.ts';
export { crowdedMask, gapMask, sheetMask } from './image/wall-voxels.ts';
export { type DataMatrix, dataMatrixOf, readDataMatrix } from './label/data-matrix.ts';
export { type TextOutlines, textOutlines } from './label/text-outlines.ts';
export { measuresOf, type SurfaceMeasures, triangleAreaMm2 } from './measure/measures-of.ts';
export { type SegmentShape, segmentShape } from './measure/segment-shape.ts';
export { selfIntersections } from './measure/self-intersections.ts';
export { type SplitMesh, splitLargeTriangles } from './measure/split-large-triangles.ts';
export {
  distancesFrom,
  type OneWay,
  type SurfaceDistances,
  signedDistances,
  surfaceDistances,
} from './measure/surface-distances.ts';
export { type SurfaceSamples, surfaceSamples } from './measure/surface-samples.ts';
export { type Symmetric3, symmetricAxes } from './measure/symmetric-axes.ts';
export { type FaultKind, NO_SHELL, type Shell, type Topology, topologyOf } from './measure/topology-of.ts';
export { trianglesMeet } from './measure/triangles-meet.ts';
export { vertexNormals } from './measure/vertex-normals.ts';
export { type VertexShells, vertexShells } from './measure/vertex-shells.ts';
export { type WallMap, wallMap } from './measure/wall-map.ts';
export { type WallThickness, wallThickness } from './measure/wall-thickness.ts';
export { weldTriangles } from './measure/weld-triangles.ts';
export { borderPlanes, type FlatPlane } from './mesh/border-planes.ts';
export { checkTopology, type SurfaceFaults } from './mesh/check-topology.ts';
export type { DroppedShells } from './mesh/drop-small-shells.ts';
export {
  OnlySmallShellsError,
  type RefinedSurface,
  type RefinePace,
  type RefineParams,
  refineSurface,
} from './mesh/refine-surface.ts';
export { type Smoothed, smoothSurface } from './mesh/smooth-surface.ts';
export { Arena, OutOfMemoryError, Scope } from './native/arena.ts';
export { type Crew, piecesOf, soloCrew } from './native/crew.ts';
export { CrewFailedError } from './native/crew-failed.ts';
export type { FromSolidWorker, FromWorker, ToSolidWorker, ToWorker } from './native/crew-messages.ts';
export { crewWorker } from './native/crew-worker.ts';
export type {
  Contour2,
  EvaluatedSolid,
  SolidAnswer,
  SolidExpression,
  SolidRefusal,
} from './native/solid/solid-expression.ts';
export { solidWorker } from './native/solid/solid-worker.ts';
export type { TaskName } from './native/tasks.ts';
export { angleDeg } from './plan/exact-angle.ts';
export {
  type CutPlane,
  cross,
  degreesBetween,
  degreesBetweenPlanes,
  dot,
  frameToFrame,
  inFrontMm,
  type Line,
  minus,
  turnAbout,
  turnedDirection,
  turnOf,
  unit,
} from './plan/geometry.ts';
export { type Donor, type GraftPiece, type GraftPlan, type GraftWish, graftPlan } from './plan/graft.ts';
export { type Clearance, clearanceOf, passages, playOf, type Trajectory } from './plan/trajectory.ts';
export { correctedAxis, type WedgePlan, wedgePlan } from './plan/wedge.ts';
export { closestPoints, nearestPoints } from './search/closest-points.ts';
export { type DistanceOptions, distancesTo, NO_TRIANGLE, nearestTriangles } from './search/distances-to.ts';
export { nearestOthers } from './search/nearest-others.ts';
export { signDistances } from './search/sign-distances.ts';
export { type SurfaceIndex, type SurfaceIndexOptions, surfaceIndex } from './search/surface-index.ts';
export { type BuiltSolid, buildSolid, buildSolids, demandSolid } from './solid/build-solids.ts';
export { type Combined, combineSolids, type SolidOperation } from './solid/combine-solids.ts';
export { type Displacement, displacementBetween } from './solid/displacement-between.ts';
export { meshesTogether, turnedMesh } from './solid/nested-shells.ts';
export { partOf } from './solid/part-of.ts';
export { type Repaired, type RepairMethod, repairMesh } from './solid/repair-mesh.ts';
export { NotASolidError, NothingEnclosedError, SolidRefusedError } from './solid/solid-errors.ts';
export { type ThickenedWalls, type ThinPlace, thickenWalls } from './solid/thicken-walls.ts';
export { type TouchingSolids, touchingSolids } from './solid/touching-solids.ts';
export { extractLabeledSurface } from './surface/extract-labeled-surface.ts';
export { extractSurface } from './surface/extract-surface.ts';
export type { ImageBlur } from './surface/image-blur.ts';
export { type UnblurParams, type UnblurredSurface, unblurSurface } from './surface/unblur-surface.ts';
