import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { countBricks } from '@specola/kernels';
import type { ModelManifest } from '@specola/record';
import { type BrickMask, brickMaskHas, type Dimensions, ijkToLpsOf, type Volume } from '@specola/space';
import { onnxModel, smoothingModel } from '@specola/test-kit';
import fc from 'fast-check';
import type { z } from 'zod';
import { checkModel, readManifest } from './check-manifest.ts';
import type { InferenceEngine, ModelTensor } from './model-engine.ts';
import { modelGrid } from './model-grid.ts';
import { intensityScale, scaled } from './scale-intensity.ts';
import { segmentByModel } from './segment-by-model.ts';

type Told = z.input<typeof ModelManifest>;

const FILE = smoothingModel({ kernel: [1], sides: [1, 1, 1], level: 0, gain: 1 });
const SHA = createHash('sha256').update(FILE).digest('hex');
/** A file of three channels; what they hold is the stand-in's affair. */
const THREE = onnxModel({
  nodes: [{ op: 'Relu', inputs: ['image'], outputs: ['classes'] }],
  weights: {},
  input: { name: 'image', dims: [1, 1, 'd', 'h', 'w'] },
  output: { name: 'classes', dims: [1, 3, 'd', 'h', 'w'] },
});
const QUIET = { report: () => undefined, signal: new AbortController().signal };

const told = (changes: Partial<Told> = {}): Told => ({
  schema: 'specola/model-manifest/1',
  name: 'stand-in',
  version: '3',
  license: 'CC0-1.0',
  author: 'nobody',
  sha256: SHA,
  clearance: { status: 'unknown' },
  modality: 'CT',
  input: { orientation: 'RAS', spacingMm: null, patchVoxels: null, intensity: { scale: { by: 'none' } } },
  output: {
    channels: 2,
    activation: 'none',
    decide: { by: 'largest' },
    segments: [{ channel: 1, id: 'bright', name: 'Bright' }],
  },
  ...changes,
});
const code = (work: () => unknown): string => {
  try {
    work();
    return 'fine';
  } catch (thrown) {
    return `${(thrown as { code?: string }).code}: ${(thrown as { what?: string }).what}`;
  }
};
const checked = (changes: Partial<Told> = {}, modality: 'CT' | 'MR' | 'other' = 'CT') =>
  checkModel(readManifest(told(changes)), { bytes: FILE, sha256: SHA }, modality);

/** An engine that does with a patch whatever the test wants. */
const engineOf = (answer: (input: ModelTensor) => ModelTensor): InferenceEngine => ({
  name: 'stand-in',
  version: '0',
  load: async () => ({ run: async (input) => answer(input), close: async () => undefined }),
});
/** Class 1 where the value is above a level. */
const above = (level: number) =>
  engineOf(({ values, dims: [, , ...space] }) => ({
    values: Float32Array.from(
      [...values].map((v) => Number(v <= level)).concat([...values].map((v) => Number(v > level))),
    ),
    dims: [1, 2, ...space],
  }));

function volumeOf(
  dimensions: Dimensions,
  affine: readonly number[],
  value: (i: number, j: number, k: number) => number,
): Volume {
  const [nx, ny, nz] = dimensions;
  const values = new Int16Array(nx * ny * nz);
  for (let v = 0; v < values.length; v++) values[v] = value(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
  return {
    dimensions,
    values,
    ijkToLps: ijkToLpsOf(affine),
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
}
const voxelsOf = (mask: BrickMask): string[] => {
  const [nx, ny, nz] = mask.dimensions;
  return Array.from({ length: nx * ny * nz }, (_, v) => [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))])
    .filter(([i, j, k]) => brickMaskHas(mask, i!, j!, k!))
    .map((at) => at.join(' '));
};

test('a manifest is held against itself, the file and the scan, and the refusal names what does not fit', () => {
  const output = told().output;
  const segment = output.segments[0]!;
  const withSegment = (changes: object) => ({ output: { ...output, segments: [{ ...segment, ...changes }] } });
  assert.match(
    code(() => readManifest(null)),
    /^automatic\/bad-manifest/,
  );
  assert.match(
    code(() => readManifest({ ...told(), licence: 'x' })),
    /licence/,
  );
  assert.match(
    code(() => checked(withSegment({ anatomy: 'antler' }))),
    /bad-manifest: .*"antler" is no anatomy/,
  );
  assert.match(
    code(() => checked(withSegment({ anatomy: 'tibia' }))),
    /left and a right tibia/,
  );
  assert.match(
    code(() => checked(withSegment({ channel: 2 }))),
    /beyond the 2 channels/,
  );
  assert.match(
    code(() => checked({ output: { ...output, segments: [segment, segment] } })),
    /two have the id/,
  );
  assert.match(
    code(() => checked({ input: { ...told().input, orientation: 'RAL' } })),
    /input\.orientation/,
  );
  assert.match(
    code(() => checked({ sha256: 'a'.repeat(64) })),
    /^automatic\/other-model/,
  );
  assert.match(
    code(() => checked({}, 'MR')),
    /^automatic\/other-modality: .*meant for CT, and the scan is MR/,
  );
  assert.match(
    code(() => checked({ output: { ...output, channels: 3 } })),
    /^automatic\/model-shape: .*gives 1 × 2 ×/,
  );
  assert.match(
    code(() => checked({ input: { ...told().input, name: 'picture' } })),
    /"picture" is not there; the model has "image"/,
  );
  assert.equal(
    code(() => checked({ modality: 'any' }, 'other')),
    'fine',
  );
});

