import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, demandSolid, meshesTogether, soloCrew, turnedMesh } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { ballMesh, boxMesh, meshVolumeMm3 } from '@specola/test-kit';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

const CENTER: Triple = [71.3, -42.1, 23.7];
const thicken = (params: Record<string, unknown> = {}) => [
  { command: 'model.thicken', params: { minimumMm: 1, ...params } },
];
const crew = soloCrew(new Arena());

/** How thick a mesh is along z over a place, from where a line through it meets the triangles; brute force. */
function thicknessAlongZ({ positions: x, triangles }: TriMesh, px: number, py: number): number {
  const heights: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
    const turn = (i: number, j: number) => (x[i]! - px) * (x[j + 1]! - py) - (x[j]! - px) * (x[i + 1]! - py);
    const [u, v, w] = [turn(b, c), turn(c, a), turn(a, b)];
    if (!((u > 0 && v > 0 && w > 0) || (u < 0 && v < 0 && w < 0))) continue;
    heights.push((u * x[a + 2]! + v * x[b + 2]! + w * x[c + 2]!) / (u + v + w));
  }
  heights.sort((a, b) => a - b);
  assert.equal(heights.length, 2);
  return heights[1]! - heights[0]!;
}

test('a plate of 0.6 mm becomes one of 1.0 mm, and its outline grows by no more than its faces', async () => {
  const plate = boxMesh({ sidesMm: [14, 11, 0.6], centerMm: CENTER });
  const run = await recipeOnMeshes({ plate }, thicken());
  const { mesh } = run.component('plate');
  await demandSolid(mesh, crew);
  for (const [dx, dy] of [
    [0.03, 0.02],
    [5.1, 3.7],
    [-6.6, -5.1],
    [6.71, -0.3],
  ] as const) {
    const mm = thicknessAlongZ(mesh, CENTER[0] + dx, CENTER[1] + dy);
    assert.ok(Math.abs(mm - 1) < 0.05, `${mm} at ${dx} ${dy}`);
  }
  const { measures } = run.made.model!.notes[0]!;
  assert.equal(measures.places, 1);
  assert.ok(Math.abs(measures.areaMm2! / (2 * 14 * 11) - 1) < 0.02, `${measures.areaMm2}`);
  assert.ok(measures.largestGrowthMm! > 0.19 && measures.largestGrowthMm! < 0.45, `${measures.largestGrowthMm}`);
  assert.ok(measures.addedMm3! > 14 * 11 * 0.39);
  assert.ok(run.findings.some(({ code, what }) => code === 'model/thickened' && /1 place/.test(what)));
});

test('a thick body is left untouched, byte for byte, and nothing is told', async () => {
  const ball = ballMesh({ radiusMm: 7, centerMm: CENTER });
  const run = await recipeOnMeshes({ ball }, thicken());
  assert.equal(run.component('ball').mesh, ball);
  assert.deepEqual(run.findings, []);
  assert.equal(run.made.model!.notes[0]!.measures.places, 0);
});

test('the shell of a hollow ball grows by half of what is missing on each side, and is one place', async () => {
  const ball = meshesTogether([
    ballMesh({ radiusMm: 7, centerMm: CENTER }),
    turnedMesh(ballMesh({ radiusMm: 6.4, centerMm: CENTER })),
  ]);
  const run = await recipeOnMeshes({ ball }, thicken());
  const { measures } = run.made.model!.notes[0]!;
  assert.equal(measures.places, 1);
  const wanted = (4 / 3) * Math.PI * (7.2 ** 3 - 6.2 ** 3);
  assert.ok(Math.abs(meshVolumeMm3(run.component('ball').mesh) / wanted - 1) < 0.04);
  assert.ok(Math.abs(measures.largestGrowthMm! - 0.2) < 0.05, `${measures.largestGrowthMm}`);
  assert.equal(measures.stillThinMm2, 0);
});

test('a wedge is thickened where it is thin and stays as it was where it is thick', async () => {
  // 30 mm long, from 0.3 mm to 3.3 mm high: 1 mm thick at 7 mm.
  const [x0, y0, z0] = CENTER;
  const corner = (x: number, y: number, z: number) => [x0 + x, y0 + y, z0 + z];
  const wedge: TriMesh = {
    ...boxMesh({ sidesMm: [1, 1, 1] }),
    positions: Float32Array.from(
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => {
        const template = boxMesh({ sidesMm: [2, 2, 2] }).positions;
        const x = template[3 * n]! > 0 ? 30 : 0;
        const y = template[3 * n + 1]! > 0 ? 9 : 0;
        const z = template[3 * n + 2]! > 0 ? 0.3 + x / 10 : 0;
        return corner(x, y, z);
      }),
    ),
  };
  const run = await recipeOnMeshes({ wedge }, thicken());
  const { mesh } = run.component('wedge');
  await demandSolid(mesh, crew);
  for (const x of [0.6, 2.2, 4.1, 6.2]) {
    const mm = thicknessAlongZ(mesh, x0 + x, y0 + 4.3);
    assert.ok(mm > 0.96 && mm < 1.05, `${mm} at ${x}`);
  }
  for (const x of [8.5, 14.2, 27.7]) {
    const mm = thicknessAlongZ(mesh, x0 + x, y0 + 4.3);
    assert.ok(Math.abs(mm - (0.3 + x / 10)) < 1e-4, `${mm} at ${x}`);
  }
  assert.ok(meshVolumeMm3(mesh) > meshVolumeMm3(wedge));
});

test('what is no solid is refused, and so is a component that is not there', async () => {
  const box = boxMesh({ sidesMm: [5, 6, 7] });
  const open = { ...box, triangles: box.triangles.slice(3) };
  await assert.rejects(recipeOnMeshes({ open }, thicken()), { code: 'solid/not-a-solid' });
  await assert.rejects(recipeOnMeshes({ box }, thicken({ components: ['bone'] })), { code: 'model/no-such-component' });
});
