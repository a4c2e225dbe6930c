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

test('sheets that stand on a body or cross it go, are told apart, and do not count for the displacement', async () => {
  const { positions, triangles } = ball;
  // One stands 4 mm out from an edge of the ball; one crosses it from side to side.
  const [a, b] = [triangles[900]!, triangles[901]!];
  const out = [0, 1, 2].map((k) => {
    const c = [41, -52, 63][k]!;
    const foot = (positions[3 * a + k]! + positions[3 * b + k]!) / 2;
    return c + ((foot - c) * 13) / 9;
  });
  const last = positions.length / 3;
  const mesh: TriMesh = {
    ...ball,
    positions: Float32Array.from([...positions, ...out]),
    triangles: Uint32Array.from([...triangles, a, b, last, triangles[0]!, triangles[1200]!, triangles[2400]!]),
  };
  const result = await repaired(mesh);
  assert.equal(result.method, 'mended');
  assert.ok(result.displacementMaxMm < 1e-4, `${result.displacementMaxMm}`);
  assert.ok(result.finReachMm > 3.5, `${result.finReachMm}`);
  assert.ok(result.finsMm2 > 1);
  assert.equal(result.mesh.triangles.length, triangles.length);
});

test('corners of cracks a few ten-thousandths of a millimeter apart are welded, within the bound and no further', async () => {
  // Each corner by itself, rounded as a file of six digits does.
  const positions = new Float32Array(3 * ball.triangles.length);
  const next = randomFrom(5);
  ball.triangles.forEach((vertex, c) => {
    for (let axis = 0; axis < 3; axis++)
      positions[3 * c + axis] = ball.positions[3 * vertex + axis]! + 4e-5 * (next() - 0.5);
  });
  const mesh: TriMesh = { ...ball, positions, triangles: ball.triangles.map((_, c) => c) };
  const result = await repaired(mesh);
  assert.equal(result.mesh.triangles.length, ball.triangles.length);
  assert.ok(result.weldedMm > 0 && result.weldedMm < 18e-5, `${result.weldedMm}`);
  assert.ok(result.displacementMaxMm < 18e-5);
});

test('a body in meters is repaired as the same body in millimeters is', async () => {
  const tiny = (mesh: TriMesh): TriMesh => ({ ...mesh, positions: mesh.positions.map((c) => c / 1024) });
  const broken: TriMesh = { ...ball, triangles: Uint32Array.from(ball.triangles.subarray(12)) };
  const [large, small] = [await repaired(broken, 0.4), await repaired(tiny(broken), 0.4 / 1024)];
  assert.equal(small.method, large.method);
  assert.equal(small.mesh.triangles.length, large.mesh.triangles.length);
  assert.ok(Math.abs(volumeOf(small.mesh) * 1024 ** 3 - volumeOf(large.mesh)) < 0.01);
});

test('a body that cuts itself in one place is made anew there, and stays as it was elsewhere', async () => {
  // A vertex of a torus is pushed down through the tube.
  const torus = torusMesh({ ringMm: 20, tubeMm: 5, centerMm: [41.2, -52.3, 63.1], around: 90, across: 40 });
  const positions = Float32Array.from(torus.positions);
  const top = positions.reduce((best, z, n) => (n % 3 === 2 && z > positions[best]! ? n : best), 2);
  positions[top] = positions[top]! - 11;
  const result = await repaired({ ...torus, positions }, 0.3);
  assert.equal(result.method, 'patched');
  const kept = new Set<string>();
  for (let v = 0; v < result.mesh.positions.length; v += 3) kept.add(result.mesh.positions.subarray(v, v + 3).join());
  let same = 0;
  for (let v = 0; v < torus.positions.length; v += 3) if (kept.has(torus.positions.subarray(v, v + 3).join())) same++;
  assert.ok(same > 0.9 * (torus.positions.length / 3), `${same} of ${torus.positions.length / 3}`);
});

for (let seed = 1; seed <= 8; seed++)
  test(`spoiled ball ${seed} is a solid again, of about the volume that it had`, async () => {
    const { mesh } = await repaired(spoiled(ball, randomFrom(seed)));
    assert.ok(Math.abs(volumeOf(mesh) / volumeOf(ball) - 1) < 0.02, `${volumeOf(mesh)} against ${volumeOf(ball)}`);
  });