test('the axes of the model are the nearest ones of the scan, turned as its letters say', () => {
  // i runs to the head, j to the right, k to the front; 30 degrees oblique about the head axis.
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const affine = [0, -0.7 * c, -0.9 * s, 5, 0, 0.7 * s, -0.9 * c, 6, 1.3, 0, 0, 7];
  const grid = modelGrid({ dimensions: [10, 20, 30], ijkToLps: ijkToLpsOf(affine) }, 'RAS', null);
  assert.deepEqual(
    grid.map(({ scanAxis, step, voxels, start }) => [
      scanAxis,
      Math.round(1e9 * step) / 1e9,
      voxels,
      Math.round(1e9 * start) / 1e9,
    ]),
    [
      [1, 1, 20, 0],
      [2, 1, 30, 0],
      [0, 1, 10, 0],
    ],
  );
  const turned = modelGrid({ dimensions: [10, 20, 30], ijkToLps: ijkToLpsOf(affine) }, 'IPL', [2.6, 0.45, 1.4]);
  assert.deepEqual(
    turned.map(({ scanAxis, step, voxels }) => [scanAxis, Math.round(1e9 * step) / 1e9, voxels]),
    [
      [0, -2, 5],
      [2, -0.5, 60],
      [1, -2, 10],
    ],
  );
});

test('percentiles, means and deviations are those of all voxels, as numpy has them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 3000 }), { minLength: 8, maxLength: 60 }), (list) => {
      const volume = volumeOf([list.length, 1, 1], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], (i) => list[i]!);
      const sorted = [...list].sort((a, b) => a - b);
      const at = (percent: number) => {
        const place = (percent / 100) * (sorted.length - 1);
        const low = sorted[Math.floor(place)]!;
        return low + (sorted[Math.ceil(place)]! - low) * (place % 1);
      };
      const scale = intensityScale(volume, {
        clip: { by: 'percentiles', low: 5, high: 90 },
        scale: { by: 'scan-mean-sd', over: 'all' },
        order: 'resample-first',
      });
      assert.ok(Math.abs(scale.low - at(5)) < 1e-9 && Math.abs(scale.high - at(90)) < 1e-9);
      const clipped = list.map((value) => Math.min(Math.max(value, at(5)), at(90)));
      const mean = clipped.reduce((sum, value) => sum + value, 0) / list.length;
      const sd = Math.sqrt(clipped.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
      for (const [n, value] of list.entries())
        assert.ok(Math.abs(scaled(value, scale) - (sd > 0 ? (clipped[n]! - mean) / sd : 0)) < 1e-6);
    }),
    { seed: 3, numRuns: 100 },
  );
});

test('a threshold gives a voxel to every channel that reaches it', async () => {
  const volume = volumeOf([9, 8, 7], [0.5, 0, 0, 0, 0, 0.6, 0, 0, 0, 0, 2, 0], (i) => 100 * i);
  const two = checked({
    output: {
      channels: 2,
      activation: 'sigmoid',
      decide: { by: 'threshold', at: 0.5 },
      segments: [
        { channel: 0, id: 'low', name: 'Low' },
        { channel: 1, id: 'high', name: 'High' },
      ],
    },
  });
  const engine = engineOf(({ values, dims: [, , ...space] }) => ({
    values: Float32Array.from([...values].map((v) => v - 250).concat([...values].map((v) => v - 550))),
    dims: [1, 2, ...space],
  }));
  const { segmentation } = await segmentByModel(volume, two, engine, { checks: [], memoryLimitBytes: 1e9 }, QUIET);
  assert.deepEqual(
    segmentation.segments.map(({ voxels }) => countBricks(voxels)),
    [6 * 56, 3 * 56],
  );
});

