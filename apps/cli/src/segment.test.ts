import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { SegmentationRecord } from '@specola/record';

/** `specola segment` as a user runs it, on the phantom patient, scanned coarsely so that a run takes seconds. */
const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const room = mkdtempSync(join(tmpdir(), 'specola-segment-'));
const study = join(room, 'study');
const recipeFile = join(room, 'recipe.json');
const RECIPE = [
  { command: 'segment.add', params: { segment: 'bone', name: 'Bone', side: 'right' } },
  { command: 'segment.threshold', params: { segment: 'bone', rangeHu: [300, 3071] } },
  { command: 'segment.islands', params: { segment: 'bone', operation: 'remove-small', smallestMm3: 200 } },
  { command: 'segment.add', params: { segment: 'skin' } },
  {
    command: 'segment.threshold',
    params: { segment: 'skin', rangeHu: [-300, 3071], masking: { overwrite: 'none' } },
  },
  { command: 'segment.describe', params: { segment: 'bone', status: 'complete', locked: true } },
];

async function specola(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ENTRY, ...args], { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    return thrown as { code: number; stdout: string; stderr: string };
  }
}

before(async () => {
  const made = await specola('phantom', '--out', study, '--dimensions', '96,96,70', '--spacing-mm', '1.5,1.5,2.2');
  assert.equal(made.code, 0, made.stderr);
  writeFileSync(recipeFile, JSON.stringify(RECIPE));
});
after(() => rmSync(room, { recursive: true, force: true }));

test('a recipe of tools gives segments, measures, a picture and a record, and a replay the same bytes for any workers', async () => {
  const out = join(room, 'segments');
  const made = await specola('segment', study, '--recipe', recipeFile, '--out', out, '--workers', '1', '--json');
  assert.equal(made.code, 0, made.stderr);
  const record = SegmentationRecord.parse(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  assert.deepEqual(
    record.segments.map(({ id, side, status, locked, layer }) => ({ id, side, status, locked, layer })),
    [
      { id: 'bone', side: 'right', status: 'complete', locked: true, layer: 0 },
      { id: 'skin', side: null, status: 'in-progress', locked: false, layer: 1 },
    ],
  );
  const [bone, skin] = record.measures;
  assert.ok(bone!.volumeMm3 > 1e5 && skin!.volumeMm3 > bone!.volumeMm3);
  assert.ok(bone!.valueHu!.min >= 300);
  assert.ok(existsSync(join(out, 'preview.png')));
  const again = await specola(
    'replay',
    join(out, 'record.json'),
    study,
    '--out',
    join(room, 'again'),
    '--workers',
    '4',
  );
  assert.equal(again.code, 0, again.stdout);
  assert.match(again.stdout, /same bytes {2}segmentation\.nrrd/);
  assert.match(again.stdout, /same bytes {2}preview\.png/);
});

test('a recipe that is none, or that goes wrong half-way, ends with a sentence and leaves nothing', async () => {
  const out = join(room, 'nothing');
  const run = async (recipe: unknown) => {
    writeFileSync(recipeFile, typeof recipe === 'string' ? recipe : JSON.stringify(recipe));
    const ended = await specola('segment', study, '--recipe', recipeFile, '--out', out);
    assert.ok(!existsSync(out));
    assert.match(ended.stderr, /To mend: \S/);
    return [ended.code, /\(([a-z/-]+)\)\s*$/.exec(ended.stderr)?.[1]];
  };
  assert.deepEqual(await run('not json'), [2, 'segment/not-a-recipe']);
  assert.deepEqual(await run({ recipe: [{ order: 1 }] }), [2, 'segment/not-a-recipe']);
  assert.deepEqual(await run([{ command: 'segment.conjure', params: {} }]), [3, 'runner/recipe-refused']);
  assert.deepEqual(await run([{ command: 'segment.threshold', params: { segment: 'bone', rangeHu: [1, 2] } }]), [
    2,
    'segment/no-such-segment',
  ]);
  assert.deepEqual(
    await run([...RECIPE, { command: 'segment.islands', params: { segment: 'bone', operation: 'keep-largest' } }]),
    [2, 'segment/locked'],
  );
});

test('the floor of a site is what counts for each segment, is told, and is in the record with its source', async () => {
  const rules = join(room, 'rules.json');
  const recipe = join(room, 'site-recipe.json');
  writeFileSync(recipe, JSON.stringify(RECIPE));
  const segmentationFloor = { mm: 7.5, source: 'Measured on our phantom', checkedOn: '2026-10-01' };
  writeFileSync(
    rules,
    JSON.stringify({ schema: 'specola/site-rules/1', version: 'lab, October', rules: {}, segmentationFloor }),
  );
  const out = join(room, 'site');
  const made = await specola('segment', study, '--recipe', recipe, '--rules', rules, '--out', out);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /bone \(Bone\).* ± 7\.50 mm/);
  const record = SegmentationRecord.parse(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  for (const { floor, segmentationErrorMm } of record.uncertainties) {
    assert.deepEqual(floor, { ...segmentationFloor, setBy: 'site' });
    assert.equal(segmentationErrorMm, 7.5);
  }
  writeFileSync(rules, '{"schema": "specola/site-rules/1"}');
  const refused = await specola('segment', study, '--recipe', recipe, '--rules', rules, '--out', join(room, 'no'));
  assert.equal(refused.code, 2);
  assert.equal(existsSync(join(room, 'no')), false);
});
