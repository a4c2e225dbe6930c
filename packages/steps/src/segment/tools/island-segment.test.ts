import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, countBricks, soloCrew } from '@specola/kernels';
import { ijkToLpsOf, type Triple, type Volume } from '@specola/space';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [230, 40, 70] as const;
const [nx, ny, nz] = dimensions;

/** A block of 900 HU, with a bent tunnel in it (two arms of 140 voxels, and 40 between) and one that opens to the rim. */
function tunnels(crew: ReturnType<typeof soloCrew>): Volume {
  const values = crew.arena.int16(nx * ny * nz).fill(900);
  const dig = (i0: number, i1: number, k0: number, k1: number, j: number) => {
    for (let k = k0; k < k1; k++) for (let i = i0; i < i1; i++) values[i + nx * (j + ny * k)] = -50;
  };
  dig(10, 150, 5, 6, 20);
  dig(149, 150, 6, 45, 20);
  dig(10, 150, 45, 46, 20);
  dig(10, nx, 60, 61, 30);
  const ijkToLps = ijkToLpsOf([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}
const BENT = 140 + 39 + 140;
const OPEN = nx - 10;

async function filled(atLpsMm: readonly Triple[]): Promise<number> {
  const crew = soloCrew(new Arena());
  const volume = tunnels(crew);
  const steps = [
    { command: 'segment.add', params: { segment: 'one' } },
    { command: 'segment.threshold', params: { segment: 'one', rangeHu: [0, 3000] } },
    {
      command: 'segment.islands',
      params: { segment: 'one', operation: 'add-selected', atLpsMm: atLpsMm.map((at) => [...at]) },
    },
  ];
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  const { made } = await runRecipe(volume, steps, crew, watcher, segmentsAtStart(volume));
  return countBricks(made.segments!.now.segments[0]!.voxels) - (nx * ny * nz - BENT - OPEN);
}

test('background at a point is followed as far as it goes, through as many bricks as that takes, and no further', async () => {
  assert.equal(await filled([[12, 20, 5]]), BENT);
  assert.equal(await filled([[12, 20, 45]]), BENT);
  assert.equal(await filled([[nx - 1, 30, 60]]), OPEN);
  assert.equal(
    await filled([
      [12, 20, 5],
      [12, 30, 60],
    ]),
    BENT + OPEN,
  );
});

test('a point that lies in the segment is in no piece of background', async () => {
  await assert.rejects(filled([[12, 21, 5]]), { code: 'segment/no-piece-here' });
  await assert.rejects(filled([]), { code: 'segment/no-piece-here' });
});
