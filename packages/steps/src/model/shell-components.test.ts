import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meshesTogether, turnedMesh } from '@specola/kernels';
import { ballMesh, boxMesh, meshVolumeMm3 } from '@specola/test-kit';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

const box = boxMesh({ sidesMm: [20, 21, 22], centerMm: [101, -62, 33] });
const hollow = boxMesh({ sidesMm: [3, 4, 5], centerMm: [102, -63, 34] });
const ball = ballMesh({ radiusMm: 4, centerMm: [131, -62, 33] });
const crumb = ballMesh({ radiusMm: 1, centerMm: [81, -62, 33] });
const heap = meshesTogether([box, turnedMesh(hollow), ball, crumb]);
const after = async (params: Record<string, unknown>) =>
  (await recipeOnMeshes({ heap }, [{ command: 'model.shells', params }])).component('heap').mesh;
const close = (got: number, expected: number): void =>
  assert.ok(Math.abs(got - expected) < 0.5, `${got} ≠ ${expected}`);
const [boxMm3, hollowMm3, ballMm3, crumbMm3] = [box, hollow, ball, crumb].map(meshVolumeMm3) as [
  number,
  number,
  number,
  number,
];

test('pieces are kept or dropped with the hollows that lie in them', async () => {
  close(meshVolumeMm3(await after({ operation: 'keep-largest' })), boxMm3 - hollowMm3);
  close(meshVolumeMm3(await after({ operation: 'keep-largest', count: 2 })), boxMm3 - hollowMm3 + ballMm3);
  close(meshVolumeMm3(await after({ operation: 'drop-small', smallestMm3: 10 })), boxMm3 - hollowMm3 + ballMm3);
  close(meshVolumeMm3(await after({ operation: 'keep-selected', atLpsMm: [[131, -62, 38]] })), ballMm3);
  close(meshVolumeMm3(await after({ operation: 'drop-selected', atLpsMm: [[90, -62, 33]] })), ballMm3 + crumbMm3);
});

test('hollows are filled without touching the pieces', async () => {
  close(meshVolumeMm3(await after({ operation: 'fill-hollows', smallestMm3: 100 })), boxMm3 + ballMm3 + crumbMm3);
  close(
    meshVolumeMm3(await after({ operation: 'fill-hollows', smallestMm3: 10 })),
    boxMm3 - hollowMm3 + ballMm3 + crumbMm3,
  );
});

test('nothing left is refused', async () => {
  await assert.rejects(after({ operation: 'drop-small', smallestMm3: 1e6 }), { code: 'model/nothing-left' });
});
