import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ballMesh, boxMesh, meshVolumeMm3 } from '@specola/test-kit';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

const block = boxMesh({ sidesMm: [20, 30, 10], centerMm: [101, -62, 33] });
const cut = (params: Record<string, unknown>) => [{ command: 'model.cut', params }];
const close = (got: number, expected: number): void =>
  assert.ok(Math.abs(got - expected) < 1e-3 * expected, `${got} against ${expected}`);

test('a plane makes two components of one, and their volumes are those of the two sides', async () => {
  const plane = { kind: 'plane', atLpsMm: [96, 0, 0], normal: [3, 0, 0] };
  const run = await recipeOnMeshes({ block }, cut({ by: plane }));
  assert.deepEqual(
    run.made.model!.model.components.map(({ id }) => id),
    ['block-front', 'block-back'],
  );
  close(meshVolumeMm3(run.component('block-front').mesh), 15 * 300);
  close(meshVolumeMm3(run.component('block-back').mesh), 5 * 300);
});

test('a box that lies askew takes its own volume out', async () => {
  const by = {
    kind: 'box',
    centerLpsMm: [101, -62, 33],
    sidesMm: [6, 4, 5],
    alongFirst: [1, 1, 0],
    alongSecond: [0, 0, 2],
  };
  const inside = await recipeOnMeshes({ block }, cut({ by, keep: 'front' }));
  close(meshVolumeMm3(inside.component('block').mesh), 120);
  const outside = await recipeOnMeshes({ block }, cut({ by, keep: 'back' }));
  close(meshVolumeMm3(outside.component('block').mesh), 6000 - 120);
});

test('an open curve cuts through along its direction, with its front on its left', async () => {
  // Seen along z with x to the right and y up, a step from left to right: the front lies above it.
  const by = {
    kind: 'curve',
    pointsLpsMm: [
      [80, -70, 0],
      [101, -70, 0],
      [101, -65, 0],
      [130, -65, 0],
    ],
    direction: [0, 0, 1],
  };
  const run = await recipeOnMeshes({ block }, cut({ by }));
  close(meshVolumeMm3(run.component('block-back').mesh), 10 * (10 * 7 + 10 * 12));
  close(meshVolumeMm3(run.component('block-front').mesh), 6000 - 1900);
});

test('a closed curve cuts out what it encloses', async () => {
  const by = {
    kind: 'curve',
    pointsLpsMm: [
      [99, -64, 0],
      [99, -60, 0],
      [104, -60, 0],
      [104, -64, 0],
    ],
    direction: [0, 0, -1],
    closed: true,
  };
  const run = await recipeOnMeshes({ block }, cut({ by }));
  close(meshVolumeMm3(run.component('block-front').mesh), 5 * 4 * 10);
});

test('what a cutter misses stays one component, and is not kept when only the other side is wanted', async () => {
  const by = { kind: 'plane', atLpsMm: [0, 0, 0], normal: [1, 0, 0] };
  const ball = ballMesh({ radiusMm: 6, centerMm: [40, 2, 3] });
  const run = await recipeOnMeshes({ ball }, cut({ by }));
  assert.deepEqual(
    run.made.model!.model.components.map(({ id }) => id),
    ['ball'],
  );
  await assert.rejects(recipeOnMeshes({ ball }, cut({ by, keep: 'back' })), { code: 'model/nothing-left' });
});
