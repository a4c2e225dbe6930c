import './watch-allocations.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMutated, seedFiles } from './mutated-files.ts';
import { readMutatedSegments, segmentSeeds } from './mutated-segments.ts';

/** The first of the seeds that the long set runs. */
const SAMPLE = 400;

test(`${SAMPLE} DICOM files with something wrong end in pixels or a coded error, in time and in memory`, async (t) => {
  const report = await readMutated(seedFiles({ real: true }), { count: SAMPLE, firstSeed: 1 });
  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(report.crashes, []);
  assert.deepEqual(report.greedy, []);
  assert.ok(report.decoded > 0);
  if (report.beside) {
    assert.deepEqual(report.beside.unexplained, []);
    assert.ok(report.beside.same > 0);
  } else t.diagnostic('not compared: needs pydicom with GDCM');
  assert.ok(report.slowestCpuMs < 2000, `${report.slowestCpuMs} ms of processor time`);
  // A decoder that hangs is stopped after 1.5 s; the rest is the room that a busy machine takes.
  assert.ok(report.slowestMs < 5000, `${report.slowestMs} ms`);
});

test('40 archives with bombs, climbing paths and damage end in a study or a coded error, and write nothing', async () => {
  const { readBrokenArchives } = await import('./broken-archives.ts');
  const report = await readBrokenArchives({ count: 40, firstSeed: 1 });
  assert.deepEqual(report.crashes, []);
  assert.ok(report.read > 0 && report.read < 40);
});

test('400 segmentations and structure sets with something wrong are laid over a series or end in a coded error', async (t) => {
  const report = await readMutatedSegments(segmentSeeds(), { count: 400, firstSeed: 1 });
  t.diagnostic(JSON.stringify(report));
  assert.deepEqual(report.crashes, []);
  assert.deepEqual(report.greedy, []);
  assert.ok(report.placed > 0);
  assert.ok(report.slowestCpuMs < 2000, `${report.slowestCpuMs} ms of processor time`);
});
