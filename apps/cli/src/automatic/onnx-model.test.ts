import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { ModelManifest } from '@specola/record';
import { brickMaskHas, type Dimensions, type IjkToLps, ijkToLpsOf, type Volume } from '@specola/space';
import { checkModel, readManifest, segmentByModel } from '@specola/steps';
import { needsScipy, smoothingModel, withScipy } from '@specola/test-kit';
import { openOnnxEngine } from './onnx-engine.ts';

/** Turned by 5° about the head axis, then by 9° about the left-right one; anisotropic. */
const [CZ, SZ, CX, SX] = [Math.cos(0.09), Math.sin(0.09), Math.cos(0.15), Math.sin(0.15)];
const SPACING_MM = [0.53, 0.67, 1.39] as const;
const OBLIQUE = ijkToLpsOf(
  [
    [CZ, -SZ, 0, 31.7],
    [CX * SZ, CX * CZ, -SX, -84.2],
    [SX * SZ, SX * CZ, CX, 203.9],
  ].flatMap((row) => row.map((value, c) => value * (SPACING_MM[c] ?? 1))),
);
const QUIET = { report: () => undefined, signal: new AbortController().signal };
const OPTIONS = { checks: [], memoryLimitBytes: 2 ** 31 } as const;

/** Two soft balls of different size and brightness, and a gradient: no symmetry, no flat places. */
function scan(dimensions: Dimensions, ijkToLps: IjkToLps): Volume {
  const [nx, ny, nz] = dimensions;
  const values = new Int16Array(nx * ny * nz);
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, v++) {
        const ball = (x: number, y: number, z: number, size: number, hu: number) =>
          hu * Math.exp(-(((i - x) / size) ** 2) - ((j - y) / size) ** 2 - ((1.6 * (k - z)) / size) ** 2);
        values[v] = Math.round(
          ball(0.3 * nx, 0.4 * ny, 0.45 * nz, 6, 1100) + ball(0.7 * nx, 0.6 * ny, 0.6 * nz, 4, 700) + 3 * i - 2 * k,
        );
      }
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

/** A kernel with no symmetry, so that a turned or swapped axis shows. */
const SIDES = [3, 5, 3] as const;
const KERNEL = Array.from({ length: 45 }, (_, n) => 1 + ((7 * n) % 11));
const SUM = KERNEL.reduce((sum, weight) => sum + weight, 0);
const MODEL = { kernel: KERNEL.map((weight) => weight / SUM), sides: SIDES, level: 0.45, gain: 12 };

function manifestOf(bytes: Uint8Array, input: Partial<ModelManifest['input']> = {}): ModelManifest {
  return readManifest({
    schema: 'specola/model-manifest/1',
    name: 'smoothing',
    version: '1',
    license: 'CC0-1.0',
    author: 'test-kit',
    sha256: shaOf(bytes),
    clearance: { status: 'not-cleared' },
    modality: 'CT',
    input: {
      orientation: 'SPL',
      spacingMm: null,
      patchVoxels: null,
      intensity: { clip: { by: 'values', low: -100, high: 900 }, scale: { by: 'clip-range', to: [0, 1] } },
      ...input,
    },
    output: {
      channels: 2,
      activation: 'softmax',
      decide: { by: 'largest' },
      segments: [{ channel: 1, id: 'bone', name: 'Bone', anatomy: 'bone' }],
    },
  });
}

const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function segmented(volume: Volume, bytes: Uint8Array, input: Partial<ModelManifest['input']> = {}) {
  const checked = checkModel(manifestOf(bytes, input), { bytes, sha256: shaOf(bytes) }, volume.modality);
  const engine = await openOnnxEngine('wasm');
  return segmentByModel(volume, checked, engine, OPTIONS, QUIET);
}

function asBytes(run: Awaited<ReturnType<typeof segmented>>): Uint8Array {
  const { voxels } = run.segmentation.segments[0]!;
  const [nx, ny, nz] = voxels.dimensions;
  return Uint8Array.from({ length: nx * ny * nz }, (_, v) =>
    Number(brickMaskHas(voxels, v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)))),
  );
}

/** What SciPy makes of the same: axes k, j, i are S, P, L here, as the model asks. */
const BY_SCIPY = `
from scipy import ndimage
x = (np.clip(A['scan'].astype(np.float64), -100, 900) + 100) / 1000
smooth = ndimage.correlate(x, A['kernel'], mode='constant', cval=0)
R['mask'] = smooth > 0.45
R['near'] = np.abs(smooth - 0.45) < 1e-6
`;

test(
  'a network of ONNX on an oblique, anisotropic scan gives what SciPy computes, voxel for voxel',
  needsScipy(),
  async () => {
    const volume = scan([41, 37, 23], OBLIQUE);
    const run = await segmented(volume, smoothingModel(MODEL));
    const { mask, near } = withScipy(BY_SCIPY, {
      scan: { kind: 'int16', dimensions: volume.dimensions, data: volume.values },
      kernel: { kind: 'float64', dimensions: [SIDES[2], SIDES[1], SIDES[0]], data: Float64Array.from(MODEL.kernel) },
    });
    assert.equal(
      [...near!].reduce((sum, one) => sum + one, 0),
      0,
    );
    assert.deepEqual(asBytes(run), mask);
    assert.ok([...mask!].filter(Boolean).length > 500);
  },
);

test('patches that overlap and lose their rim give what the whole scan gives at once', async () => {
  const volume = scan([41, 37, 23], OBLIQUE);
  const bytes = smoothingModel(MODEL);
  const whole = await segmented(volume, bytes);
  for (const blending of ['gaussian', 'constant'] as const) {
    const tiled = await segmented(volume, bytes, {
      patchVoxels: [9, 16, 13],
      overlapShare: 0.5,
      trimVoxels: [1, 2, 1],
      blending,
    });
    assert.ok(tiled.runs > 50, `${tiled.runs} patches`);
    assert.deepEqual(asBytes(tiled), asBytes(whole), blending);
  }
});