test('a coarse model’s edge is laid by its probabilities, not by its voxels', async () => {
  // A ramp of 10 HU a millimeter on half-millimeter voxels, seen at 4 mm: nearest labels would step by eight voxels.
  const volume = volumeOf([160, 12, 12], [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0], (i) => 5 * i);
  const coarse = checked({
    input: { ...told().input, spacingMm: [4, 4, 4] },
    output: { ...told().output, activation: 'softmax' },
  });
  const engine = engineOf(({ values, dims: [, , ...space] }) => ({
    values: Float32Array.from([...values].map(() => 0).concat([...values].map((v) => (v - 333) / 10))),
    dims: [1, 2, ...space],
  }));
  const { segmentation } = await segmentByModel(volume, coarse, engine, { checks: [], memoryLimitBytes: 1e9 }, QUIET);
  const first = Math.min(...voxelsOf(segmentation.segments[0]!.voxels).map((at) => Number(at.split(' ')[0])));
  assert.ok(Math.abs(first - 333 / 5) <= 1, `the edge lies at voxel ${first}`);
});

test('a model that agrees with its mirrored and shifted self passes, and one that looks at the side does not', async () => {
  const volume = volumeOf([24, 12, 10], [0.9, 0, 0, 0, 0, 0.8, 0, 0, 0, 0, 1.5, 0], (i, j) =>
    (i - 6) ** 2 + (j - 5) ** 2 < 12 || (i - 17) ** 2 + (j - 5) ** 2 < 9 ? 1000 : 0,
  );
  const how = { checks: ['flip', 'shift'], memoryLimitBytes: 1e9 } as const;
  const tiled = checked({ input: { ...told().input, patchVoxels: [8, 8, 8] } });
  const fair = await segmentByModel(volume, tiled, above(500), how, QUIET);
  assert.deepEqual(
    fair.checks.map(({ check, dice }) => [check, dice]),
    [
      ['flip', 1],
      ['shift', 1],
    ],
  );
  assert.deepEqual(fair.findings, []);
  // Only what lies in the first half of its window is seen.
  const partial = engineOf(({ values, dims: [, , a, b, c] }) => {
    const seen = values.map((v, n) => Number(v > 500 && Math.floor(n / (b! * c!)) < a! / 2));
    return { values: Float32Array.from([...seen].map((v) => 1 - v).concat([...seen])), dims: [1, 2, a!, b!, c!] };
  });
  const unfair = await segmentByModel(volume, checked(), partial, how, QUIET);
  const codes = unfair.findings.map((finding) => finding.code);
  assert.ok(codes.includes('automatic/flip-disagrees'), codes.join());
  assert.ok(unfair.checks[0]!.dice! < 0.6);
});

test('mirrored, the left bone is the right one: a model with sides is compared so', async () => {
  // Two bars, the one at the patient's left (+x) brighter.
  const volume = volumeOf([20, 6, 6], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], (i) =>
    i > 13 && i < 18 ? 900 : i > 2 && i < 7 ? 900 : 0,
  );
  const sided = checkModel(
    readManifest(
      told({
        output: {
          channels: 3,
          activation: 'none',
          decide: { by: 'largest' },
          segments: [
            { channel: 1, id: 'l', name: 'L', anatomy: 'tibia', side: 'left' },
            { channel: 2, id: 'r', name: 'R', anatomy: 'tibia', side: 'right' },
          ],
        },
        sha256: createHash('sha256').update(THREE).digest('hex'),
      }),
    ),
    { bytes: THREE, sha256: createHash('sha256').update(THREE).digest('hex') },
    'CT',
  );
  // Along R (the first axis of RAS) the left half comes first.
  const engine = engineOf(({ values, dims: [, , a, b, c] }) => {
    const side = (n: number) => Math.floor(n / (b! * c!)) < a! / 2;
    const left = [...values].map((v, n) => Number(v > 500 && side(n)));
    const right = [...values].map((v, n) => Number(v > 500 && !side(n)));
    return {
      values: Float32Array.from([...values].map((v) => Number(v <= 500)).concat(left, right)),
      dims: [1, 3, a!, b!, c!],
    };
  });
  const run = await segmentByModel(volume, sided, engine, { checks: ['flip'], memoryLimitBytes: 1e9 }, QUIET);
  assert.deepEqual(
    run.checks.map(({ dice }) => dice),
    [1, 1],
  );
  const [left] = run.segmentation.segments;
  assert.ok(
    voxelsOf(left!.voxels).every((at) => Number(at.split(' ')[0]) > 10),
    'left is +x',
  );
});

test('what is no number, too much memory, and an answer of another shape are refused', async () => {
  const volume = volumeOf([8, 8, 8], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], (i) => i);
  const run = (engine: InferenceEngine, memoryLimitBytes = 1e9) =>
    segmentByModel(volume, checked(), engine, { checks: [], memoryLimitBytes }, QUIET);
  const nan = engineOf(({ values, dims: [, , ...space] }) => ({
    values: new Float32Array(2 * values.length).fill(Number.NaN),
    dims: [1, 2, ...space],
  }));
  await assert.rejects(run(nan), { code: 'automatic/not-a-number' });
  await assert.rejects(run(above(3), 1000), { code: 'automatic/too-large' });
  await assert.rejects(run(engineOf((input) => input)), { code: 'automatic/model-shape' });
});
