import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxMesh, meshVolumeMm3 } from '@specola/test-kit';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

const meshes = {
  block: boxMesh({ sidesMm: [10, 12.5, 17], centerMm: [101, -62, 33] }),
  bar: boxMesh({ sidesMm: [30, 4, 5], centerMm: [101, -61, 34] }),
};
const combine = (params: object) => [{ command: 'model.combine', params: { component: 'block', ...params } }];

test('what is taken out of a component is gone from it, and the other stays', async () => {
  const run = await recipeOnMeshes(meshes, combine({ operation: 'subtract', with: ['bar'] }));
  assert.ok(Math.abs(meshVolumeMm3(run.component('block').mesh) - (2125 - 200)) < 0.01);
  assert.equal(run.component('bar').mesh, meshes.bar);
  assert.equal(run.made.model!.notes[0]!.component, 'block');
});

test('joined components become one, and the others leave when asked', async () => {
  const run = await recipeOnMeshes(meshes, combine({ operation: 'union', with: ['bar'], keepOthers: false }));
  assert.deepEqual(
    run.made.model!.model.components.map(({ id }) => id),
    ['block'],
  );
  assert.ok(Math.abs(meshVolumeMm3(run.component('block').mesh) - (2125 + 400)) < 0.01);
});

test('an unknown component, and one of which nothing would stay, are refused with a code', async () => {
  await assert.rejects(recipeOnMeshes(meshes, combine({ operation: 'union', with: ['bat'] })), {
    code: 'model/no-such-component',
  });
  const far = { ...meshes, bar: boxMesh({ sidesMm: [1, 2, 3] }) };
  await assert.rejects(recipeOnMeshes(far, combine({ operation: 'intersect', with: ['bar'] })), {
    code: 'model/nothing-left',
  });
});

test('components are described and deleted by their ids', async () => {
  const run = await recipeOnMeshes(meshes, [
    { command: 'model.describe', params: { component: 'bar', name: 'Bar', color: [1, 2, 3], material: 'pa12' } },
    { command: 'model.delete', params: { component: 'block' } },
  ]);
  assert.deepEqual(
    run.made.model!.model.components.map(({ id, name, color, material }) => ({ id, name, color, material })),
    [{ id: 'bar', name: 'Bar', color: [1, 2, 3], material: 'pa12' }],
  );
});
