import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, countBricks, soloCrew } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import { brickMaskHas, ijkToLpsOf, type Segmentation, type Triple, toLps, tripleOf, type Volume } from '@specola/space';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [60, 50, 40] as const;
const [nx, ny, nz] = dimensions;
/** Oblique (turned about z by the angle of a 3-4-5 triangle), anisotropic, off zero. */
const ijkToLps = ijkToLpsOf([0.8 * 0.7, -0.6 * 0.9, 0, -13, 0.6 * 0.7, 0.8 * 0.9, 0, 21, 0, 0, 1.3, 57]);

/** Two blocks of 900 HU, 6 voxels apart, and a crumb, in −50 HU. */
function twoBlocks(crew: ReturnType<typeof soloCrew>): Volume {
  const values = crew.arena.int16(nx * ny * nz).fill(-50);
  const fill = (from: Triple, to: Triple) => {
    for (let k = from[2]; k < to[2]; k++)
      for (let j = from[1]; j < to[1]; j++) for (let i = from[0]; i < to[0]; i++) values[i + nx * (j + ny * k)] = 900;
  };
  fill([5, 6, 7], [20, 26, 30]);
  fill([26, 6, 7], [50, 26, 30]);
  fill([55, 45, 35], [57, 47, 36]);
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

const FIRST = 15 * 20 * 23;
const SECOND = 24 * 20 * 23;
const CRUMB = 4;

async function segmented(
  recipe: readonly (readonly [command: string, params: Record<string, unknown>])[],
): Promise<Segmentation> {
  const crew = soloCrew(new Arena());
  const volume = twoBlocks(crew);
  const steps: RecipeStep[] = [['segment.add', { segment: 'one' }] as const, ...recipe].map(([command, params]) => ({
    command: `${command}`,
    params: { ...params },
  }));
  const { made } = await runRecipe(
    volume,
    steps,
    crew,
    { signal: new AbortController().signal, onStep: () => undefined },
    segmentsAtStart(volume),
  );
  return made.segments!.now;
}

const voxels = ({ segments }: Segmentation, id = 'one'): number =>
  countBricks(segments.find((one) => one.id === id)!.voxels);
const threshold = ['segment.threshold', { segment: 'one', rangeHu: [200, 3000] }] as const;
const at = (...ijk: Triple): number[] => [...toLps(ijk, ijkToLps)];

test('a threshold keeps what lies in its range, ends included, and remembers the value that its surface runs through', async () => {
  const made = await segmented([threshold]);
  assert.equal(voxels(made), FIRST + SECOND + CRUMB);
  assert.equal(made.segments[0]!.isoHu, 200);
  assert.equal(made.segments[0]!.status, 'in-progress');
  assert.equal(
    voxels(await segmented([['segment.threshold', { segment: 'one', rangeHu: [900, 900] }]])),
    FIRST + SECOND + CRUMB,
  );
  assert.equal(voxels(await segmented([['segment.threshold', { segment: 'one', rangeHu: [901, 3000] }]])), 0);
});

test('islands: the largest, the small ones, the ones pointed at, and each by itself', async () => {
  const islands = (params: Record<string, unknown>) =>
    segmented([threshold, ['segment.islands', { segment: 'one', ...params }]]);
  assert.equal(voxels(await islands({ operation: 'keep-largest' })), SECOND);
  assert.equal(voxels(await islands({ operation: 'remove-small', smallestMm3: 10 })), FIRST + SECOND);
  assert.equal(voxels(await islands({ operation: 'keep-selected', atLpsMm: [at(6, 7, 8)] })), FIRST);
  assert.equal(voxels(await islands({ operation: 'remove-selected', atLpsMm: [at(6, 7, 8), at(56, 46, 35)] })), SECOND);
  assert.equal(voxels(await islands({ operation: 'add-selected', atLpsMm: [at(0, 0, 0)] })), nx * ny * nz);
  const split = await islands({ operation: 'split', smallestMm3: 10 });
  assert.deepEqual(
    split.segments.map(({ id, voxels: held }) => [id, countBricks(held)]),
    [
      ['one', SECOND + CRUMB],
      ['one-2', FIRST],
    ],
  );
  const all = await islands({ operation: 'split', smallestMm3: 0 });
  assert.deepEqual(
    all.segments.map(({ voxels: held }) => countBricks(held)),
    [SECOND, FIRST, CRUMB],
  );
  await assert.rejects(islands({ operation: 'keep-selected', atLpsMm: [at(23, 7, 8)] }), {
    code: 'segment/no-piece-here',
  });
  await assert.rejects(islands({ operation: 'keep-selected', atLpsMm: [[900, 0, 0]] }), {
    code: 'segment/outside-volume',
  });
  await assert.rejects(islands({ operation: 'keep-selected' }), { code: 'segment/no-piece-here' });
  await assert.rejects(segmented([['segment.islands', { segment: 'one', operation: 'keep-largest' }]]), {
    code: 'segment/empty-mask',
  });
});

test('a ball of a brush takes the voxels whose centers lie in it, and a disc those of its slice', async () => {
  const center = tripleOf(at(31.4, 22.7, 18.2));
  const radiusMm = 7.3;
  const inside = (flat: boolean) => {
    let count = 0;
    for (let k = 0; k < nz; k++)
      for (let j = 0; j < ny; j++)
        for (let i = 0; i < nx; i++) {
          const depth = flat ? 18.2 : k;
          const point = toLps([i, j, depth], ijkToLps);
          const off = Math.hypot(point[0] - center[0], point[1] - center[1], point[2] - center[2]);
          if (off <= radiusMm && (!flat || k === 18)) count++;
        }
    return count;
  };
  const paint = { segment: 'one', radiusMm, strokes: [[center]] };
  assert.equal(voxels(await segmented([['segment.paint', paint]])), inside(false));
  assert.equal(voxels(await segmented([['segment.paint', { ...paint, brush: 'disc' }]])), inside(true));
  assert.equal(
    voxels(
      await segmented([
        ['segment.paint', paint],
        ['segment.erase', paint],
      ]),
    ),
    0,
  );
});

test('a stroke is a capsule without a gap, and what leaves the volume is cut off there', async () => {
  const [from, to] = [at(10, 10, 10), at(50, 40, 30)] as unknown as [Triple, Triple];
  const made = await segmented([['segment.paint', { segment: 'one', radiusMm: 3, strokes: [[from, to]] }]]);
  const length = Math.hypot(...from.map((c, axis) => to[axis]! - c));
  const volumeMm3 = voxels(made) * 0.7 * 0.9 * 1.3;
  const capsuleMm3 = Math.PI * 9 * length + (4 / 3) * Math.PI * 27;
  assert.ok(Math.abs(volumeMm3 / capsuleMm3 - 1) < 0.02, `${volumeMm3} against ${capsuleMm3}`);
  const outside = await segmented([
    ['segment.paint', { segment: 'one', radiusMm: 5, strokes: [[at(-40, 20, 20), at(0, 20, 20)]] }],
  ]);
  assert.ok(voxels(outside) > 0);
  assert.equal(brickMaskHas(outside.segments[0]!.voxels, 12, 20, 20), false);
});

test('logic between segments is logic between their voxels', async () => {
  const combine = async (operation: string, other: string | null = 'other') =>
    voxels(
      await segmented([
        threshold,
        ['segment.add', { segment: 'other' }],
        ['segment.threshold', { segment: 'other', rangeHu: [-100, 3000], masking: { overwrite: 'none' } }],
        ['segment.erase', { segment: 'other', radiusMm: 25, strokes: [[at(10, 10, 10)]] }],
        ['segment.combine', { segment: 'one', operation, with: other, masking: { overwrite: 'none' } }],
      ]),
    );
  const all = nx * ny * nz;
  const bone = FIRST + SECOND + CRUMB;
  const other = await combine('copy');
  assert.ok(other > 0 && other < all);
  const both = await combine('intersect');
  assert.equal(await combine('subtract'), bone - both);
  assert.equal(await combine('add'), bone + other - both);
  assert.equal(await combine('invert', null), all - bone);
  assert.equal(await combine('clear', null), 0);
  assert.equal(await combine('fill', null), all);
  await assert.rejects(combine('add', null), { code: 'segment/other-segment-missing' });
});

test('segments that overlap stand in different layers of the file', async () => {
  const crew = soloCrew(new Arena());
  const volume = twoBlocks(crew);
  const { made } = await runRecipe(
    volume,
    [
      { command: 'segment.add', params: { segment: 'one' } },
      { command: 'segment.threshold', params: { segment: 'one', rangeHu: [200, 3000] } },
      { command: 'segment.add', params: { segment: 'all' } },
      { command: 'segment.combine', params: { segment: 'all', operation: 'fill', masking: { overwrite: 'none' } } },
      { command: 'segments.write', params: {} },
      { command: 'segments.measure', params: {} },
    ],
    crew,
    { signal: new AbortController().signal, onStep: () => undefined },
    segmentsAtStart(volume),
  );
  const header = new TextDecoder().decode(made.segmentation!.bytes.subarray(0, 2000));
  assert.match(header, /sizes: 2 60 50 40/);
  assert.match(header, /Segment1_Layer:=1/);
  const [one, all] = made.table!;
  assert.equal(one!.volumeMm3, Math.round((FIRST + SECOND + CRUMB) * 819) / 1000);
  const middle = at((nx - 1) / 2, (ny - 1) / 2, (nz - 1) / 2);
  all!.centroidLpsMm!.forEach((c, axis) => {
    assert.ok(Math.abs(c - middle[axis]!) < 0.001);
  });
  assert.deepEqual({ ...one!.valueHu }, { min: 900, max: 900, mean: 900, median: 900, sd: 0 });
});
