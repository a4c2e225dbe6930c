import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BadManifestError } from './automatic-errors.ts';
import { planTiles } from './plan-tiles.ts';

const NO_INTENSITY = { clip: { by: 'none' }, scale: { by: 'none' }, order: 'resample-first' } as const;
const input = (patch: [number, number, number], overlapShare: number, trim: [number, number, number]) => ({
  name: null,
  orientation: 'RAS',
  spacingMm: null,
  patchVoxels: patch,
  overlapShare,
  blending: 'gaussian' as const,
  trimVoxels: trim,
  intensity: NO_INTENSITY,
});
const three = (one: fc.Arbitrary<number>) => fc.tuple(one, one, one);

test('patches cover every voxel even without their trimmed rim, and the last one ends with the grid', () => {
  fc.assert(
    fc.property(
      three(fc.integer({ min: 1, max: 90 })),
      three(fc.integer({ min: 8, max: 40 })),
      fc.constantFrom(0.25, 0.5, 0.75),
      three(fc.integer({ min: 0, max: 1 })),
      three(fc.integer({ min: 0, max: 7 })),
      (size, patch, overlap, trim, shift) => {
        const plan = planTiles(size, input(patch, overlap, trim), shift);
        for (const t of [0, 1, 2] as const) {
          const covered = new Uint8Array(size[t]);
          for (const start of plan.starts[t]) {
            const from = start <= 0 ? -start : trim[t];
            const to = start + patch[t] >= size[t] ? size[t] - start : patch[t] - trim[t];
            for (let n = from; n < to; n++) covered[start + n] = 1;
          }
          assert.ok(
            covered.every((one) => one === 1),
            `axis ${t}: ${plan.starts[t]}`,
          );
          if (size[t] >= patch[t]) assert.equal(plan.starts[t].at(-1)! + patch[t], size[t]);
          assert.ok(plan.starts[t].every((start, n, all) => n === 0 || start > all[n - 1]!));
        }
      },
    ),
    { seed: 5, numRuns: 500 },
  );
});

test('patches that would leave gaps are refused', () => {
  assert.throws(() => planTiles([40, 40, 40], input([16, 16, 16], 0.1, [3, 1, 1])), BadManifestError);
  // A scan within one patch has no seams.
  assert.equal(planTiles([16, 16, 16], input([16, 16, 16], 0.1, [3, 1, 1])).starts[0].length, 1);
});
