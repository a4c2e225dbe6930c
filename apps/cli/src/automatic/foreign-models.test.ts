import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { readNifti, writeNifti } from '@specola/formats';
import { SegmentationRecord, type Source } from '@specola/record';
import { brickMaskHas, type IjkToLps, ijkToLpsOf, type SegmentState, type Triple, type Volume } from '@specola/space';
import { openMonaiStandIn, type StandInAnswer, temporaryFolder, totalSegmentatorStandIn } from '@specola/test-kit';
import { openMonaiModel } from './monai-model.ts';
import { openTotalSegmentator } from './total-segmentator.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'bin', 'specola.js');
const QUIET = { report: () => undefined, signal: new AbortController().signal };
const SOURCE = {} as Source;
const room = mkdtempSync(join(tmpdir(), 'specola-foreign-'));
after(() => rmSync(room, { recursive: true, force: true }));

/** Turned by 17° about the head axis, then by 11° about the left-right one. */
function turned([a, b, c]: Triple, [x, y, z]: Triple): IjkToLps {
  const [cz, sz, cx, sx] = [Math.cos(0.3), Math.sin(0.3), Math.cos(0.2), Math.sin(0.2)];
  return ijkToLpsOf([cz * a, -sz * b, 0, x, cx * sz * a, cx * cz * b, -sx * c, y, sx * sz * a, sx * cz * b, cx * c, z]);
}

/** Oblique, anisotropic, no two voxels alike. */
const SCAN: Volume = {
  dimensions: [23, 19, 11],
  values: Int16Array.from({ length: 23 * 19 * 11 }, (_, v) => ((v * 37) % 1500) - 200),
  ijkToLps: turned([0.53, 0.66, 1.37], [31.7, -84.2, 203.9]),
  modality: 'CT',
  valueScale: { slope: 1, intercept: 0, unit: 'HU' },
};
const INFO = {
  name: 'MONAILabel - Radiology',
  version: '0.8.5',
  models: { bones: { type: 'segmentation', labels: { tibia_left: 1, hip_right: 4 } } },
};
const scan = (volume: Volume) => ({ volume, source: SOURCE });
const wanted = (label: number) => (value: number) => (value > 900 ? label === 4 : label === 1 && value > 300);

function demandVoxels({ voxels }: SegmentState, inside: (value: number) => boolean): void {
  const [nx, ny] = SCAN.dimensions;
  for (const [v, value] of SCAN.values.entries())
    assert.equal(brickMaskHas(voxels, v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))), inside(value));
}

/** Reads the scan that was sent, as the server does, and labels it. */
async function labelled(
  bytes: Uint8Array,
  change: (volume: Volume) => Volume = (volume) => volume,
): Promise<Uint8Array> {
  const { volume } = await readNifti(bytes, (length) => new Int16Array(length));
  return writeNifti(
    change({ ...volume, values: volume.values.map((value) => (value > 900 ? 4 : value > 300 ? 1 : 0)) }),
  );
}

async function monai(change?: (volume: Volume) => Volume) {
  // The stand-in answers at once, so the label is made from the scan beforehand.
  const label = await labelled(writeNifti(SCAN), change);
  const server = await openMonaiStandIn({ info: INFO, answer: (): StandInAnswer => ({ label }) });
  const job = { address: server.url, model: 'bones', imageId: null, token: undefined, timeoutMs: 5000 };
  return { server, made: await (await openMonaiModel(job)).run(scan(SCAN), QUIET) };
}

test('a MONAI Label server gets the scan where it lies and without a name, and its labels come back on the same voxels', async () => {
  const { server, made } = await monai();
  await using _ = server;
  const [sent] = server.asked;
  assert.equal(sent!.file!.name, 'scan.nii.gz');
  const { volume } = await readNifti(sent!.file!.bytes, (length) => new Int16Array(length));
  assert.deepEqual(volume.values, SCAN.values);
  for (const [n, value] of volume.ijkToLps.entries()) assert.ok(Math.abs(value - SCAN.ijkToLps[n]!) < 1e-4);
  const { segments } = made.segmentation;
  assert.deepEqual(
    segments.map(({ name, anatomy, side }) => [name, anatomy, side]),
    [
      ['tibia_left', 'tibia', 'left'],
      ['hip_right', 'hip', 'right'],
    ],
  );
  demandVoxels(segments[0]!, wanted(1));
  demandVoxels(segments[1]!, wanted(4));
  assert.deepEqual(made.findings, []);
  assert.deepEqual([made.facts.by, made.facts.engine.version], ['monai-label', '0.8.5']);
});

