import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, bricksFromRuns, demandSolid, soloCrew, surfaceDistances, type VoxelRun } from '@specola/kernels';
import {
  type Dimensions,
  emptyBrickMask,
  ijkToLpsFrom,
  pointLps,
  type SegmentState,
  type TriMesh,
  type Volume,
  voxelCountOf,
} from '@specola/space';
import { meshVolumeMm3 } from '@specola/test-kit';
import { runRecipe } from '../runner/run-recipe.ts';
import { modelAtStart } from './edit/model-value.ts';

const DIMENSIONS: Dimensions = [48, 44, 36];
const VOXEL_MM3 = 0.8 * 0.9 * 1.1;
const crew = soloCrew(new Arena());

function volumeOf(): Volume {
  return {
    dimensions: DIMENSIONS,
    values: crew.arena.int16(voxelCountOf(DIMENSIONS), { zeroed: true }),
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    ijkToLps: ijkToLpsFrom([0.8, 0, 0], [0, 0.9, 0], [0, 0, 1.1], pointLps(-31, 52, 203)),
    modality: 'CT',
  };
}

function segmentWhere(
  id: string,
  holds: (i: number, j: number, k: number) => boolean,
): SegmentState & { count: number } {
  const runs: VoxelRun[] = [];
  let count = 0;
  for (let k = 0; k < DIMENSIONS[2]; k++)
    for (let j = 0; j < DIMENSIONS[1]; j++)
      for (let i = 0; i < DIMENSIONS[0]; i++)
        if (holds(i, j, k)) {
          runs.push([i, i, j, k]);
          count++;
        }
  return {
    id,
    name: id.toUpperCase(),
    color: [10, 20, 30],
    anatomy: null,
    side: null,
    status: 'complete',
    locked: false,
    visible: true,
    isoHu: null,
    byHand: emptyBrickMask(DIMENSIONS),
    voxels: bricksFromRuns(DIMENSIONS, runs),
    count,
  };
}

const inBall = (i: number, j: number, k: number): boolean =>
  (0.8 * (i - 23)) ** 2 + (0.9 * (j - 21)) ** 2 + (1.1 * (k - 17)) ** 2 < 12 ** 2;
// A ball in two unequal parts, with a core that touches both: lines where three bodies meet.
const inCore = (i: number, j: number, k: number): boolean =>
  Math.abs(i - 25) < 6 && Math.abs(j - 21) < 5 && Math.abs(k - 17) < 4;
const parts = [
  segmentWhere('left', (i, j, k) => inBall(i, j, k) && i < 26 && !inCore(i, j, k)),
  segmentWhere('right', (i, j, k) => inBall(i, j, k) && i >= 26 && !inCore(i, j, k)),
  segmentWhere('core', inCore),
];

const made = (segments: readonly SegmentState[], params: Record<string, unknown> = {}) => {
  const volume = volumeOf();
  const now = { dimensions: DIMENSIONS, ijkToLps: volume.ijkToLps, segments };
  return runRecipe(
    volume,
    [{ command: 'model.components', params }],
    crew,
    { signal: new AbortController().signal, onStep: () => undefined },
    { ...modelAtStart(), segments: { now, past: [], undone: [] } },
  );
};

/** Triangles by their places, lowest corner first, each as it is turned. */
function placesOf({ positions, triangles }: TriMesh, turned = false): Set<string> {
  const found = new Set<string>();
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => {
      const v = triangles[t + (turned ? (3 - k) % 3 : k)]!;
      return positions.subarray(3 * v, 3 * v + 3).join(' ');
    });
    const first = corners.indexOf([...corners].sort()[0]!);
    found.add([0, 1, 2].map((k) => corners[(first + k) % 3]).join('|'));
  }
  return found;
}

test('segments that touch become solids that share the very same triangles, smoothed and simplified', async () => {
  const run = await made(parts);
  const components = run.made.model!.model.components;
  assert.deepEqual(
    components.map(({ id, name }) => [id, name]),
    [
      ['left', 'LEFT'],
      ['right', 'RIGHT'],
      ['core', 'CORE'],
    ],
  );
  assert.deepEqual(run.findings, []);
  for (const [n, { mesh }] of components.entries()) {
    await demandSolid(mesh, crew);
    const voxelsMm3 = parts[n]!.count * VOXEL_MM3;
    assert.ok(Math.abs(meshVolumeMm3(mesh) / voxelsMm3 - 1) < 0.05, `${meshVolumeMm3(mesh)} against ${voxelsMm3}`);
  }
  // All of the core's surface lies against one of the two others, turned round; and all three together leave no gap.
  const around = new Set([...placesOf(components[0]!.mesh, true), ...placesOf(components[1]!.mesh, true)]);
  for (const triangle of placesOf(components[2]!.mesh)) assert.ok(around.has(triangle));
  const whole = components.reduce((sum, { mesh }) => sum + meshVolumeMm3(mesh), 0);
  const all = await made([segmentWhere('ball', inBall)]);
  assert.ok(Math.abs(whole / meshVolumeMm3(all.made.model!.model.components[0]!.mesh) - 1) < 0.01);
});

test('what two share is simplified within the bound, and once: far fewer triangles, the very same for both', async () => {
  const [dense, light] = [await made(parts, { simplifyMm: 0 }), await made(parts, { simplifyMm: 0.05 })];
  const [before, after] = [dense, light].map(({ made: { model } }) => model!.model.components);
  const shared = (components: typeof before, a: number, b: number): Set<string> => {
    const theirs = placesOf(components![b]!.mesh, true);
    return new Set([...placesOf(components![a]!.mesh)].filter((place) => theirs.has(place)));
  };
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const [many, few] = [shared(before, a, b), shared(after, a, b)];
    assert.ok(few.size > 0 && few.size < 0.6 * many.size, `${few.size} of ${many.size} between ${a} and ${b}`);
    // A gap would show as area that only one of the two has.
    const { aToB, bToA } = await surfaceDistances(after![a]!.mesh, before![a]!.mesh, crew);
    assert.ok(Math.max(aToB.maxMm, bToA.maxMm) < 0.05 + 1e-4, `${aToB.maxMm} ${bToA.maxMm}`);
  }
  for (const { mesh } of after!) await demandSolid(mesh, crew);
});

test('a later segment has the voxels that two hold, and an empty one is refused', async () => {
  const overlapping = [segmentWhere('ball', inBall), segmentWhere('core', inCore)];
  const run = await made(overlapping, { smoothMm: 0, simplifyMm: 0 });
  const [ball, core] = run.made.model!.model.components;
  const whole = overlapping[0]!.count * VOXEL_MM3;
  assert.ok(Math.abs((meshVolumeMm3(ball!.mesh) + meshVolumeMm3(core!.mesh)) / whole - 1) < 0.02);
  await assert.rejects(made([segmentWhere('none', () => false)], { segments: ['none'] }), {
    code: 'segment/empty-mask',
  });
});

test('more segments than labels tell apart are refused with a code, not left out', async () => {
  const many = Array.from({ length: 256 }, (_, n) =>
    segmentWhere(`s${n}`, (i, j, k) => i === n % 32 && j === Math.floor(n / 32) && k === 3),
  );
  await assert.rejects(made(many), { code: 'model/too-many-segments' });
});
