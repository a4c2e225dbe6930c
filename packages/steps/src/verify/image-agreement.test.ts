import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageFindings } from './image-agreement.ts';

const seen = { samples: 900, found: 900, withoutPercent: 0, shiftMm: 0, voxelMm: 0.5 };
const codes = (medianMm: number, unblurredMm: number) =>
  imageFindings({ ...seen, medianMm }, { unblurredMm }).map(({ code }) => code);

test('a model where taking the blur back put it agrees with its image; one that is not there does not', () => {
  assert.deepEqual(codes(0, 0), []);
  assert.deepEqual(codes(0.15, 0), ['verify/image-disagrees']);
  assert.deepEqual(codes(0.15, 0.15), []);
  assert.deepEqual(codes(0.3, 0.15), ['verify/image-disagrees']);
  assert.deepEqual(codes(0, 0.15), ['verify/image-disagrees']);
  assert.deepEqual(codes(-0.15, 0.15), ['verify/image-disagrees']);
});