test('an answer that lies elsewhere, or holds labels without a name, is told with its numbers', async () => {
  const moved = await monai((volume) => ({
    ...volume,
    ijkToLps: ijkToLpsOf(volume.ijkToLps.map((value, n) => (n === 3 ? value + 2.6 : value))),
  }));
  await using _ = moved.server;
  const changed = moved.made.findings.find(({ code }) => code === 'automatic/header-changed');
  assert.match(changed!.what, /corners up to 2\.6 mm from where they were/);
  const other = await monai((volume) => ({
    ...volume,
    values: volume.values.map((label) => (label === 4 ? 7 : label)),
  }));
  await using __ = other.server;
  const unknown = other.made.findings.find(({ code }) => code === 'automatic/unknown-labels');
  assert.match(unknown!.what, /1 label that the model does not name: 7; it names 2/);
  assert.equal(other.made.segmentation.segments[1]!.name, 'Label 7');
});

test('TotalSegmentator is called with files of its own and gives named segments on the same voxels', async () => {
  using folder = temporaryFolder();
  const env = totalSegmentatorStandIn(folder.path);
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('specola-work-'));
  const model = await openTotalSegmentator({ task: 'total', fast: true, env });
  assert.match(model.does, /TotalSegmentator 2\.10\.0 \(total, fast\)/);
  const told: number[] = [];
  const made = await model.run(scan(SCAN), { ...QUIET, report: (done) => told.push(done) });
  assert.ok(told.includes(0) || told.includes(0.5), told.join());
  assert.deepEqual(
    made.segmentation.segments.map(({ name, anatomy, side }) => [name, anatomy, side]),
    [
      ['tibia_left', 'tibia', 'left'],
      ['hip_right', 'hip', 'right'],
    ],
  );
  demandVoxels(made.segmentation.segments[0]!, wanted(1));
  demandVoxels(made.segmentation.segments[1]!, wanted(4));
  assert.deepEqual(made.findings, []);
  assert.equal(made.facts.model.clearance.status, 'not-cleared');
  const now = readdirSync(tmpdir()).filter((name) => name.startsWith('specola-work-'));
  assert.deepEqual(now, before, 'the work folder is gone');
});

test('a program that is not there, fails, says nothing, moves its answer or hangs ends in a sentence', async () => {
  using folder = temporaryFolder();
  const nowhere = { ...process.env, PATH: folder.path };
  await assert.rejects(openTotalSegmentator({ task: 'total', fast: false, env: nowhere }), {
    code: 'automatic/no-program',
  });
  const run = async (behaves: Parameters<typeof totalSegmentatorStandIn>[1], pace = QUIET, volume = SCAN) =>
    (
      await openTotalSegmentator({ task: 'total', fast: false, env: totalSegmentatorStandIn(folder.path, behaves) })
    ).run(scan(volume), pace);
  await assert.rejects(run('fails'), (thrown: { code?: string; what?: string }) => {
    assert.equal(thrown.code, 'automatic/program-failed');
    assert.match(thrown.what ?? '', /ended with 1 \(“RuntimeError: no license for this task in …”\)/);
    return true;
  });
  await assert.rejects(run('silent'), { code: 'automatic/program-failed' });
  await assert.rejects(run('well', QUIET, { ...SCAN, modality: 'MR' }), { code: 'automatic/other-modality' });
  const codes = (await run('unnamed')).findings.map(({ code }) => code);
  assert.deepEqual(codes, ['automatic/unknown-labels']);
  // With its origin lost the answer lies outside of the scan altogether.
  await assert.rejects(run('shifted'), { code: 'take-in/outside-series' });
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopped')), 700);
  const started = performance.now();
  await assert.rejects(run('hangs', { ...QUIET, signal: stop.signal }), /stopped/);
  assert.ok(performance.now() - started < 5000);
});

test('from the command line its segments are stored, edited by a recipe and replayed without it', async () => {
  using folder = temporaryFolder();
  const env = totalSegmentatorStandIn(folder.path);
  const study = join(room, 'study');
  const run = (args: string[], more = process.env) =>
    promisify(execFile)(process.execPath, [ENTRY, ...args], { env: more });
  await run(['phantom', '--out', study, '--dimensions', '60,62,40', '--spacing-mm', '2,2,3']);
  const recipe = folder.write(
    'recipe.json',
    JSON.stringify([{ command: 'segment.margin', params: { segment: 'tibia-left', marginMm: 4 } }]),
  );
  const out = join(room, 'out');
  const { stdout } = await run(
    ['segment', study, '--totalsegmentator', '--recipe', recipe, '--out', out, '--json'],
    env,
  );
  const { automatic, recipe: ran, segments } = SegmentationRecord.parse(JSON.parse(stdout));
  assert.equal(automatic!.by, 'totalsegmentator');
  assert.equal(ran[0]!.command, 'segment.load');
  assert.deepEqual(
    segments.map(({ id }) => id),
    ['tibia-left', 'hip-right'],
  );
  const sha = createHash('sha256')
    .update(readFileSync(join(out, 'model-output.nrrd')))
    .digest('hex');
  assert.equal(automatic!.stored.sha256, sha);
  assert.ok(existsSync(join(out, 'segmentation.nrrd')));
  const again = await run(['replay', join(out, 'record.json'), study, '--out', join(room, 'again')]);
  assert.match(again.stdout, /byte for byte/);
});
