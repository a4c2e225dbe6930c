import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { ballPhantom } from '@specola/test-kit';
import { runRecipe } from '../runner/run-recipe.ts';
import { segmentsAtStart } from '../segment/edit/edit-history.ts';

const RADIUS_MM = 9.3;
const watcher = { signal: new AbortController().signal, onStep: () => undefined };
const CHAIN = ['surface.extract', 'surface.unblur', 'mesh.refine', 'mesh.write', 'verify.mesh', 'verify.uncertainty'];

/** The model of a noisy ball from segments, with edits before and other params of the question. */
async function askedOfModel(
  edits: readonly RecipeStep[],
  { choose = {}, ask = {} }: { choose?: Record<string, unknown>; ask?: Record<string, unknown> } = {},
) {
  const crew = soloCrew(new Arena());
  const { volume, isoHu, centerLps } = ballPhantom({
    radiusMm: RADIUS_MM,
    noiseHu: 18,
    marginVoxels: 14,
    arena: crew.arena,
  });
  const steps: RecipeStep[] = [
    { command: 'segment.add', params: { segment: 'ball' } },
    { command: 'segment.threshold', params: { segment: 'ball', rangeHu: [isoHu, 4000] } },
    ...edits.map(({ command, params }) => ({
      command,
      params: { ...params, strokes: [[[centerLps[0] + RADIUS_MM, centerLps[1], centerLps[2]]]] },
    })),
    { command: 'segment.choose', params: choose },
    ...CHAIN.map((command) => ({
      command,
      params: { 'verify.uncertainty': ask, 'mesh.write': { name: 'ball' } }[command] ?? {},
    })),
  ];
  return (await runRecipe(volume, steps, crew, watcher, segmentsAtStart(volume))).made.uncertainty!;
}

test('the edge of an imaged ball is known to a tenth of a millimeter, and the budget takes the floor', async () => {
  const { numbers, largestMm } = await askedOfModel([]);
  // Blurred by 0.37 to 0.47 mm, an edge of 1150 HU rises by some 1000 to 1240 HU a millimeter.
  assert.ok(Math.abs(numbers.riseHu! / 1150 - 1) < 0.06, `${numbers.riseHu}`);
  const { byTenth, byNoise } = numbers;
  assert.ok(byTenth!.meanMm > 0.08 && byTenth!.meanMm < 0.13, `${byTenth!.meanMm}`);
  assert.ok(byNoise!.meanMm > 0.01 && byNoise!.meanMm < 0.025, `${byNoise!.meanMm}`);
  assert.equal(numbers.segmentationErrorMm, 0.8);
  assert.equal(numbers.byHand, null);
  assert.ok(largestMm.every((mm) => mm < 0.5));
});

test('what a brush touched before the model was made raises its budget, and so does a surface drawn from voxels alone', async () => {
  const paint = { command: 'segment.paint', params: { segment: 'ball', radiusMm: 2.5 } };
  const painted = (await askedOfModel([paint])).numbers;
  assert.ok(painted.byHand!.percent > 1 && painted.byHand!.percent < 8, `${painted.byHand!.percent} %`);
  assert.equal(painted.segmentationErrorMm, 1.1);
  const drawn = (await askedOfModel([], { choose: { surfaceFrom: 'mask' }, ask: { handFloorMm: 1.3 } })).numbers;
  assert.equal(drawn.byHand!.percent, 100);
  assert.equal(drawn.segmentationErrorMm, 1.3);
});
