import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { GUIDE_ITEM, runCase, temporaryFolder, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { createCase, readCase } from './case-folder.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const specola = (...told: string[]) => spawnSync(process.execPath, [MAIN, 'case', ...told], { encoding: 'utf8' });

test('a recall finds the item of a bad lot, printer, tool or program and where it went, and nothing of a good one', async () => {
  using folder = temporaryFolder();
  const [bad, good] = ['bad', 'good'].map((name) => join(folder.path, name)) as [string, string];
  await createCase(bad, runCase(WAY_OF_A_GUIDE).file);
  await createCase(good, runCase(WAY_OF_A_GUIDE.slice(0, 8)).file);
  for (const told of [
    ['--lot', 'L5'],
    ['--printer', '77'],
    ['--tool', 'caliper-3'],
    ['--software', 'Specola@0.1.0'],
  ]) {
    const done = specola('recall', bad, good, ...told, '--json');
    assert.equal(done.status, 4, done.stderr);
    const { cases, affected } = JSON.parse(done.stdout);
    assert.deepEqual([cases, affected.length, affected[0].item, affected[0].stands], [2, 1, GUIDE_ITEM, 'released']);
    assert.equal(affected[0].origin.lot, 'L5');
  }
  assert.equal(specola('recall', bad, good, '--lot', 'L6').status, 0);
  assert.equal(specola('recall', bad).status, 2);
});

test('what is due is counted back from the surgery at the site’s own hours, the earliest case first', async () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, 'case');
  await createCase(dir, runCase(WAY_OF_A_GUIDE.slice(0, 3)).file);
  // Surgery on 20 December at 8:00; a guide lies there 72 hours before it. 24 print, 6 and 4 after it, 24 approval,
  // 24 design, 8 preparation, 16 segmentation: the review ends 106 hours before the delivery.
  const [row] = JSON.parse(specola('due', dir, '--at', '2026-12-13T00:00:00Z', '--json').stdout);
  assert.deepEqual([row.step, row.dueAt, row.late], ['image-review', '2026-12-12T22:00:00.000Z', ['image-review']]);
});

test('minutes are logged and corrected with a reason, the old ones stay in the record', async () => {
  using folder = temporaryFolder();
  const dir = join(folder.path, 'case');
  await createCase(dir, runCase([]).file);
  const who = ['--by', 'engineer', '--role', 'engineer'];
  const at = ['--at', '2026-12-02T00:00:00Z'];
  assert.equal(specola('time', dir, '--step', 'segmentation', '--minutes', '90', ...who, ...at).status, 0);
  assert.equal(specola('time', dir, '--correct', '1', '--minutes', '75', ...who, ...at).status, 2);
  const corrected = specola('time', dir, '--correct', '1', '--minutes', '75', '--reason', 'lunch', ...who, ...at);
  assert.equal(corrected.status, 0, corrected.stderr);
  assert.match(specola('times', dir).stdout, /segmentation {2}engineer \(other\) {2}75 min/);
  const first = (await readCase(dir)).entries[0]!.act;
  assert.ok(first.kind === 'time-logged' && first.minutes === 90);
  assert.equal(specola('time', dir, '--step', 'segmentation', '--minutes', '-3', ...who).status, 2);
});
