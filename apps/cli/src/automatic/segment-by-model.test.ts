import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { readLabelFile } from '@specola/formats';
import { SegmentationRecord } from '@specola/record';
import { modelOf } from './model-options.ts';

/** The command line with the example model, as a user calls it. */
const ENTRY = join(import.meta.dirname, '..', '..', 'bin', 'specola.js');
const MODELS = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'models');
const MODEL = join(MODELS, 'bone-by-smoothing.onnx');
const MANIFEST = join(MODELS, 'bone-by-smoothing.json');
const room = mkdtempSync(join(tmpdir(), 'specola-automatic-'));
const study = join(room, 'study');

async function specola(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ENTRY, ...args], { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    return thrown as { code: number; stdout: string; stderr: string };
  }
}
const shaOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(room, name), content);
  return join(room, name);
};

before(async () => {
  const made = await specola('phantom', '--out', study, '--dimensions', '80,82,60', '--spacing-mm', '1.5,1.5,2.2');
  assert.equal(made.code, 0, made.stderr);
});
after(() => rmSync(room, { recursive: true, force: true }));

test('a model makes segments, its output is kept by sha256, the recipe edits them, and workers change no byte', async () => {
  const recipe = written(
    'recipe.json',
    JSON.stringify([{ command: 'segment.islands', params: { segment: 'bone', operation: 'keep-largest' } }]),
  );
  const hashes: string[] = [];
  for (const workers of ['1', '3']) {
    const out = join(room, `out-${workers}`);
    const args = ['--model', MODEL, '--manifest', MANIFEST, '--recipe', recipe, '--check-shift', '--workers', workers];
    const made = await specola('segment', study, ...args, '--out', out, '--json');
    assert.equal(made.code, 0, made.stderr);
    const record = SegmentationRecord.parse(JSON.parse(made.stdout));
    assert.deepEqual(readdirSync(out).sort(), ['model-output.nrrd', 'preview.png', 'record.json', 'segmentation.nrrd']);
    const { automatic, segments, measures } = record;
    assert.equal(automatic!.stored.sha256, shaOf(join(out, 'model-output.nrrd')));
    assert.equal(automatic!.model.sha256, shaOf(MODEL));
    assert.equal(automatic!.model.manifestSha256, shaOf(MANIFEST));
    assert.deepEqual([automatic!.by, automatic!.engine.version], ['onnx', '1.30.0']);
    assert.deepEqual(
      segments.map(({ id, anatomy, status }) => [id, anatomy, status]),
      [['bone', 'bone', 'in-progress']],
    );
    assert.equal(automatic!.checks[0]!.dice, 1);
    const raw = await readLabelFile(readFileSync(join(out, 'model-output.nrrd')), 'nrrd');
    assert.ok(raw.layers[0]!.reduce((sum, one) => sum + one, 0) >= measures[0]!.voxels);
    hashes.push(shaOf(join(out, 'model-output.nrrd')), shaOf(join(out, 'segmentation.nrrd')));
  }
  assert.deepEqual(hashes.slice(0, 2), hashes.slice(2));
  // The network is not asked again: its output is found beside the record, and a replay without an engine gives the same.
  const again = await specola('replay', join(room, 'out-1', 'record.json'), study, '--out', join(room, 'again'));
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /byte for byte/);
});

test('bad input gets its sentence before the scan is read', async () => {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, unknown>;
  const other = written('other.json', JSON.stringify({ ...manifest, sha256: 'f'.repeat(64) }));
  const unknown = written('field.json', JSON.stringify({ ...manifest, threshold: 0.5 }));
  const text = written('text.onnx', 'not a network');
  const cases: [string, Partial<Parameters<typeof modelOf>[0]>][] = [
    ['formats/not-onnx', { model: text, manifest: MANIFEST }],
    ['formats/not-onnx', { model: MANIFEST, manifest: MANIFEST }],
    ['automatic/bad-manifest', { model: MODEL, manifest: MODEL }],
    ['automatic/bad-manifest', { model: MODEL, manifest: unknown }],
    ['automatic/other-model', { model: MODEL, manifest: other }],
    ['automatic/no-engine', { model: MODEL, manifest: MANIFEST, engine: 'native' }],
    ['cli/usage', { model: MODEL }],
    ['cli/usage', { model: MODEL, manifest: MANIFEST, totalsegmentator: true }],
    ['cli/usage', { server: 'http://127.0.0.1:1' }],
    ['exchange/no-connection', { server: 'http://127.0.0.1:1', serverModel: 'spleen' }],
    ['exchange/bad-address', { server: 'gpu.lab:8000', serverModel: 'spleen' }],
    ['cli/usage', { model: MODEL, manifest: MANIFEST, memoryGib: 'much' }],
    ['cli/usage', { model: join(room, 'absent.onnx'), manifest: MANIFEST }],
  ];
  for (const [code, options] of cases)
    await assert.rejects(modelOf({ engine: 'wasm', memoryGib: '4', serverTimeoutS: '9', ...options }), { code });
});

test('a scan that the model is not meant for, or has no room for, ends in a sentence and leaves nothing', async () => {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, unknown>;
  const magnetic = written('mr.json', JSON.stringify({ ...manifest, modality: 'MR' }));
  const out = join(room, 'nothing');
  for (const [code, args] of [
    ['automatic/other-modality', ['--model', MODEL, '--manifest', magnetic]],
    ['automatic/too-large', ['--model', MODEL, '--manifest', MANIFEST, '--memory-gib', '0.001']],
    ['cli/usage', []],
  ] as const) {
    const { code: ended, stderr } = await specola('segment', study, ...args, '--out', out);
    assert.ok(ended === 2 || ended === 3, stderr);
    assert.equal(/\(([a-z-]+\/[a-z-]+)\)\s*$/.exec(stderr)?.[1], code, stderr);
    assert.ok(!existsSync(out));
  }
});
