import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, demandSolid, soloCrew, topologyOf } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { ballMesh, boxMesh, meshVolumeMm3 } from '@specola/test-kit';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

const CENTER: Triple = [101.3, -62.1, 33.7];
const SIDES: Triple = [20, 30, 12];
const BALL_MM = 15;
const ball = ballMesh({ radiusMm: BALL_MM, centerMm: CENTER, rings: 90 });
const box = boxMesh({ sidesMm: SIDES, centerMm: CENTER });

/** Points spread over every triangle: corners, middles of sides, and four inside. */
function* pointsOn({ positions: x, triangles }: TriMesh): Generator<Triple> {
  const shares = [
    [0, 0],
    [0.5, 0],
    [0, 0.5],
    [1 / 3, 1 / 3],
    [0.2, 0.2],
    [0.6, 0.2],
    [0.2, 0.6],
  ] as const;
  for (let t = 0; t < triangles.length; t += 3)
    for (const [s, r] of shares) {
      const at = (axis: number) =>
        x[3 * triangles[t]! + axis]! * (1 - s - r) +
        x[3 * triangles[t + 1]! + axis]! * s +
        x[3 * triangles[t + 2]! + axis]! * r;
      yield [at(0), at(1), at(2)];
    }
}

const fromBall = (p: Triple): number => Math.hypot(...p.map((c, n) => c - CENTER[n]!)) - BALL_MM;
/** The box grown by `byMm` on all sides, its corners sharp. */
const fromBox = (p: Triple, byMm = 0): number => {
  const q = p.map((c, n) => Math.abs(c - CENTER[n]!) - SIDES[n]! / 2 - byMm);
  return Math.hypot(...q.map((c) => Math.max(c, 0))) + Math.min(Math.max(...q), 0);
};
const furthest = (mesh: TriMesh, off: (p: Triple) => number): number => {
  let most = 0;
  for (const point of pointsOn(mesh)) most = Math.max(most, Math.abs(off(point)));
  return most;
};
const step = (command: string, params: Record<string, unknown>) => [{ command, params }];

for (const byMm of [1.7, -2.3])
  test(`a ball and a box ${byMm > 0 ? 'grown' : 'shrunk'} by ${Math.abs(byMm)} mm lie within 0.05 mm of where they must`, async () => {
    const run = await recipeOnMeshes({ ball, box }, step('model.offset', { byMm }));
    // The ball's own triangles lie 0.01 mm inside it.
    assert.ok(furthest(run.component('ball').mesh, (p) => fromBall(p) - byMm) < 0.02);
    const off = (p: Triple) => (byMm > 0 ? fromBox(p) - byMm : fromBox(p, byMm));
    assert.ok(furthest(run.component('box').mesh, off) < 0.05);
    const crew = soloCrew(new Arena());
    for (const id of ['ball', 'box']) await demandSolid(run.component(id).mesh, crew);
  });

test('a box rebuilt keeps its edges and corners', async () => {
  const run = await recipeOnMeshes({ box }, step('model.rebuild', { resolutionMm: 0.5 }));
  assert.ok(Math.abs(meshVolumeMm3(run.component('box').mesh) - 7200) < 0.05);
  assert.ok(furthest(run.component('box').mesh, fromBox) < 0.001);
  assert.ok(run.made.model!.notes[0]!.measures.displacementMaxMm! < 0.001);
});

test('a hollow ball has the wall asked for, and its drain holes open the cavity at the bottom', async () => {
  const closed = await recipeOnMeshes({ ball }, step('model.hollow', { wallMm: 2, drainHoles: 0 }));
  const wall = (4 / 3) * Math.PI * (15 ** 3 - 13 ** 3);
  assert.ok(Math.abs(meshVolumeMm3(closed.component('ball').mesh) / wall - 1) < 0.005);
  assert.ok(Math.abs(closed.made.model!.notes[0]!.measures.thinnestWallMm! - 2) < 0.02);
  assert.equal(topologyOf(closed.component('ball').mesh).shells.length, 2);

  const drained = await recipeOnMeshes(
    { ball },
    step('model.hollow', { wallMm: 2, drainHoles: 2, drainDiameterMm: 4 }),
  );
  const { shells } = topologyOf(drained.component('ball').mesh);
  // Two holes make the inside and the outside one surface with one handle.
  assert.deepEqual(
    shells.map(({ eulerNumber }) => eulerNumber),
    [0],
  );
  const low = drained
    .component('ball')
    .mesh.positions.filter((_, n) => n % 3 === 2)
    .reduce((a, b) => Math.min(a, b));
  assert.ok(low > CENTER[2] - BALL_MM, 'the lowest point went with the first hole');
});

test('what is too thin to be hollowed stays solid, and is told', async () => {
  const run = await recipeOnMeshes({ box }, step('model.hollow', { wallMm: 7 }));
  assert.equal(run.component('box').mesh, box);
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ['model/nothing-hollowed'],
  );
});

test('the wall of a vessel touches its blood pool everywhere, is as thick as its vessel, and opens where asked', async () => {
  const pool = boxMesh({ sidesMm: [9, 8, 40], centerMm: CENTER });
  const closed = await recipeOnMeshes({ pool }, step('model.wall', { component: 'wall', vessel: 'carotid' }));
  const wall = closed.component('wall').mesh;
  assert.equal(closed.made.model!.notes[0]!.measures.wallMm, 1.5);
  // Faces, edges (quarters of cylinders) and corners (eighths of a ball) of the grown box.
  const [a, b, c] = [9, 8, 40];
  const grown = 2 * 1.5 * (a * b + b * c + a * c) + Math.PI * 1.5 ** 2 * (a + b + c) + (4 / 3) * Math.PI * 1.5 ** 3;
  assert.ok(Math.abs(meshVolumeMm3(wall) / grown - 1) < 0.004);
  const inWall = new Set<string>();
  for (let n = 0; n < wall.positions.length; n += 3) inWall.add(wall.positions.subarray(n, n + 3).join());
  for (let n = 0; n < pool.positions.length; n += 3) assert.ok(inWall.has(pool.positions.subarray(n, n + 3).join()));

  const openings = [1, -1].map((way) => ({
    atLpsMm: [CENTER[0], CENTER[1], CENTER[2] + 20 * way],
    direction: [0, 0, way],
    radiusMm: 12,
  }));
  const open = await recipeOnMeshes({ pool }, step('model.wall', { component: 'wall', wallMm: 1.5, openings }));
  const tube = (2 * 1.5 * (a + b) + Math.PI * 1.5 ** 2) * c;
  assert.ok(Math.abs(meshVolumeMm3(open.component('wall').mesh) / tube - 1) < 0.003);
  assert.deepEqual(
    topologyOf(open.component('wall').mesh).shells.map(({ eulerNumber }) => eulerNumber),
    [0],
  );
});
