import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, combineBricks, countBricks, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { brickMaskHas, ijkToLpsOf, type Segmentation, type Triple, toLps, type Volume } from '@specola/space';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [70, 64, 50] as const;
const [nx, ny, nz] = dimensions;
const ijkToLps = ijkToLpsOf([-0.8, 0, 0, 40, 0, -0.9, 0, 30, 0, 0, 1.1, -7]);
const VOXEL_MM3 = 0.8 * 0.9 * 1.1;
const at = (...ijk: Triple): number[] => [...toLps(ijk, ijkToLps)];

/** Segments made where a rule gives a value: 100 for the first, 200 for the second; then edited. */
async function shaped(
  valueAt: (i: number, j: number, k: number) => number,
  edits: readonly (readonly [command: string, params: Record<string, unknown>])[],
): Promise<Segmentation> {
  const crew = soloCrew(new Arena());
  const values = crew.arena.int16(nx * ny * nz);
  for (let v = 0; v < values.length; v++)
    values[v] = valueAt(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
  const volume: Volume = {
    dimensions,
    values,
    ijkToLps,
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
  const recipe: RecipeStep[] = [
    { command: 'segment.add', params: { segment: 'one' } },
    { command: 'segment.threshold', params: { segment: 'one', rangeHu: [100, 100] } },
    { command: 'segment.add', params: { segment: 'two' } },
    { command: 'segment.threshold', params: { segment: 'two', rangeHu: [200, 200] } },
    ...edits.map(([command, params]) => ({ command, params: { segment: 'one', ...params } })),
  ];
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  return (await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume))).made.segments!.now;
}

const within = (i: number, j: number, k: number, from: Triple, to: Triple): boolean =>
  i >= from[0] && j >= from[1] && k >= from[2] && i < to[0] && j < to[1] && k < to[2];
const one = ({ segments }: Segmentation) => segments[0]!.voxels;

test('the mirror image of a block stands as far on the other side of the plane', async () => {
  // The plane lies at the middle of i = 34 and 35, so voxels meet voxels.
  const plane = at(34.5, 0, 0);
  const made = await shaped(
    (i, j, k) => (within(i, j, k, [5, 7, 9], [20, 30, 25]) ? 100 : 0),
    [['segment.mirror', { segment: 'two', from: 'one', planePointLpsMm: plane }]],
  );
  const two = made.segments[1]!.voxels;
  assert.equal(countBricks(two), countBricks(one(made)));
  assert.ok(
    brickMaskHas(two, 69 - 5, 7, 9) && brickMaskHas(two, 69 - 19, 29, 24) && !brickMaskHas(two, 69 - 20, 29, 24),
  );
  await assert.rejects(
    shaped(() => 100, [['segment.mirror', { from: 'one', planePointLpsMm: plane, planeNormalLps: [0, 0, 0] }]]),
    { code: 'segment/no-plane' },
  );
});

test('a crop keeps what lies in its box, or what does not', async () => {
  const box = { fromLpsMm: at(29.6, 40.4, 9.5), toLpsMm: at(9.5, 9.5, 20.5) };
  const full = () => 100;
  const inside = 20 * 31 * 11;
  assert.equal(countBricks(one(await shaped(full, [['segment.crop', box]]))), inside);
  assert.equal(
    countBricks(one(await shaped(full, [['segment.crop', { ...box, keep: 'outside' }]]))),
    nx * ny * nz - inside,
  );
  await assert.rejects(shaped(full, [['segment.crop', { fromLpsMm: box.toLpsMm, toLpsMm: box.fromLpsMm }]]), {
    code: 'segment/range-order',
  });
});

test('a wrap closes a hole narrower than its gap and fills what lies behind it; a wider one stays open', async () => {
  const bone = (hole: number) => (i: number, j: number, k: number) => {
    const wall = within(i, j, k, [15, 15, 10], [55, 50, 40]) && !within(i, j, k, [20, 20, 15], [50, 45, 35]);
    const opening = j < 20 && i >= 35 - hole / 2 && i < 35 + hole / 2 && k >= 25 - hole / 2 && k < 25 + hole / 2;
    return wall && !opening ? 100 : 0;
  };
  const hollow = async (hole: number) =>
    !brickMaskHas(one(await shaped(bone(hole), [['segment.wrap', { gapMm: 6 }]])), 35, 35, 25);
  assert.equal(await hollow(4), false);
  assert.equal(await hollow(14), true);
});

test('joint smoothing leaves no gap and no overlap between neighbors, and rounds the corners of both', async () => {
  const made = await shaped(
    (i, j, k) =>
      within(i, j, k, [15, 15, 10], [35, 50, 40]) ? 100 : within(i, j, k, [35, 15, 10], [55, 50, 40]) ? 200 : 0,
    [['segment.smooth', { method: 'joint', sizeMm: 2 }]],
  );
  const [first, second] = made.segments.map(({ voxels }) => voxels) as [
    (typeof made.segments)[0]['voxels'],
    (typeof made.segments)[0]['voxels'],
  ];
  assert.equal(countBricks(combineBricks('and', first, second)), 0);
  // Through the middle both run on to the wall that they share.
  assert.ok(brickMaskHas(first, 34, 30, 25) && brickMaskHas(second, 35, 30, 25));
  assert.ok(!brickMaskHas(first, 15, 15, 10) && !brickMaskHas(second, 54, 49, 39));
  const blockMm3 = 20 * 35 * 30 * VOXEL_MM3;
  for (const voxels of [first, second]) {
    const share = (countBricks(voxels) * VOXEL_MM3) / blockMm3;
    // A Gaussian of sigma 2 takes 0.43 sigma² along every outer edge (half-space corners), 8 of them here: 3 to 5 %.
    assert.ok(share > 0.95 && share < 0.98, `${share}`);
  }
});

test('a margin of a ball is a ball of the larger radius, and shrinking it again gives no more than it had', async () => {
  const radius = 9;
  const ball = (i: number, j: number, k: number) =>
    ((i - 35) * 0.8) ** 2 + ((j - 32) * 0.9) ** 2 + ((k - 25) * 1.1) ** 2 <= radius * radius ? 100 : 0;
  const volumeOf = async (edits: [string, Record<string, unknown>][]) =>
    countBricks(one(await shaped(ball, edits))) * VOXEL_MM3;
  const grown = await volumeOf([['segment.margin', { marginMm: 5 }]]);
  // Voxel centers fill a ball to half a voxel's diagonal; so does what they reach.
  const ballMm3 = (radiusMm: number) => (4 / 3) * Math.PI * radiusMm ** 3;
  assert.ok(grown > ballMm3(14 - Math.hypot(0.4, 0.45, 0.55)) && grown < ballMm3(14.05), `${grown}`);
  const back = await volumeOf([
    ['segment.margin', { marginMm: 5 }],
    ['segment.margin', { marginMm: -5 }],
  ]);
  const own = await volumeOf([]);
  assert.ok(back >= own && back < 1.03 * own, `${own} ${back}`);
  const shell = await volumeOf([['segment.hollow', { wallMm: 3 }]]);
  assert.ok(Math.abs(shell / ((4 / 3) * Math.PI * (9 ** 3 - 6 ** 3)) - 1) < 0.06, `${shell}`);
});
