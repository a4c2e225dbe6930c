import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, countBricks, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { brickMaskHas, ijkToLpsOf, type Segmentation, type Triple, toLps, type Volume } from '@specola/space';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [72, 40, 36] as const;
const [nx, ny, nz] = dimensions;
const ijkToLps = ijkToLpsOf([0.8, 0, 0, -40, 0, 0.9, 0, -30, 0, 0, 1.1, 7]);
const at = (...ijk: Triple): number[] => [...toLps(ijk, ijkToLps)];

/** Values by a rule, with seeded noise of ± `noise`. */
async function made(
  valueAt: (i: number, j: number, k: number) => number,
  noise: number,
  edits: readonly (readonly [command: string, params: Record<string, unknown>])[],
): Promise<Segmentation> {
  const crew = soloCrew(new Arena());
  const values = crew.arena.int16(nx * ny * nz);
  let state = 5;
  for (let v = 0; v < values.length; v++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const shake = Math.round(((state >>> 8) / 2 ** 23 - 1) * noise);
    values[v] = valueAt(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))) + shake;
  }
  const volume: Volume = {
    dimensions,
    values,
    ijkToLps,
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
  const recipe: RecipeStep[] = edits.map(([command, params]) => ({ command, params }));
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  return (await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume))).made.segments!.now;
}

const held = ({ segments }: Segmentation, id: string) => segments.find((one) => one.id === id)!.voxels;
const seed = (segment: string, ...ijk: Triple) =>
  [
    ['segment.add', { segment }],
    ['segment.paint', { segment, radiusMm: 2, strokes: [[at(...ijk)]] }],
  ] as const;
const inside = (i: number, j: number, k: number): boolean => i >= 6 && i < 66 && j >= 6 && j < 34 && k >= 6 && k < 30;

test('seeds grow to the edge between two tissues, and to the air around them', async () => {
  // The edge leans: i < 30 + j / 4 is the first tissue.
  const first = (i: number, j: number) => i < 30 + j / 4;
  const grown = await made((i, j, k) => (inside(i, j, k) ? (first(i, j) ? 60 : 260) : -900), 25, [
    ...seed('one', 15, 20, 18),
    ...seed('two', 58, 20, 18),
    ...seed('air', 2, 2, 2),
    ['segment.grow-from-seeds', { segments: ['one', 'two', 'air'], marginMm: 100 }],
  ]);
  let wrong = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const truth = inside(i, j, k) ? (first(i, j) ? 'one' : 'two') : 'air';
        if (!brickMaskHas(held(grown, truth), i, j, k)) wrong++;
      }
  // Noise lets single voxels at the rims lie nearer to the other side.
  assert.ok(wrong < 0.005 * nx * ny * nz, `${wrong} voxels went to the wrong segment`);
});

test('growing obeys the range of values, and what others hold stays theirs', async () => {
  const grown = await made((i) => (i < 36 ? 60 : 260), 0, [
    ...seed('one', 15, 20, 18),
    ...seed('two', 25, 20, 18),
    ['segment.add', { segment: 'kept' }],
    ['segment.paint', { segment: 'kept', radiusMm: 6, strokes: [[at(20, 5, 5)]] }],
    ['segment.describe', { segment: 'kept', locked: true }],
    ['segment.grow-from-seeds', { segments: ['one', 'two'], marginMm: 100, masking: { rangeHu: [0, 100] } }],
  ]);
  assert.equal(brickMaskHas(held(grown, 'two'), 35, 20, 18), true);
  assert.equal(brickMaskHas(held(grown, 'two'), 36, 20, 18), false);
  assert.equal(
    countBricks(held(grown, 'one')) + countBricks(held(grown, 'two')) + countBricks(held(grown, 'kept')),
    36 * ny * nz,
  );
});

test('a watershed from two seeds meets at the edge between them', async () => {
  const grown = await made((i) => (i < 40 ? 100 : 700), 20, [
    ...seed('one', 10, 20, 18),
    ...seed('two', 60, 20, 18),
    ['segment.watershed', { segments: ['one', 'two'], marginMm: 100 }],
  ]);
  for (let j = 4; j < ny - 4; j++) {
    assert.ok(brickMaskHas(held(grown, 'one'), 38, j, 18), `one at ${j}`);
    assert.ok(brickMaskHas(held(grown, 'two'), 41, j, 18), `two at ${j}`);
  }
});

