import {
  addMesh,
  addSegment,
  baseComponents,
  type Command,
  chooseSegment,
  combineComponents,
  combineSegments,
  compareSegments,
  connectComponents,
  cropSegment,
  cutComponents,
  cutSegment,
  deleteComponent,
  deleteSegment,
  describeComponent,
  describeSegment,
  doubtSegments,
  drawPreview,
  drawSegment,
  drawTube,
  eraseSegment,
  extractSurface,
  fillBetweenSlices,
  fillHoles,
  floodFill,
  growFromSeeds,
  hollowComponents,
  hollowSegment,
  islandSegment,
  labelComponent,
  loadSegments,
  makeComponents,
  marchFast,
  marginSegment,
  measureSegments,
  mirrorComponents,
  mirrorSegment,
  offsetComponents,
  paintSegment,
  planGraft,
  planLandmark,
  planMeasure,
  planMove,
  planOsteotomy,
  planTrajectory,
  planWedge,
  presetSegment,
  previewSegments,
  rebuildComponents,
  redoEdits,
  refineMesh,
  registerVolume,
  repairComponents,
  resampleSegments,
  scaleComponents,
  segmentAnatomy,
  shellComponents,
  smoothSegment,
  splitBones,
  strutComponents,
  surfaceCut,
  thickenComponents,
  thresholdSegment,
  traceLevel,
  unblurSurface,
  undoEdits,
  verifyDeviation,
  verifyMesh,
  verifyUncertainty,
  wallComponents,
  watershedSegments,
  wrapSegment,
  writeMesh,
  writeModel,
  writeSegment,
  writeSegments,
} from '@specola/commands';
import { runBaseComponents } from '../model/base-components.ts';
import { runCombineComponents } from '../model/combine-components.ts';
import { runConnectComponents } from '../model/connect-components.ts';
import { runCutComponents } from '../model/cut-components.ts';
import { runDrawPreview } from '../model/draw-preview.ts';
import { runExtractSurface } from '../model/extract-surface.ts';
import { runHollowComponents } from '../model/hollow-components.ts';
import { runLabelComponent } from '../model/label-component.ts';
import { runMakeComponents } from '../model/make-components.ts';
import { runAddMesh, runDeleteComponent, runDescribeComponent } from '../model/manage-components.ts';
import { runOffsetComponents, runRebuildComponents, runRepairComponents } from '../model/offset-components.ts';
import { runMirrorComponents, runScaleComponents } from '../model/place-components.ts';
import { runRefineMesh } from '../model/refine-mesh.ts';
import { runShellComponents } from '../model/shell-components.ts';
import { runStrutComponents } from '../model/strut-components.ts';
import { runThickenComponents } from '../model/thicken-components.ts';
import { runUnblurSurface } from '../model/unblur-surface.ts';
import { runWallComponents } from '../model/wall-components.ts';
import { runWriteMesh } from '../model/write-mesh.ts';
import { runWriteModel } from '../model/write-model.ts';
import { runPlanOsteotomy, runPlanWedge } from '../plan/cut-bone.ts';
import {
  runPlanGraft,
  runPlanLandmark,
  runPlanMeasure,
  runPlanMove,
  runPlanTrajectory,
} from '../plan/place-fragment.ts';
import { runRegisterVolume } from '../review/register-volume.ts';
import { runSegmentAnatomy } from '../segment/segment-anatomy.ts';
import { runChooseSegment } from '../segment/tools/choose-segment.ts';
import { runCombineSegments } from '../segment/tools/combine-segments.ts';
import { runCompareSegments } from '../segment/tools/compare-segments.ts';
import { runDoubtSegments } from '../segment/tools/doubt-segments.ts';
import { runDrawTube } from '../segment/tools/draw-tube.ts';
import { runMarchFast } from '../segment/tools/fast-march.ts';
import { runFillBetweenSlices } from '../segment/tools/fill-between-slices.ts';
import { runFillHoles, runWrapSegment } from '../segment/tools/fill-segment.ts';
import { runFloodFill } from '../segment/tools/flood-fill.ts';
import { runGrowFromSeeds, runWatershedSegments } from '../segment/tools/grow-segments.ts';
import { runIslandSegment } from '../segment/tools/island-segment.ts';
import { runLoadSegments } from '../segment/tools/load-segments.ts';
import {
  runAddSegment,
  runDeleteSegment,
  runDescribeSegment,
  runRedoEdits,
  runUndoEdits,
} from '../segment/tools/manage-segments.ts';
import { runHollowSegment, runMarginSegment } from '../segment/tools/margin-segment.ts';
import { runMeasureSegments } from '../segment/tools/measure-segments.ts';
import { runDrawSegment, runTraceLevel } from '../segment/tools/outline-segment.ts';
import { runEraseSegment, runPaintSegment } from '../segment/tools/paint-segment.ts';
import { runCropSegment, runMirrorSegment } from '../segment/tools/place-segment.ts';
import { runPresetSegment } from '../segment/tools/preset-segment.ts';
import { runPreviewSegments } from '../segment/tools/preview-segments.ts';
import { runResampleSegments } from '../segment/tools/resample-segments.ts';
import { runCutSegment, runSurfaceCut } from '../segment/tools/scissors.ts';
import { runSmoothSegment } from '../segment/tools/smooth-segment.ts';
import { runSplitBones } from '../segment/tools/split-bones.ts';
import { runThresholdSegment } from '../segment/tools/threshold-segment.ts';
import { runWriteSegments } from '../segment/tools/write-segments.ts';
import { runWriteSegment } from '../segment/write-segment.ts';
import { runVerifyDeviation } from '../verify/verify-deviation.ts';
import { runVerifyMesh } from '../verify/verify-mesh.ts';
import { runVerifyUncertainty } from '../verify/verify-uncertainty.ts';
import type { Run } from './values.ts';

