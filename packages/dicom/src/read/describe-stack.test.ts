import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomStack } from '@specola/test-kit';
import fc from 'fast-check';
import { describeStack } from './describe-stack.ts';
import { scanStudy } from './scan-study.ts';

async function described(files: ReturnType<typeof dicomStack>) {
  const { series } = await scanStudy(files);
  return describeStack(series[0]!.stacks[0]!, series[0]!.objects);
}

test('any tilt, step and set of missing slices is told as it was made', async () => {
  const made = fc.record({
    count: fc.integer({ min: 8, max: 40 }),
    stepUm: fc.integer({ min: 400, max: 3000 }),
    tiltTenths: fc.integer({ min: -300, max: 300 }).filter((n) => Math.abs(n) > 3 || n === 0),
    // Never the ends, and never so many that their gap is the commonest.
    missing: fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 3 }),
    reversed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(made, async ({ count, stepUm, tiltTenths, missing, reversed }) => {
      const tilt = (tiltTenths / 10) * (Math.PI / 180);
      const gone = new Set(missing.filter((k) => k < count - 1));
      const step = stepUm / 1000;
      const files = dicomStack(count, {}, (k) => ({
        orientation: [1, 0, 0, 0, Math.cos(tilt), Math.sin(tilt)],
        position: [-31.5, 12.25, -200.75 + k * step],
        instanceNumber: reversed ? count - k : k + 1,
      })).filter((_, k) => !gone.has(k));
      const told = await described(files);
      assert.ok(Math.abs(told.tiltDeg - tiltTenths / 10) < 1e-3, `${told.tiltDeg} for ${tiltTenths / 10}`);
      assert.ok(Math.abs(told.stepMm - step * Math.cos(tilt)) < 1e-3);
      const numbers = [...gone].map((k) => (reversed ? count - k : k + 1)).sort((a, b) => a - b);
      assert.deepEqual(
        told.missing.flatMap((run) => run.numbers).sort((a, b) => a - b),
        numbers,
      );
      assert.deepEqual([told.uniformSpacing, told.oddGaps.length, told.reversed], [gone.size === 0, 0, reversed]);
    }),
    { seed: 20261125, numRuns: 150 },
  );
});

test('the order of the files decides nothing', async () => {
  const files = dicomStack(17, {}, (k) => ({ position: [0, -0.21 * k, 0.9 * k] })).filter((_, k) => k !== 6);
  const shuffled = files.map((_, n) => files[(n * 7) % 16]!);
  assert.deepEqual(await described(shuffled), await described(files));
});

test('a gap that is no whole number of steps is unequal spacing, not a missing slice', async () => {
  const told = await described(dicomStack(12, {}, (k) => ({ position: [0, 0, k * 1.25 + (k > 4 ? 0.7 : 0)] })));
  assert.deepEqual(told.missing, []);
  assert.deepEqual(
    told.oddGaps.map(({ between, gapMm }) => [...between, gapMm.toFixed(2)]),
    [[5, 6, '1.95']],
  );
});