test('bones that a threshold joins part in their joint, do not touch, and know their side', async () => {
  // Two bones with cortex and looser inside, joined by a gap that partial volume has lifted above the threshold.
  const joint = (j: number) => 33 + Math.round(j / 10);
  const split = await made(
    (i, j, k) => {
      if (!inside(i, j, k)) return -50;
      const off = Math.abs(i - joint(j));
      if (off === 0) return 330;
      const shell = off <= 2 || i < 8 || i >= 64 || j < 8 || j >= 32 || k < 8 || k >= 28;
      return shell ? 1000 : 320;
    },
    60,
    [
      ['segment.add', { segment: 'bone' }],
      ['segment.threshold', { segment: 'bone', rangeHu: [226, 3000] }],
      [
        'segment.split-bones',
        {
          segment: 'bone',
          parts: [
            { segment: 'talus-right', side: 'right', seedsLpsMm: [at(12, 20, 18)] },
            { segment: 'calcaneus-right', side: 'right', seedsLpsMm: [at(60, 20, 18)] },
          ],
        },
      ],
    ],
  );
  const [talus, calcaneus] = [held(split, 'talus-right'), held(split, 'calcaneus-right')];
  let wrong = 0;
  for (let k = 6; k < 30; k++)
    for (let j = 6; j < 34; j++)
      for (let i = 6; i < 66; i++) {
        const [t, c] = [brickMaskHas(talus, i, j, k), brickMaskHas(calcaneus, i, j, k)];
        if ((i < joint(j) && c) || (i > joint(j) && t)) wrong++;
        if (!t) continue;
        for (let d = 0; d < 27; d++)
          assert.ok(
            !brickMaskHas(calcaneus, i + (d % 3) - 1, j + (Math.floor(d / 3) % 3) - 1, k + Math.floor(d / 9) - 1),
            `the bones touch at ${i}, ${j}, ${k}`,
          );
      }
  assert.ok(wrong < 60, `${wrong} voxels lie on the wrong side of the joint`);
  const whole = 28 * 24 * 60;
  assert.ok(countBricks(talus) + countBricks(calcaneus) > 0.96 * whole);
  assert.equal(split.segments.find(({ id }) => id === 'talus-right')!.side, 'right');
});

test('a part whose points lie outside the bones takes nothing, and that is told', async () => {
  const crew = soloCrew(new Arena());
  const values = crew.arena.int16(nx * ny * nz);
  for (let v = 0; v < values.length; v++)
    values[v] = inside(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))) ? 900 : -50;
  const volume: Volume = {
    dimensions,
    values,
    ijkToLps,
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
  const parts = [
    { segment: 'talus', seedsLpsMm: [at(30, 20, 18)] },
    { segment: 'tibia', seedsLpsMm: [at(1, 1, 1)] },
  ];
  const { findings } = await runRecipe(
    volume,
    [
      { command: 'segment.add', params: { segment: 'bone' } },
      { command: 'segment.threshold', params: { segment: 'bone', rangeHu: [226, 3000] } },
      { command: 'segment.split-bones', params: { segment: 'bone', seedMm: 0, parts } },
    ],
    crew,
    { signal: new AbortController().signal, onStep: () => undefined },
    segmentsAtStart(volume),
  );
  assert.deepEqual(
    findings.map(({ code, what }) => [code, /"tibia"/.test(what)]),
    [['segment/part-empty', true]],
  );
});

test('growing from nothing, a locked segment, and points outside the scan are refused', async () => {
  const grow = (edits: readonly (readonly [string, Record<string, unknown>])[]) => made(() => 100, 0, edits);
  const growing = ['segment.grow-from-seeds', { segments: ['one', 'two'] }] as const;
  await assert.rejects(grow([...seed('one', 9, 9, 9), ['segment.add', { segment: 'two' }], growing]), {
    code: 'segment/empty-mask',
  });
  await assert.rejects(
    grow([
      ...seed('one', 9, 9, 9),
      ...seed('two', 30, 9, 9),
      ['segment.describe', { segment: 'two', locked: true }],
      growing,
    ]),
    { code: 'segment/locked' },
  );
  await assert.rejects(grow([...seed('one', 9, 9, 9), growing]), { code: 'segment/no-such-segment' });
  const parts = (point: number[]) => ({
    segment: 'one',
    parts: [
      { segment: 'a', seedsLpsMm: [at(9, 9, 9)] },
      { segment: 'b', seedsLpsMm: [point] },
    ],
  });
  await assert.rejects(grow([...seed('one', 9, 9, 9), ['segment.split-bones', parts([500, 0, 0])]]), {
    code: 'segment/outside-volume',
  });
});
