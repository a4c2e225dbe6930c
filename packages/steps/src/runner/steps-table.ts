import {
  addSegment,
  type Command,
  combineSegments,
  deleteSegment,
  describeSegment,
  drawPreview,
  eraseSegment,
  extractSurface,
  islandSegment,
  measureSegments,
  paintSegment,
  previewSegments,
  redoEdits,
  refineMesh,
  segmentAnatomy,
  thresholdSegment,
  undoEdits,
  verifyMesh,
  writeMesh,
  writeSegment,
  writeSegments,
} from '@specola/commands';
import { runDrawPreview } from '../model/draw-preview.ts';
import { runExtractSurface } from '../model/extract-surface.ts';
import { runRefineMesh } from '../model/refine-mesh.ts';
import { runWriteMesh } from '../model/write-mesh.ts';
import { runSegmentAnatomy } from '../segment/segment-anatomy.ts';
import { runCombineSegments } from '../segment/tools/combine-segments.ts';
import { runIslandSegment } from '../segment/tools/island-segment.ts';
import {
  runAddSegment,
  runDeleteSegment,
  runDescribeSegment,
  runRedoEdits,
  runUndoEdits,
} from '../segment/tools/manage-segments.ts';
import { runMeasureSegments } from '../segment/tools/measure-segments.ts';
import { runEraseSegment, runPaintSegment } from '../segment/tools/paint-segment.ts';
import { runPreviewSegments } from '../segment/tools/preview-segments.ts';
import { runThresholdSegment } from '../segment/tools/threshold-segment.ts';
import { runWriteSegments } from '../segment/tools/write-segments.ts';
import { runWriteSegment } from '../segment/write-segment.ts';
import { runVerifyMesh } from '../verify/verify-mesh.ts';
import type { Run } from './values.ts';

const step = <C extends Command>(command: C, run: Run<C>) => ({ command, run });

/** Every command with its step; an entry whose step does not match its declaration does not compile. */
export const STEPS = {
  [segmentAnatomy.name]: step(segmentAnatomy, runSegmentAnatomy),
  [writeSegment.name]: step(writeSegment, runWriteSegment),
  [extractSurface.name]: step(extractSurface, runExtractSurface),
  [refineMesh.name]: step(refineMesh, runRefineMesh),
  [writeMesh.name]: step(writeMesh, runWriteMesh),
  [drawPreview.name]: step(drawPreview, runDrawPreview),
  [verifyMesh.name]: step(verifyMesh, runVerifyMesh),
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
  [writeSegments.name]: step(writeSegments, runWriteSegments),
  [measureSegments.name]: step(measureSegments, runMeasureSegments),
  [previewSegments.name]: step(previewSegments, runPreviewSegments),
} as const;
