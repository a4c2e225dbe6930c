import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ballMesh, boxMesh } from '@specola/test-kit';
import { measuresOf } from '../measure/measures-of.ts';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { demandSolid } from './build-solids.ts';
import { combineSolids } from './combine-solids.ts';
import { runTorture } from './run-torture.ts';

const crew = soloCrew(new Arena());
const FINE = { resolutionMm: 0.4 };

// Eight kinds of awkward pairs by chance; a thousand of them, with real bones and up to two million triangles, are in the
// long test, and its evidence in docs/evidence/solids.md.
for (let seed = 1; seed <= 20; seed++)
  test(`pair ${seed} of awkward solids comes out proven, or refused with a code`, async () => {
    const { valid, refused, volumeErrorShare, movedMm } = await runTorture(seed, { bodies: [], triangles: 2000 }, crew);
    if (valid) assert.equal(refused, null);
    assert.ok(volumeErrorShare <= 1e-4);
    assert.ok(movedMm < 0.01);
  });

test('two boxes that meet in an edge are joined, and part by less than anything prints', async () => {
  const a = boxMesh({ sidesMm: [10, 11, 12], centerMm: [5, 5.5, 6] });
  const b = boxMesh({ sidesMm: [7, 8, 9], centerMm: [-3.5, -4, 4.5] });
  const { mesh } = await combineSolids('union', [a, b], FINE, crew);
  await demandSolid(mesh, crew);
  assert.ok(Math.abs(measuresOf(mesh).volumeMm3 - (1320 + 504)) < 1);
});

test('a ball with a hole is closed before it is cut, and the record says so', async () => {
  const ball = ballMesh({ radiusMm: 9, centerMm: [41, -52, 63] });
  const open = { ...ball, triangles: ball.triangles.slice(0, -12) };
  const box = boxMesh({ sidesMm: [30, 30, 18], centerMm: [41, -52, 63 - 9] });
  const { volumeMm3, repaired } = await combineSolids('subtract', [open, box], FINE, crew);
  assert.deepEqual(
    repaired.map(({ at, report }) => [at, report.method, report.holesClosed]),
    [[0, 'mended', 1]],
  );
  assert.ok(Math.abs(volumeMm3 / ((2 / 3) * Math.PI * 9 ** 3) - 1) < 0.01);
});
