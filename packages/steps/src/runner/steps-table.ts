import {
  type Command,
  drawPreview,
  extractSurface,
  refineMesh,
  segmentAnatomy,
  verifyMesh,
  writeMesh,
  writeSegment,
} from '@specola/commands';
import { runDrawPreview } from '../model/draw-preview.ts';
import { runExtractSurface } from '../model/extract-surface.ts';
import { runRefineMesh } from '../model/refine-mesh.ts';
import { runWriteMesh } from '../model/write-mesh.ts';
import { runSegmentAnatomy } from '../segment/segment-anatomy.ts';
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
} as const;