const step = <C extends Command>(command: C, run: Run<C>) => ({ command, run });

/** Every command with its step; an entry whose step does not match its declaration does not compile. */
export const STEPS = {
  [segmentAnatomy.name]: step(segmentAnatomy, runSegmentAnatomy),
  [writeSegment.name]: step(writeSegment, runWriteSegment),
  [extractSurface.name]: step(extractSurface, runExtractSurface),
  [unblurSurface.name]: step(unblurSurface, runUnblurSurface),
  [refineMesh.name]: step(refineMesh, runRefineMesh),
  [writeMesh.name]: step(writeMesh, runWriteMesh),
  [drawPreview.name]: step(drawPreview, runDrawPreview),
  [verifyDeviation.name]: step(verifyDeviation, runVerifyDeviation),
  [verifyMesh.name]: step(verifyMesh, runVerifyMesh),
  [verifyUncertainty.name]: step(verifyUncertainty, runVerifyUncertainty),
  [registerVolume.name]: step(registerVolume, runRegisterVolume),
  [addSegment.name]: step(addSegment, runAddSegment),
  [describeSegment.name]: step(describeSegment, runDescribeSegment),
  [deleteSegment.name]: step(deleteSegment, runDeleteSegment),
  [undoEdits.name]: step(undoEdits, runUndoEdits),
  [redoEdits.name]: step(redoEdits, runRedoEdits),
  [thresholdSegment.name]: step(thresholdSegment, runThresholdSegment),
  [paintSegment.name]: step(paintSegment, runPaintSegment),
  [eraseSegment.name]: step(eraseSegment, runEraseSegment),
  [combineSegments.name]: step(combineSegments, runCombineSegments),
  [islandSegment.name]: step(islandSegment, runIslandSegment),
  [marginSegment.name]: step(marginSegment, runMarginSegment),
  [hollowSegment.name]: step(hollowSegment, runHollowSegment),
  [smoothSegment.name]: step(smoothSegment, runSmoothSegment),
  [fillHoles.name]: step(fillHoles, runFillHoles),
  [wrapSegment.name]: step(wrapSegment, runWrapSegment),
  [mirrorSegment.name]: step(mirrorSegment, runMirrorSegment),
  [resampleSegments.name]: step(resampleSegments, runResampleSegments),
  [cropSegment.name]: step(cropSegment, runCropSegment),
  [floodFill.name]: step(floodFill, runFloodFill),
  [growFromSeeds.name]: step(growFromSeeds, runGrowFromSeeds),
  [watershedSegments.name]: step(watershedSegments, runWatershedSegments),
  [splitBones.name]: step(splitBones, runSplitBones),
  [presetSegment.name]: step(presetSegment, runPresetSegment),
  [drawSegment.name]: step(drawSegment, runDrawSegment),
  [traceLevel.name]: step(traceLevel, runTraceLevel),
  [cutSegment.name]: step(cutSegment, runCutSegment),
  [surfaceCut.name]: step(surfaceCut, runSurfaceCut),
  [drawTube.name]: step(drawTube, runDrawTube),
  [fillBetweenSlices.name]: step(fillBetweenSlices, runFillBetweenSlices),
  [marchFast.name]: step(marchFast, runMarchFast),
  [compareSegments.name]: step(compareSegments, runCompareSegments),
  [loadSegments.name]: step(loadSegments, runLoadSegments),
  [chooseSegment.name]: step(chooseSegment, runChooseSegment),
  [writeSegments.name]: step(writeSegments, runWriteSegments),
  [doubtSegments.name]: step(doubtSegments, runDoubtSegments),
  [measureSegments.name]: step(measureSegments, runMeasureSegments),
  [previewSegments.name]: step(previewSegments, runPreviewSegments),
  [makeComponents.name]: step(makeComponents, runMakeComponents),
  [addMesh.name]: step(addMesh, runAddMesh),
  [describeComponent.name]: step(describeComponent, runDescribeComponent),
  [deleteComponent.name]: step(deleteComponent, runDeleteComponent),
  [combineComponents.name]: step(combineComponents, runCombineComponents),
  [cutComponents.name]: step(cutComponents, runCutComponents),
  [shellComponents.name]: step(shellComponents, runShellComponents),
  [repairComponents.name]: step(repairComponents, runRepairComponents),
  [rebuildComponents.name]: step(rebuildComponents, runRebuildComponents),
  [offsetComponents.name]: step(offsetComponents, runOffsetComponents),
  [hollowComponents.name]: step(hollowComponents, runHollowComponents),
  [thickenComponents.name]: step(thickenComponents, runThickenComponents),
  [wallComponents.name]: step(wallComponents, runWallComponents),
  [planLandmark.name]: step(planLandmark, runPlanLandmark),
  [planOsteotomy.name]: step(planOsteotomy, runPlanOsteotomy),
  [planWedge.name]: step(planWedge, runPlanWedge),
  [planMove.name]: step(planMove, runPlanMove),
  [planTrajectory.name]: step(planTrajectory, runPlanTrajectory),
  [planGraft.name]: step(planGraft, runPlanGraft),
  [planMeasure.name]: step(planMeasure, runPlanMeasure),
  [labelComponent.name]: step(labelComponent, runLabelComponent),
  [mirrorComponents.name]: step(mirrorComponents, runMirrorComponents),
  [scaleComponents.name]: step(scaleComponents, runScaleComponents),
  [connectComponents.name]: step(connectComponents, runConnectComponents),
  [strutComponents.name]: step(strutComponents, runStrutComponents),
  [baseComponents.name]: step(baseComponents, runBaseComponents),
  [writeModel.name]: step(writeModel, runWriteModel),
} as const;
