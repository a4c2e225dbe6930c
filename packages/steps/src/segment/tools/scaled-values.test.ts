import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import { ijkToLpsOf, type SegmentState, type Volume } from '@specola/space';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [50, 44, 40] as const;
const [nx, ny, nz] = dimensions;

/** A blurred ball of 900 with a shell of 300 around it, in noise about 50; 700 is its brightest edge, 0 its darkest voxel. */
function scan(crew: ReturnType<typeof soloCrew>, { slope, intercept }: { slope: number; intercept: number }): Volume {
  const values = crew.arena.int16(nx * ny * nz);
  let state = 11;
  for (let v = 0; v < values.length; v++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const noise = ((state >>> 8) / 2 ** 24 - 0.5) * 60;
    const r = Math.hypot((v % nx) - 25, (Math.floor(v / nx) % ny) - 22, Math.floor(v / (nx * ny)) - 20);
    const edge = (at: number) => 0.5 - 0.5 * Math.tanh(r - at);
    values[v] = Math.round(50 + 250 * edge(15) + 600 * edge(9) + noise);
  }
  return {
    dimensions,
    values,
    ijkToLps: ijkToLpsOf([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]),
    modality: 'MR',
    valueScale: { slope, intercept, unit: 'arbitrary' },
  };
}

const seeds = [
  { command: 'segment.add', params: { segment: 'other' } },
  { command: 'segment.paint', params: { segment: 'one', radiusMm: 3, strokes: [[[25, 22, 20]]] } },
  { command: 'segment.paint', params: { segment: 'other', radiusMm: 2, strokes: [[[4, 4, 4]], [[45, 40, 35]]] } },
];

/** One segment by every tool that is told values; `at` turns a stored value, `by` a difference into the unit of the image. */
const TOOLS: Readonly<Record<string, (at: (v: number) => number, by: (v: number) => number) => object[]>> = {
  threshold: (at) => [{ command: 'segment.threshold', params: { segment: 'one', rangeHu: [at(200), at(640)] } }],
  otsu: () => [{ command: 'segment.threshold', params: { segment: 'one', method: 'otsu' } }],
  'otsu within a range': (at) => [
    { command: 'segment.threshold', params: { segment: 'one', method: 'otsu', rangeHu: [at(200), at(1200)] } },
  ],
  'half-maximum': (at) => [
    { command: 'segment.threshold', params: { segment: 'one', method: 'half-maximum', rangeHu: [at(500), at(1200)] } },
  ],
  'local threshold': (at, by) => [
    {
      command: 'segment.threshold',
      params: { segment: 'one', method: 'local', rangeHu: [at(100), at(1200)], surroundingsMm: 6, aboveHu: by(60) },
    },
  ],
  'flood in a range': (at) => [
    {
      command: 'segment.flood-fill',
      params: { segment: 'one', seedsLpsMm: [[25, 22, 20]], rangeHu: [at(600), at(1200)], leakGuardMm: 2 },
    },
  ],
  'flood about a seed': (_, by) => [
    { command: 'segment.flood-fill', params: { segment: 'one', seedsLpsMm: [[25, 22, 20]], toleranceHu: by(150) } },
  ],
  'brush in a range': (at) => [
    {
      command: 'segment.paint',
      params: { segment: 'one', radiusMm: 12, strokes: [[[25, 22, 20]]], masking: { rangeHu: [at(200), at(640)] } },
    },
  ],
  'grow in a range': (at) => [
    ...seeds,
    {
      command: 'segment.grow-from-seeds',
      params: { segments: ['one', 'other'], marginMm: 50, masking: { rangeHu: [at(200), at(1200)] } },
    },
  ],
  'watershed in a range': (at) => [
    ...seeds,
    {
      command: 'segment.watershed',
      params: { segments: ['one', 'other'], marginMm: 50, masking: { rangeHu: [at(200), at(1200)] } },
    },
  ],
  'level trace': () => [{ command: 'segment.level-trace', params: { segment: 'one', atLpsMm: [33, 22, 20] } }],
  'fast march': (_, by) => [
    {
      command: 'segment.fast-march',
      params: { segment: 'one', seedsLpsMm: [[25, 22, 20]], volumeMm3: 2500, spreadHu: by(100) },
    },
  ],
};

async function made(
  tool: keyof typeof TOOLS,
  scale: { slope: number; intercept: number },
): Promise<{ one: SegmentState; areaMm2: number | undefined }> {
  const crew = soloCrew(new Arena());
  const volume = scan(crew, scale);
  const recipe = [
    { command: 'segment.add', params: { segment: 'one' } },
    ...TOOLS[tool]!(
      (stored) => scale.slope * stored + scale.intercept,
      (stored) => scale.slope * stored,
    ),
    { command: 'segments.measure', params: {} },
  ] as { command: string; params: Record<string, unknown> }[];
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  const result = await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
  return { one: result.made.segments!.now.segments[0]!, areaMm2: result.made.table![0]!.surface?.areaMm2 };
}

test('every tool that is told values takes them in the unit of the image, however its file stores them', async () => {
  for (const tool of Object.keys(TOOLS)) {
    const plain = await made(tool, { slope: 1, intercept: 0 });
    assert.ok(plain.areaMm2! > 100, `${tool} makes something`);
    for (const scale of [
      { slope: 1, intercept: 32768 },
      { slope: 0.7, intercept: -200 },
      { slope: 3.1, intercept: 17 },
    ]) {
      const { one, areaMm2 } = await made(tool, scale);
      assert.deepEqual(one.voxels, plain.one.voxels, `${tool} at ${JSON.stringify(scale)}`);
      if (plain.one.isoHu === null) assert.equal(one.isoHu, null);
      else {
        const expected = scale.slope * plain.one.isoHu + scale.intercept;
        assert.ok(Math.abs(one.isoHu! - expected) < 1e-6, `${tool}: ${one.isoHu} for ${expected}`);
      }
      // Where the surface runs through a value that voxels have, the last digit decides on which side they lie.
      assert.ok(
        Math.abs(areaMm2! - plain.areaMm2!) < 0.003 * plain.areaMm2!,
        `${tool}: ${areaMm2} for ${plain.areaMm2} mm²`,
      );
    }
  }
});