test('a patch larger than the scan is filled up with zeros, and gives the same', async () => {
  const volume = scan([41, 37, 23], OBLIQUE);
  const bytes = smoothingModel({ ...MODEL, dims: [32, 48, 64] });
  const padded = await segmented(volume, bytes, { patchVoxels: [32, 48, 64] });
  assert.equal(padded.runs, 1);
  assert.deepEqual(asBytes(padded), asBytes(await segmented(volume, smoothingModel(MODEL))));
});

test('the segment does not depend on how the scan is stored: turned and mirrored grids give the same places', async () => {
  const volume = scan([41, 37, 23], OBLIQUE);
  const [nx, ny, nz] = volume.dimensions;
  // Stored as k, i, −j: other axes, the same body.
  const values = new Int16Array(volume.values.length);
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) values[k + nz * (i + nx * (ny - 1 - j))] = volume.values[i + nx * (j + ny * k)]!;
  const m = OBLIQUE;
  const affine = [0, 4, 8].flatMap((r) => [m[r + 2]!, m[r]!, -m[r + 1]!, m[r + 3]! + (ny - 1) * m[r + 1]!]);
  const turned: Volume = { ...volume, values, dimensions: [nz, nx, ny], ijkToLps: ijkToLpsOf(affine) };
  const bytes = smoothingModel(MODEL);
  const [straight, other] = [await segmented(volume, bytes), await segmented(turned, bytes)];
  const { voxels } = other.segmentation.segments[0]!;
  const back = asBytes(straight).map((_, v) => {
    const [i, j, k] = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    return Number(brickMaskHas(voxels, k, i, ny - 1 - j));
  });
  assert.deepEqual(back, asBytes(straight));
});

test(
  'a model of another spacing is fed, and its probabilities brought back, as SciPy does it',
  needsScipy(),
  async () => {
    const volume = scan([41, 37, 23], OBLIQUE);
    const spacingMm = [1.1, 0.9, 0.8] as const;
    const run = await segmented(volume, smoothingModel(MODEL), { spacingMm: [...spacingMm] });
    const told = run.grid.flatMap(({ voxels, start, step, scanVoxels }) => [voxels, start, step, scanVoxels]);
    const { mask, share } = withScipy(
      `
from scipy import ndimage
g = A['grid'].ravel().reshape(3, 4)
# Each axis by itself: the center of the scan is the center of the model's grid, ends are held.
at = [np.clip(s + t * np.arange(int(n)), 0, c - 1) for n, s, t, c in g]
x = ndimage.map_coordinates(A['scan'].astype(np.float64), np.meshgrid(*at, indexing='ij'), order=1, mode='nearest')
x = (np.clip(x, -100, 900) + 100) / 1000
smooth = ndimage.correlate(x, A['kernel'], mode='constant', cval=0)
p = 1 / (1 + np.exp(-24 * (smooth - 0.45)))
back = [np.clip((np.arange(int(c)) - s) / t, 0, n - 1) for n, s, t, c in g]
q = ndimage.map_coordinates(p, np.meshgrid(*back, indexing='ij'), order=1, mode='nearest')
R['mask'] = q > 0.5
R['share'] = q
`,
      {
        scan: { kind: 'int16', dimensions: volume.dimensions, data: volume.values },
        kernel: { kind: 'float64', dimensions: [SIDES[2], SIDES[1], SIDES[0]], data: Float64Array.from(MODEL.kernel) },
        grid: { kind: 'float64', dimensions: [4, 3, 1], data: Float64Array.from(told) },
      },
    );
    // Along S, P and L of the oblique scan: the grid itself is checked by hand.
    const mm = [SPACING_MM[2], SPACING_MM[1], SPACING_MM[0]];
    assert.deepEqual(
      run.grid.map(({ voxels }) => voxels),
      [23, 37, 41].map((n, t) => Math.round((n * mm[t]!) / spacingMm[t]!)),
    );
    const ours = asBytes(run);
    const apart = [...ours].flatMap((one, v) => (one === mask![v] ? [] : [Math.abs(share![v]! - 0.5)]));
    // Only single precision may decide otherwise, where a voxel lies on the edge.
    assert.ok(Math.max(0, ...apart) < 1e-4, `${apart.length} voxels apart`);
    assert.ok([...ours].filter(Boolean).length > 500);
  },
);

test('nothing is given when the work is stopped, and the engine’s refusal is a sentence', async () => {
  const volume = scan([41, 37, 23], OBLIQUE);
  const bytes = smoothingModel({ ...MODEL, opset: 99 });
  await assert.rejects(segmented(volume, bytes), (thrown: { code?: string; what?: string }) => {
    assert.equal(thrown.code, 'automatic/model-failed');
    assert.match(thrown.what!, /opset/i);
    assert.doesNotMatch(thrown.what!, /azure|\/mnt/);
    return true;
  });
  const stop = new AbortController();
  const good = smoothingModel(MODEL);
  const checked = checkModel(
    manifestOf(good, { patchVoxels: [9, 16, 13] }),
    { bytes: good, sha256: shaOf(good) },
    'CT',
  );
  const seen: number[] = [];
  const pace = {
    signal: stop.signal,
    report: (done: number) => {
      seen.push(done);
      if (seen.length === 3) stop.abort(new Error('stopped'));
    },
  };
  await assert.rejects(segmentByModel(volume, checked, await openOnnxEngine('wasm'), OPTIONS, pace), /stopped/);
  assert.equal(seen.length, 3);
});
