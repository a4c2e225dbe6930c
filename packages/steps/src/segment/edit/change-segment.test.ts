import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Masking } from '@specola/commands';
import { bricksFromRuns, countBricks, type VoxelRun } from '@specola/kernels';
import { type BrickMask, brickMaskHas, ijkToLpsOf, type Segmentation, type Volume } from '@specola/space';
import fc from 'fast-check';
import { newSegment } from '../tools/manage-segments.ts';
import { changeSegment } from './change-segment.ts';
import { edited, redone, undone } from './edit-history.ts';

const dimensions = [40, 35, 33] as const;
const [nx, ny, nz] = dimensions;
const ijkToLps = ijkToLpsOf([0.5, 0, 0, -3, 0, 0.6, 0, 4, 0, 0, 1.25, 17]);
/** Values that differ along every axis. */
const volume: Volume = {
  dimensions,
  ijkToLps,
  modality: 'CT',
  valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  values: Int16Array.from({ length: nx * ny * nz }, (_, v) => ((v % 97) * 31) % 500),
};
const run: fc.Arbitrary<VoxelRun> = fc.tuple(fc.nat(nx - 1), fc.nat(nx - 1), fc.nat(ny - 1), fc.nat(nz - 1));
const mask = fc.array(run, { maxLength: 60 }).map((runs) => bricksFromRuns(dimensions, runs));
const masking: fc.Arbitrary<Masking> = fc.record({
  area: fc.constantFrom<Masking['area']>(
    'everywhere',
    'inside-all',
    'inside-visible',
    'outside-all',
    'outside-visible',
    { insideSegment: 'seen' },
  ),
  rangeHu: fc.option(fc.constant<[number, number]>([60, 300])),
  overwrite: fc.constantFrom('all' as const, 'visible' as const, 'none' as const),
});

function segmentationOf(voxels: Readonly<Record<'target' | 'seen' | 'hidden' | 'locked', BrickMask>>): Segmentation {
  let segmentation: Segmentation = { dimensions, ijkToLps, segments: [] };
  for (const [id, held] of Object.entries(voxels))
    segmentation = {
      ...segmentation,
      segments: [
        ...segmentation.segments,
        { ...newSegment(segmentation, { id, visible: id !== 'hidden', locked: id === 'locked' }), voxels: held },
      ],
    };
  return segmentation;
}

test('an edit changes exactly the voxels that masking, locks and overwriting let it, and no other', () => {
  fc.assert(
    fc.property(mask, mask, mask, mask, mask, mask, masking, (target, seen, hidden, locked, add, remove, rule) => {
      const before = segmentationOf({ target, seen, hidden, locked });
      const after = changeSegment(before, 'target', { add, remove }, rule, volume);
      const held = (state: Segmentation, id: string) => state.segments.find((one) => one.id === id)!.voxels;
      for (let k = 0; k < nz; k++)
        for (let j = 0; j < ny; j++)
          for (let i = 0; i < nx; i++) {
            const was = (voxels: BrickMask) => brickMaskHas(voxels, i, j, k);
            const all = was(seen) || was(hidden) || was(locked);
            const visible = was(seen) || was(locked);
            const named = {
              everywhere: true,
              'inside-all': all,
              'inside-visible': visible,
              'outside-all': !all,
              'outside-visible': !visible,
            };
            const area = typeof rule.area === 'string' ? named[rule.area] : was(seen);
            const value = volume.values[i + nx * (j + ny * k)]!;
            const free = area && (!rule.rangeHu || (value >= rule.rangeHu[0] && value <= rule.rangeHu[1]));
            const gains = was(add) && !was(target) && free && !(was(locked) && rule.overwrite !== 'none');
            const loses = was(remove) && was(target) && free;
            const now = (id: string) => brickMaskHas(held(after, id), i, j, k);
            assert.equal(now('target'), gains || (was(target) && !loses));
            assert.equal(now('locked'), was(locked));
            assert.equal(now('seen'), was(seen) && !(gains && rule.overwrite !== 'none'));
            assert.equal(now('hidden'), was(hidden) && !(gains && rule.overwrite === 'all'));
          }
    }),
    { numRuns: 15, seed: 7 },
  );
});

test('an edit without effect is none, and an edit leaves what it was made from as it was', () => {
  const none = bricksFromRuns(dimensions, []);
  const some = bricksFromRuns(dimensions, [[3, 20, 4, 5]]);
  const before = segmentationOf({ target: some, seen: some, hidden: none, locked: none });
  assert.equal(changeSegment(before, 'target', { add: some }, Masking.parse({}), volume), before);
  const after = changeSegment(before, 'target', { remove: some }, Masking.parse({}), volume);
  assert.equal(countBricks(after.segments[0]!.voxels), 0);
  assert.equal(countBricks(before.segments[0]!.voxels), 18);
});

test('a locked segment is refused as a target, and so is one that is not there', () => {
  const none = bricksFromRuns(dimensions, []);
  const before = segmentationOf({ target: none, seen: none, hidden: none, locked: none });
  const change = (id: string) => changeSegment(before, id, { add: none }, Masking.parse({}), volume);
  assert.throws(() => change('locked'), { code: 'segment/locked' });
  assert.throws(() => change('tibia'), { code: 'segment/no-such-segment' });
  assert.throws(
    () =>
      changeSegment(
        before,
        'target',
        { add: bricksFromRuns(dimensions, [[0, 1, 0, 0]]) },
        Masking.parse({ rangeHu: [5, 2] }),
        volume,
      ),
    { code: 'segment/range-order' },
  );
});

test('undo and redo walk the list of edits both ways, and a new edit ends what could be done again', () => {
  const states = [0, 1, 2, 3].map((n) =>
    segmentationOf({
      target: bricksFromRuns(dimensions, [[0, n, 0, 0]]),
      seen: bricksFromRuns(dimensions, []),
      hidden: bricksFromRuns(dimensions, []),
      locked: bricksFromRuns(dimensions, []),
    }),
  ) as [Segmentation, Segmentation, Segmentation, Segmentation];
  let value = { now: states[0], past: [], undone: [] } as Parameters<typeof undone>[0];
  for (const state of states.slice(1)) value = edited(value, state);
  assert.equal(undone(value, 3).now, states[0]);
  assert.equal(redone(undone(value, 3), 2).now, states[2]);
  assert.equal(redone(undone(undone(value, 1), 2), 3).now, states[3]);
  assert.deepEqual(redone(undone(value, 2), 2), value);
  assert.throws(() => undone(value, 4), { code: 'segment/nothing-to-undo' });
  assert.throws(() => redone(edited(undone(value, 2), states[0]), 1), { code: 'segment/nothing-to-undo' });
});
