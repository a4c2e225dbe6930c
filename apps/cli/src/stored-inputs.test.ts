import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ModelChoices } from '@specola/commands';
import { readLabelFile } from '@specola/formats';
import type { ModelRecord, RecipeStep, SegmentationRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import { makeModel } from './make-model.ts';
import { makeSegmentation } from './make-segmentation.ts';
import { readModelSegments, type SegmentChoice } from './model-segments.ts';
import { phantomStudy } from './phantom-study.ts';
import { openProgress } from './progress.ts';
import { replayRecord } from './replay-record.ts';
import { storedBeside } from './stored-inputs.ts';
import { takeIn } from './take-in/take-in.ts';

/** Masks that were made elsewhere, as a user gives them: in a recipe, for a model, and again for a replay. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = mkdtempSync(join(tmpdir(), 'specola-stored-'));
const study = join(room, 'study');
const kept = join(room, 'kept');
const mask = join(kept, 'drawn.nrrd');
const EVERYTHING: SegmentChoice = { wanted: [], surfaceFrom: undefined, otherGrid: undefined, sameFrame: false };
/** Nobody watches. */
const watcher = {
  progress: openProgress({ write: () => true }, 'json', () => 0),
  signal: new AbortController().signal,
};
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing thrown',
    (thrown: unknown) => (thrown instanceof SpecolaError ? thrown.code : String(thrown)),
  );

async function segmented(out: string, steps: RecipeStep[]): Promise<SegmentationRecord> {
  const recipe = [...steps, { command: 'segments.preview', params: { widthPx: 300 } }];
  const job = {
    studyPath: study,
    seriesUid: undefined,
    recipe,
    findStored: storedBeside(kept),
    model: null,
    workers: 1,
  };
  const made = await makeSegmentation({ ...job, outPath: join(room, out), overwrite: false }, watcher);
  return made.record;
}
const load = (file: string, params: Record<string, unknown>): RecipeStep => ({
  command: 'segment.load',
  params: { file, sha256: sha256(join(kept, file)), ...params },
});
let voxelsMm3 = 0;
const replayed = async (record: ModelRecord | SegmentationRecord, out: string, inputPaths: string[]) =>
  replayRecord({ record, studyPath: study, outPath: join(room, out), inputPaths, workers: 2 }, watcher);
const allSame = (files: readonly { same: boolean }[]): boolean => files.length > 1 && files.every(({ same }) => same);

before(async () => {
  mkdirSync(kept);
  await phantomStudy(study, watcher, { dimensions: [64, 68, 42], spacingMm: [2.1, 2.1, 2.6] });
  const drawn = await segmented('drawn', [
    { command: 'segment.add', params: { segment: 'bone' } },
    { command: 'segment.threshold', params: { segment: 'bone', rangeHu: [300, 3071] } },
    { command: 'segment.islands', params: { segment: 'bone', operation: 'keep-largest' } },
  ]);
  voxelsMm3 = drawn.measures[0]!.volumeMm3;
  copyFileSync(join(room, 'drawn', 'segmentation.nrrd'), mask);
});
after(() => rmSync(room, { recursive: true, force: true }));

test('a recipe takes a stored mask by name and sha256, edits go on from it, and a replay finds it under any name', async () => {
  const segments = [{ from: 'bone', segment: 'tibia', name: 'Tibia', anatomy: 'tibia', side: 'left' }];
  const record = await segmented('edited', [
    load('drawn.nrrd', { segments }),
    { command: 'segment.margin', params: { segment: 'tibia', marginMm: 3 } },
  ]);
  assert.deepEqual(
    record.segments.map(({ id, name, anatomy, side }) => [id, name, anatomy, side]),
    [['tibia', 'Tibia', 'tibia', 'left']],
  );
  const hidden = join(room, 'hidden');
  mkdirSync(hidden);
  copyFileSync(mask, join(hidden, 'of another name'));
  assert.equal(await codeOf(replayed(record, 'lost', [join(room, 'edited')])), 'segment/stored-missing');
  assert.ok(!existsSync(join(room, 'lost')));
  assert.ok(allSame(await replayed(record, 'again', [join(room, 'edited'), hidden])));

  const refused = async (...steps: RecipeStep[]) => {
    const code = await codeOf(segmented('no', steps));
    assert.ok(!existsSync(join(room, 'no')));
    return code;
  };
  assert.equal(await refused(load('drawn.nrrd', { sha256: '0'.repeat(64) })), 'segment/stored-changed');
  const fibula = { segments: [{ from: 'fibula', segment: 'x' }] };
  assert.equal(await refused(load('drawn.nrrd', fibula)), 'segment/not-in-stored');
  assert.equal(await refused(load('drawn.nrrd', { file: '../drawn.nrrd' })), 'runner/recipe-refused');
  assert.equal(await refused(load('drawn.nrrd', {}), load('drawn.nrrd', {})), 'segment/exists');
  writeFileSync(join(kept, 'notes.txt'), 'no segments');
  assert.equal(await refused(load('notes.txt', {})), 'segment/stored-kind');
});

