import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  invertIjkToLps,
  pointIjk,
  pointLps,
  signedVoxelVolumeMm3,
  type Triple,
  toIjk,
  toLps,
  type Volume,
} from '@specola/space';
import { type Fault, type FaultStudy, faultStudy } from '@specola/test-kit';
import { chooseSeries } from './choose-series.ts';
import { loadVolume } from './load-volume.ts';
import { scanStudy } from './scan-study.ts';

const lend = (length: number) => new Int16Array(new SharedArrayBuffer(2 * length));

async function read(fault: Fault) {
  const study = faultStudy(fault);
  const chosen = chooseSeries(await scanStudy(study.files), { anatomy: 'bone' });
  return { study, chosen, ...(await loadVolume(chosen, lend)) };
}

/** Trilinear, written apart from the product's own. */
function valueAt({ values, dimensions: [nx, ny], ijkToLps }: Volume, at: Triple): number {
  const [i, j, k] = toIjk(pointLps(...at), invertIjkToLps(ijkToLps));
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [a, b, c] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const [x, y, z] = [Math.floor(i) + a, Math.floor(j) + b, Math.floor(k) + c];
    const weight = (1 - Math.abs(i - x)) * (1 - Math.abs(j - y)) * (1 - Math.abs(k - z));
    sum += weight * values[x + nx * (y + ny * z)]!;
  }
  return sum;
}

const huAtOf = ({ huAt }: FaultStudy, [x, y, z]: Triple): number => huAt(x, y, z);

/** How far the half-maximum lies from the ball's true surface, along rays in all directions. */
function surfaceErrorsMm(volume: Volume, { ball }: FaultStudy, keep: (direction: Triple) => boolean = () => true) {
  const errors: number[] = [];
  for (let n = 0; n < 400; n++) {
    const z = 1 - (2 * n + 1) / 400;
    const angle = n * 2.399963;
    const across = Math.sqrt(1 - z * z);
    const d: Triple = [across * Math.cos(angle), across * Math.sin(angle), z];
    if (!keep(d)) continue;
    const at = (r: number): Triple => [
      ball.centerLps[0] + r * d[0],
      ball.centerLps[1] + r * d[1],
      ball.centerLps[2] + r * d[2],
    ];
    let r = ball.radiusMm - 2;
    while (valueAt(volume, at(r)) > (820 + 55) / 2) r += 0.02;
    errors.push(r - ball.radiusMm);
  }
  const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
  return {
    mean,
    largest: Math.max(...errors.map(Math.abs)),
    rms: Math.sqrt(errors.reduce((s, e) => s + e * e, 0) / errors.length),
  };
}

test('a study with a tilted gantry comes out upright, each surface where it was, as near as in an upright scan', async () => {
  const upright = await read('none');
  const tilted = await read('tilt');
  const one = surfaceErrorsMm(upright.volume, upright.study);
  const other = surfaceErrorsMm(tilted.volume, tilted.study);
  assert.ok(other.rms < one.rms + 0.02 && other.rms < 0.09, `rms ${other.rms} mm beside ${one.rms} mm`);
  assert.ok(other.largest < 0.35, `largest ${other.largest} mm`);
  assert.ok(Math.abs(other.mean) < 0.03, `mean ${other.mean} mm`);
  const m = tilted.volume.ijkToLps;
  const dot = (a: number, b: number) => m[a]! * m[b]! + m[a + 4]! * m[b + 4]! + m[a + 8]! * m[b + 8]!;
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const)
    assert.ok(Math.abs(dot(a, b)) < 1e-9, 'the grid is not sheared');
  assert.ok(signedVoxelVolumeMm3(m) > 0);
  assert.deepEqual(
    [tilted.source.resampling?.interpolatedSlices, tilted.source.resampling?.largestStepMm.toFixed(4)],
    [0, '0.0000'],
  );
  // 129 steps of 0.8 mm, and sin 13.5°.
  assert.ok(Math.abs(tilted.source.resampling!.largestShiftMm - 129 * 0.8 * 0.2334454) < 1e-3);
});

test('every voxel of the upright grid holds what the scanner would have measured there', async () => {
  const { volume, study } = await read('tilt');
  const [nx, ny, nz] = volume.dimensions;
  let [sum, count, outside] = [0, 0, 0];
  for (let k = 3; k < nz; k += 11)
    for (let j = 0; j < ny; j += 3)
      for (let i = 1; i < nx; i += 3) {
        const value = volume.values[i + nx * (j + ny * k)]!;
        if (value === -1024) outside++;
        else {
          sum += Math.abs(value - huAtOf(study, toLps(pointIjk(i, j, k), volume.ijkToLps)));
          count++;
        }
      }
  assert.ok(sum / count < 16, `mean difference ${sum / count} HU; the noise alone makes ${12 * 0.8}`);
  assert.ok(outside > 0 && count > outside);
});

test('missing slices are drawn straight between their neighbors, and the rest is as it was', async () => {
  const whole = await read('none');
  const holed = await read('missing');
  assert.deepEqual(holed.volume.dimensions, whole.volume.dimensions);
  const perSlice = 100 * 90;
  for (const k of [0, 60, 110, 114, 129])
    assert.deepEqual(
      holed.volume.values.subarray(k * perSlice, (k + 1) * perSlice),
      whole.volume.values.subarray(k * perSlice, (k + 1) * perSlice),
    );
  const [before, middle, after] = [110, 112, 114].map((k) => holed.volume.values[k * perSlice + 4550]!) as [
    number,
    number,
    number,
  ];
  assert.equal(middle, Math.floor((before + after) / 2 + 0.5));
  assert.deepEqual(holed.source.resampling, {
    method: 'cubic in the plane, linear between slices',
    largestShiftMm: 0,
    largestStepMm: holed.source.resampling!.largestStepMm,
    interpolatedSlices: 3,
  });
  assert.ok(Math.abs(holed.source.resampling!.largestStepMm - 1.6) < 1e-3);
});

test('unequal steps are laid on one step, and a ball keeps its place', async () => {
  const { volume, study, chosen, source } = await read('unequal');
  assert.equal(chosen.stack.geometry.kind, 'uneven');
  assert.ok(Math.abs(source.spacingMm[2] - 0.8) < 1e-9);
  const { mean, largest } = surfaceErrorsMm(volume, study);
  assert.ok(Math.abs(mean) < 0.04 && largest < 0.5, `mean ${mean}, largest ${largest} mm`);
});

test('the same stack gives the same bytes', async () => {
  const [a, b] = [await read('tilt'), await read('tilt')];
  assert.deepEqual(a.volume.values, b.volume.values);
});
