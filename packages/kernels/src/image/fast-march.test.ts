import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brickMaskHas, type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import { Arena } from '../native/arena.ts';
import { soloCrew } from '../native/crew.ts';
import { countBricks } from './brick-masks.ts';
import { fastMarch, type ReachedFront } from './fast-march.ts';

const dimensions: Dimensions = [90, 75, 66];
const spacingMm: Triple = [0.7, 0.9, 1.2];
const start: Triple = [41, 33, 30];

const timeAt = ({ times }: ReachedFront, i: number, j: number, k: number): number =>
  times.get((i >> 5) + 3 * ((j >> 5) + 3 * (k >> 5)))![(i & 31) + 32 * ((j & 31) + 32 * (k & 31))]!;

async function front(
  valueAt: (i: number, j: number, k: number) => number,
  starts: readonly Triple[],
  mostVoxels: number,
) {
  const crew = soloCrew(new Arena());
  const values = crew.arena.int16(voxelCountOf(dimensions));
  const [nx, ny] = dimensions;
  for (let v = 0; v < values.length; v++)
    values[v] = valueAt(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
  return fastMarch(
    { values, dimensions },
    { starts, spacingMm, slownessPerMm: (value) => value / 100, mostVoxels },
    crew,
    { times: true },
  );
}

test('at one speed the front comes when the distance says, within 2 % in every direction', async () => {
  const made = await front(() => 100, [start], voxelCountOf(dimensions));
  let [worst, sum, n] = [0, 0, 0];
  for (let k = 0; k < dimensions[2]; k++)
    for (let j = 0; j < dimensions[1]; j++)
      for (let i = 0; i < dimensions[0]; i++) {
        const trueMm = Math.hypot(...[i, j, k].map((at, axis) => (at - start[axis]!) * spacingMm[axis]!));
        if (trueMm === 0) continue;
        const off = Math.abs(timeAt(made, i, j, k) / trueMm - 1);
        worst = Math.max(worst, off);
        sum += off;
        n++;
      }
  assert.ok(worst < 0.02, `worst ${worst}`);
  assert.ok(sum / n < 0.005, `mean ${sum / n}`);
});

test('behind a wall the front comes around its edge', async () => {
  // The wall lies at i = 50, up to j = 45; its edge is a line along k.
  const made = await front((i, j) => (i === 50 && j <= 45 ? 30_000 : 100), [start], voxelCountOf(dimensions));
  let worst = 0;
  for (let j = 5; j <= 25; j += 5)
    for (let i = 60; i < 85; i += 4) {
      // Unfolded around the edge the way is straight, so in the plane of the start it is the sum of two.
      const edge = [50, 46] as const;
      const leg = (a: readonly number[], b: readonly number[]) =>
        Math.hypot((a[0]! - b[0]!) * 0.7, (a[1]! - b[1]!) * 0.9);
      const trueMm = leg(start, edge) + leg(edge, [i, j]);
      worst = Math.max(worst, Math.abs(timeAt(made, i, j, start[2]) / trueMm - 1));
    }
  assert.ok(worst < 0.03, `worst ${worst}`);
});

test('a front stops when it has reached as many voxels as asked, and those are the nearest', async () => {
  const made = await front(() => 100, [start, [20, 60, 50]], 5000);
  assert.equal(countBricks(made.reached), 5000);
  let [last, next] = [0, Infinity];
  for (let k = 0; k < dimensions[2]; k++)
    for (let j = 0; j < dimensions[1]; j++)
      for (let i = 0; i < dimensions[0]; i++) {
        if (!made.times.has((i >> 5) + 3 * ((j >> 5) + 3 * (k >> 5)))) continue;
        const time = timeAt(made, i, j, k);
        if (brickMaskHas(made.reached, i, j, k)) last = Math.max(last, time);
        else next = Math.min(next, time);
      }
  assert.ok(last <= next, `${last} was reached, ${next} was not`);
});
