import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readManifest } from '@specola/steps';
import { exampleModel } from './write-example-model.ts';

test('the example model and its manifest are what the code writes, and the manifest is sound', () => {
  const at = join(import.meta.dirname, '..', 'docs', 'models');
  const { onnx, manifest } = exampleModel();
  assert.deepEqual(new Uint8Array(readFileSync(join(at, 'bone-by-smoothing.onnx'))), onnx);
  const told = JSON.parse(readFileSync(join(at, 'bone-by-smoothing.json'), 'utf8'));
  assert.deepEqual(told, manifest);
  assert.equal(readManifest(told).output.segments[0]!.anatomy, 'bone');
});
