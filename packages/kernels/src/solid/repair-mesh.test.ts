import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { ballMesh, boxMesh, torusMesh } from '@specola/test-kit';
import { measuresOf } from '../measure/measures-of.ts';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { demandSolid } from './build-solids.ts';
import { meshesTogether, turnedMesh } from './nested-shells.ts';
import { repairMesh } from './repair-mesh.ts';
import { randomFrom, spoiled } from './torture-cases.ts';

const crew = soloCrew(new Arena());
const ball = ballMesh({ radiusMm: 9, centerMm: [41, -52, 63] });
const volumeOf = (mesh: TriMesh): number => measuresOf(mesh).volumeMm3;
const repaired = async (mesh: TriMesh, resolutionMm = 0.4) => {
  const result = await repairMesh(mesh, { resolutionMm }, crew);
  await demandSolid(result.mesh, crew);
  return result;
};

test('a solid stays as it is', async () => {
  const { method, displacementMaxMm, mesh } = await repaired(ball);
  assert.equal(method, 'none');
  assert.ok(displacementMaxMm < 1e-5);
  assert.equal(mesh.triangles.length, ball.triangles.length);
});

test('turned triangles, a doubled one, an empty one, a whole shell inside out and corners apart are put right', async () => {
  const triangles = Array.from(ball.triangles);
  for (const t of [30, 300, 900]) [triangles[t + 1], triangles[t + 2]] = [triangles[t + 2]!, triangles[t + 1]!];
  triangles.push(...triangles.slice(60, 63), 5, 5, 9);
  const result = await repaired({ ...ball, triangles: Uint32Array.from(triangles) });
  assert.deepEqual([result.method, result.turnedTriangles, result.droppedTriangles], ['mended', 3, 2]);
  assert.ok(Math.abs(volumeOf(result.mesh) - volumeOf(ball)) < 0.01);

  const inside = await repaired(turnedMesh(ball));
  assert.ok(Math.abs(volumeOf(inside.mesh) - volumeOf(ball)) < 0.01);
});

test('a hollow body keeps its hollow, whichever way its shells were turned', async () => {
  const hollow = ballMesh({ radiusMm: 5, centerMm: [41.5, -52, 63] });
  const { mesh } = await repaired(meshesTogether([ball, hollow]));
  assert.ok(Math.abs(volumeOf(mesh) - (volumeOf(ball) - volumeOf(hollow))) < 0.01);
});

test('bodies that lie in each other are joined, and the surface that is left did not move', async () => {
  const ring = torusMesh({ ringMm: 9, tubeMm: 3, centerMm: [41.2, -52.3, 63.1], around: 40, across: 20 });
  const { method, mesh, displacementMaxMm } = await repaired(meshesTogether([ball, ring]));
  assert.equal(method, 'joined');
  assert.ok(displacementMaxMm < 0.001);
  assert.ok(volumeOf(mesh) > volumeOf(ball) && volumeOf(mesh) < volumeOf(ball) + volumeOf(ring));
});

test('a body that passes through itself is rebuilt at the resolution asked for, and tells how far it moved', async () => {
  // One corner of a box is drawn through the opposite side.
  const box = boxMesh({ sidesMm: [10, 11, 12], centerMm: [3, 4, 5] });
  const positions = Float32Array.from(box.positions);
  positions.set([3 + 7, 4 + 1, 5 + 2], 0);
  const { method, resolutionMm, displacementMaxMm } = await repaired({ ...box, positions }, 0.3);
  assert.equal(method, 'rebuilt');
  assert.equal(resolutionMm, 0.3);
  assert.ok(displacementMaxMm > 0 && displacementMaxMm < 5);
});

test('a sheet encloses nothing, and is refused', async () => {
  const sheet: TriMesh = {
    positions: Float32Array.of(0, 0, 0, 9, 0, 0, 9, 8, 0, 0, 8, 0),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    frame: 'lps-mm',
  };
  await assert.rejects(repairMesh(sheet, { resolutionMm: 0.5 }, crew), { code: 'solid/nothing-enclosed' });
});

for (let seed = 1; seed <= 8; seed++)
  test(`spoiled ball ${seed} is a solid again, of about the volume that it had`, async () => {
    const { mesh } = await repaired(spoiled(ball, randomFrom(seed)));
    assert.ok(Math.abs(volumeOf(mesh) / volumeOf(ball) - 1) < 0.02, `${volumeOf(mesh)} against ${volumeOf(ball)}`);
  });
