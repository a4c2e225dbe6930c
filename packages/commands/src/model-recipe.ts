import { z } from 'zod';
import type { ParamsOf } from './declare.ts';
import { drawPreview } from './draw-preview.ts';
import { extractSurface } from './extract-surface.ts';
import { refineMesh } from './refine-mesh.ts';
import { chooseSegment } from './segment/choose-segment.ts';
import { loadSegments } from './segment/load-segments.ts';
import { segmentAnatomy } from './segment-anatomy.ts';
import { unblurSurface } from './unblur-surface.ts';
import { verifyMesh } from './verify-mesh.ts';
import { verifyUncertainty } from './verify-uncertainty.ts';
import { writeMesh } from './write-mesh.ts';
import { writeSegment } from './write-segment.ts';

/** What a user may choose for a model: the parameters of the commands in the chain, under one roof. */
export const ModelChoices = z.strictObject({
  segment: segmentAnatomy.params,
  unblur: unblurSurface.params.prefault({}),
  refine: refineMesh.params,
  verify: verifyMesh.params,
  uncertainty: verifyUncertainty.params.prefault({}),
  preview: drawPreview.params,
});
export type ModelChoices = z.infer<typeof ModelChoices>;

type Line = { command: string; params: Record<string, unknown> };

/** The chain from a volume to a print-ready, verified model, as a recipe with every parameter spelled out. */
export function modelRecipe(choices: ModelChoices): Line[] {
  return [
    { command: segmentAnatomy.name, params: choices.segment },
    ...fromSegmentOn(choices, choices.segment.anatomy),
  ];
}

/** The same chain from segments that somebody else made. */
export function modelOfStoredRecipe(
  choices: ModelChoices,
  stored: {
    readonly load: ParamsOf<typeof loadSegments>;
    readonly choose: ParamsOf<typeof chooseSegment>;
    readonly name: string;
  },
): Line[] {
  return [
    { command: loadSegments.name, params: stored.load },
    { command: chooseSegment.name, params: stored.choose },
    ...fromSegmentOn(choices, stored.name),
  ];
}

function fromSegmentOn(choices: ModelChoices, name: string): Line[] {
  return [
    { command: writeSegment.name, params: {} },
    { command: extractSurface.name, params: {} },
    { command: unblurSurface.name, params: choices.unblur },
    { command: refineMesh.name, params: choices.refine },
    { command: writeMesh.name, params: { name } },
    { command: drawPreview.name, params: choices.preview },
    { command: verifyMesh.name, params: choices.verify },
    { command: verifyUncertainty.name, params: choices.uncertainty },
  ];
}
