import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, combineBricks, countBricks, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { ijkToLpsOf, type SegmentState, type Triple, toLps, type Volume } from '@specola/space';
import fc from 'fast-check';
import { type Made, runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from './edit-history.ts';

const dimensions = [44, 40, 36] as const;
const [nx, ny, nz] = dimensions;
/** Turned about z by the angle of a 3-4-5 triangle, anisotropic, off zero. */
const ijkToLps = ijkToLpsOf([0.8 * 0.7, -0.6 * 0.9, 0, -13, 0.6 * 0.7, 0.8 * 0.9, 0, 21, 0, 0, 1.1, 57]);
const at = (...ijk: Triple): number[] => [...toLps(ijk, ijkToLps)];

/** A ball of 10 mm whose side rises over two mm from −50 to 900, so that a threshold has an edge to be off by. */
function ball(crew: ReturnType<typeof soloCrew>): Volume {
  const values = crew.arena.int16(nx * ny * nz);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const depthMm = 10 - Math.sqrt(((i - 22) * 0.7) ** 2 + ((j - 20) * 0.9) ** 2 + ((k - 18) * 1.1) ** 2);
        values[i + nx * (j + ny * k)] = -50 + 950 * Math.max(0, Math.min(1, 0.5 + depthMm / 2));
      }
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

type Line = readonly [command: string, params: Record<string, unknown>];
const START: readonly Line[] = [
  ['segment.add', { segment: 'one' }],
  ['segment.threshold', { segment: 'one', rangeHu: [390, 3000] }],
];

async function made(recipe: readonly Line[]): Promise<Made> {
  const crew = soloCrew(new Arena());
  const volume = ball(crew);
  const steps: RecipeStep[] = [...START, ...recipe].map(([command, params]) => ({ command, params: { ...params } }));
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  return (await runRecipe(volume, steps, crew, watcher, segmentsAtStart(volume))).made;
}

async function segmentAfter(recipe: readonly Line[], id = 'one'): Promise<SegmentState> {
  return (await made(recipe)).segments!.now.segments.find((one) => one.id === id)!;
}

const paint = (place: Triple, radiusMm = 2.5): Line => [
  'segment.paint',
  { segment: 'one', radiusMm, strokes: [[at(...place)]] },
];
/** On the surface of the ball. */
const SIDE: Triple = [36, 20, 18];

test('what a brush adds is marked, voxel for voxel, and what was there before is not', async () => {
  const [before, after] = [await segmentAfter([]), await segmentAfter([paint(SIDE)])];
  assert.equal(countBricks(before.byHand), 0);
  const gained = combineBricks('andNot', after.voxels, before.voxels);
  assert.ok(countBricks(gained) > 20);
  assert.equal(countBricks(after.byHand), countBricks(gained));
  assert.equal(countBricks(combineBricks('andNot', gained, after.byHand)), 0);
});

test('undo takes marks back and redo brings them again', async () => {
  const painted = countBricks((await segmentAfter([paint(SIDE)])).byHand);
  assert.equal(countBricks((await segmentAfter([paint(SIDE), ['segment.undo', {}]])).byHand), 0);
  const again = await segmentAfter([paint(SIDE), ['segment.undo', {}], ['segment.redo', {}]]);
  assert.equal(countBricks(again.byHand), painted);
});

test('marks go along with a copy, and a segment that takes voxels by hand marks the one that loses them', async () => {
  const copy: readonly Line[] = [
    ['segment.add', { segment: 'two' }],
    ['segment.combine', { segment: 'two', operation: 'copy', with: 'one', masking: { overwrite: 'none' } }],
  ];
  const painted = await segmentAfter([paint(SIDE)]);
  const copied = await segmentAfter([paint(SIDE), ...copy], 'two');
  assert.equal(countBricks(copied.byHand), countBricks(painted.byHand));
  const strokes = [[at(8, 20, 18)]];
  const robbed = await segmentAfter([
    ['segment.add', { segment: 'thief' }],
    ['segment.paint', { segment: 'thief', radiusMm: 3, strokes }],
  ]);
  assert.ok(countBricks(robbed.byHand) > 10);
});

test('a margin marks what it moves near the marks, and nothing far from them', async () => {
  const moved = await segmentAfter([paint(SIDE), ['segment.margin', { segment: 'one', marginMm: 1.2 }]]);
  const [painted, plain] = [await segmentAfter([paint(SIDE)]), await segmentAfter([])];
  const grown = countBricks(moved.voxels) - countBricks(plain.voxels);
  const more = countBricks(moved.byHand) - countBricks(painted.byHand);
  assert.ok(more > 20 && more < 0.2 * grown, `${more} of ${grown}`);
});

test('whatever hands do in whatever order, every voxel that is not as the threshold left it is marked', async () => {
  const plain = await segmentAfter([]);
  const place = fc.tuple(
    fc.integer({ min: 3, max: 40 }),
    fc.integer({ min: 3, max: 36 }),
    fc.integer({ min: 3, max: 32 }),
  );
  const line = fc
    .tuple(fc.constantFrom('segment.paint', 'segment.erase'), place)
    .map(([tool, [i, j, k]]): Line => [tool, { segment: 'one', radiusMm: 3, strokes: [[at(i, j, k)]] }]);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 5 }), async (recipe) => {
      const after = await segmentAfter(recipe);
      const changed = combineBricks(
        'or',
        combineBricks('andNot', after.voxels, plain.voxels),
        combineBricks('andNot', plain.voxels, after.voxels),
      );
      assert.equal(countBricks(combineBricks('andNot', changed, after.byHand)), 0);
    }),
    { seed: 11, numRuns: 25 },
  );
});

test('where a hand drew the surface the budget takes more, and says how much of the surface that is', async () => {
  const ask: Line = ['segments.uncertainty', {}];
  const [plain] = (await made([ask])).uncertainties!;
  const [edited] = (await made([paint(SIDE), ask])).uncertainties!;
  assert.equal(plain!.numbers.byHand, null);
  assert.equal(plain!.numbers.segmentationErrorMm, 0.8);
  assert.equal(edited!.numbers.segmentationErrorMm, 1.1);
  const { percent } = edited!.numbers.byHand!;
  assert.ok(percent > 1 && percent < 10, `${percent} %`);
  const [higher] = (await made([paint(SIDE), ['segments.uncertainty', { errorFloorMm: 1.6 }]])).uncertainties!;
  assert.equal(higher!.numbers.segmentationErrorMm, 1.6, 'a hand is never surer than the rest');
  // A side that rises by 950 over two mm: a tenth is 0.2 mm.
  assert.ok(Math.abs(plain!.numbers.riseHu! - 950) < 5);
  const p95 = plain!.numbers.byTenth!.p95Mm;
  assert.ok(Math.abs(p95 - 0.2) < 0.02, `${p95}`);
});