test('a mask on another grid is refused where the recipe wants the same voxels, else laid over and told', async () => {
  // Every second slice of the mask, twice as thick.
  const labels = await readLabelFile(new Uint8Array(readFileSync(mask)), 'nrrd');
  const [nx, ny, nz] = labels.dimensions;
  const half = Math.floor(nz / 2);
  const values = new Int16Array(nx * ny * half);
  for (let k = 0; k < half; k++)
    values.set(labels.layers[0]!.subarray(nx * ny * 2 * k, nx * ny * (2 * k + 1)), nx * ny * k);
  const m = labels.ijkToLps;
  const column = (c: number, times = 1) => `(${[0, 4, 8].map((r) => times * m[r + c]!).join(',')})`;
  const header = [
    'NRRD0004',
    'type: int16',
    'dimension: 3',
    'space: left-posterior-superior',
    `sizes: ${nx} ${ny} ${half}`,
    `space directions: ${column(0)} ${column(1)} ${column(2, 2)}`,
    'kinds: domain domain domain',
    'endian: little',
    'encoding: raw',
    `space origin: ${column(3)}`,
    '',
    '',
  ].join('\n');
  const thick = join(kept, 'thick.nrrd');
  writeFileSync(thick, Buffer.concat([Buffer.from(header), Buffer.from(values.buffer)]));
  const run = (otherGrid: string) => segmented(`grid-${otherGrid}`, [load('thick.nrrd', { otherGrid })]);
  assert.equal(await codeOf(run('refuse')), 'segment/other-grid');
  const truthMm3 = (await segmented('truth', [load('drawn.nrrd', { otherGrid: 'refuse' })])).measures[0]!.volumeMm3;
  for (const otherGrid of ['nearest', 'share']) {
    const { findings, measures } = await run(otherGrid);
    assert.ok(findings.some(({ code }) => code === 'take-in/resampled'));
    const ratio = measures[0]!.volumeMm3 / truthMm3;
    assert.ok(Math.abs(ratio - 1) < 0.02, `${otherGrid}: ${ratio}`);
  }
});

test('a mask that follows the scan gives a surface of its grey values, one drawn beside it a surface of its voxels', async () => {
  const model = async (out: string, choice: Partial<SegmentChoice>, smoothMm?: number) => {
    const job = {
      studyPath: study,
      seriesUid: undefined,
      segments: await readModelSegments(mask, { ...EVERYTHING, ...choice }),
      choices: ModelChoices.parse({ segment: {}, refine: { smoothMm }, verify: {}, preview: { widthPx: 300 } }),
      workers: 1,
      outPath: join(room, out),
      overwrite: false,
    };
    return (await makeModel(job, watcher)).record;
  };
  const grey = await model('grey', {});
  assert.equal(grey.surface.source!.from, 'grey');
  assert.ok(grey.surface.source!.followedPercent > 95, `${grey.surface.source!.followedPercent}`);
  assert.ok(Math.abs(grey.surface.isoHu! - 300) <= 2, `${grey.surface.isoHu}`);
  assert.deepEqual(
    grey.recipe.slice(0, 3).map(({ command }) => command),
    ['segment.load', 'segment.choose', 'segment.write'],
  );
  assert.ok(!readFileSync(join(room, 'grey', 'record.json'), 'utf8').includes('drawn.nrrd'));
  assert.ok(allSame(await replayed(grey, 'grey-again', [mask])));

  const voxels = await model('voxels', { surfaceFrom: 'mask', wanted: ['bone'] }, 0);
  const { surface, findings, mesh, recipe } = voxels;
  assert.deepEqual([surface.isoHu, surface.source!.from, surface.source!.boundMm], [null, 'mask', 1.3]);
  assert.ok(findings.some(({ code }) => code === 'surface/from-mask'));
  assert.ok(!findings.some(({ code }) => code === 'verify/image-disagrees'));
  assert.deepEqual(recipe[0]!.params.segments, [{ from: 'bone', segment: 'bone' }]);
  assert.ok(Math.abs(surface.source!.voxelsMm3 / voxelsMm3 - 1) < 1e-4);
  // It encloses what the voxels fill, but for the steps that were taken off: much, where walls are of two voxels.
  assert.ok(Math.abs(mesh.volumeMm3 / voxelsMm3 - 1) < 0.04, `${mesh.volumeMm3} mm³ of ${voxelsMm3}`);
  assert.match(readFileSync(join(room, 'voxels', 'report.html'), 'utf8'), /runs along the voxels of the segment/);
  assert.equal(await codeOf(model('none', { wanted: ['7'] })), 'segment/not-in-stored');
  assert.equal(await codeOf(readModelSegments(join(kept, 'notes.txt'), EVERYTHING)), 'take-in/kind-not-read');
  assert.ok(!existsSync(join(room, 'none')));
});

test('what was taken in is made again from the same file, byte for byte', async () => {
  const { record } = await takeIn(
    {
      filePath: mask,
      studyPath: study,
      seriesUid: undefined,
      outPath: join(room, 'taken'),
      software: { name: null, version: null },
      clearance: { status: 'unknown', statement: null },
      author: null,
      frame: null,
      unit: null,
      namesPath: undefined,
      name: null,
      stated: { mirrored: null, modified: null, laterality: null },
      workers: 1,
    },
    watcher,
  );
  assert.ok(allSame(await replayed(record as SegmentationRecord, 'taken-again', [kept])));
});

test('flags that do not go together are refused by the verb', async () => {
  const code = async (...args: string[]) => {
    const ended = await promisify(execFile)(process.execPath, [
      ENTRY,
      'model',
      ...args,
      '--out',
      join(room, 'x'),
    ]).catch((thrown: { stderr: string }) => thrown);
    return /\(([a-z/-]+)\)\s*$/.exec(ended.stderr)?.[1];
  };
  assert.equal(await code(study, '--segment', 'bone'), 'cli/usage');
  assert.equal(await code('--segments', mask), 'cli/usage');
  assert.equal(await code(study, '--segments', mask, '--pore-mm', '2'), 'cli/usage');
});
