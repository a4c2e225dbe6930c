// Writes the small network of docs/automatic.md with its manifest: a binomial smoothing of 3 voxels along each axis, then
// bone above 250 HU. Its answer can be checked with SciPy in a line. `node scripts/write-example-model.ts`.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '@specola/record';
import { smoothingModel } from '@specola/test-kit';
import type { z } from 'zod';

const CLIP = { low: -200, high: 1000 };
const BONE_HU = 250;

export function exampleModel(): { readonly onnx: Uint8Array; readonly manifest: z.input<typeof ModelManifest> } {
  const line = [1, 2, 1];
  const kernel = line.flatMap((a) => line.flatMap((b) => line.map((c) => (a * b * c) / 64)));
  const level = (BONE_HU - CLIP.low) / (CLIP.high - CLIP.low);
  const onnx = smoothingModel({ kernel, sides: [3, 3, 3], level, gain: 20 });
  const manifest: z.input<typeof ModelManifest> = {
    schema: 'specola/model-manifest/1',
    name: 'bone-by-smoothing',
    version: '1',
    license: 'CC0-1.0',
    author: 'Specola',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    clearance: { status: 'not-cleared' },
    modality: 'CT',
    input: {
      orientation: 'SPL',
      spacingMm: [1, 1, 1],
      patchVoxels: [64, 128, 128],
      overlapShare: 0.25,
      trimVoxels: [1, 1, 1],
      intensity: { clip: { by: 'values', ...CLIP }, scale: { by: 'clip-range', to: [0, 1] } },
    },
    output: {
      channels: 2,
      activation: 'softmax',
      decide: { by: 'largest' },
      segments: [{ channel: 1, id: 'bone', name: 'Bone', anatomy: 'bone' }],
    },
  };
  return { onnx, manifest };
}

if (import.meta.main) {
  const { onnx, manifest } = exampleModel();
  const at = join(import.meta.dirname, '..', 'docs', 'models');
  writeFileSync(join(at, 'bone-by-smoothing.onnx'), onnx);
  writeFileSync(join(at, 'bone-by-smoothing.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
