import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ijkToLpsFrom, pointLps, type Volume } from '@specola/space';
import { findFace } from './find-face.ts';

interface Making {
  readonly nose: boolean;
  readonly modality: 'CT' | 'MR';
  readonly headMm?: readonly [number, number, number];
  /** Everything in front of this is cut away, y to the back. */
  readonly cutBeforeMm?: number;
  /** How much larger everything is than life. */
  readonly scale?: number;
}

/** An egg with a wedge for a nose, sagittal slices, off the origin: values of a CT or of an MR. */
function headVolume({
  nose,
  modality,
  headMm = [76, 96, 118],
  cutBeforeMm = Number.NEGATIVE_INFINITY,
  scale = 1,
}: Making): Volume {
  const dimensions = [86, 100, 50] as const;
  const origin = [-97, -141, 233] as const;
  // i runs to the back, j to the feet, k to the left: as sagittal MR is scanned.
  const ijkToLps = ijkToLpsFrom([0, 3 * scale, 0], [0, 0, -3 * scale], [4 * scale, 0, 0], pointLps(...origin));
  const values = new Int16Array(dimensions[0] * dimensions[1] * dimensions[2]);
  const [outside, inside] = modality === 'CT' ? [-1000, 40] : [6, 420];
  for (let k = 0, v = 0; k < dimensions[2]; k++)
    for (let j = 0; j < dimensions[1]; j++)
      for (let i = 0; i < dimensions[0]; i++, v++) {
        const [x, y, z] = [origin[0] + 4 * k, origin[1] + 3 * i, origin[2] - 3 * j];
        const egg = (x / headMm[0]) ** 2 + (y / headMm[1]) ** 2 + ((z - 90) / headMm[2]) ** 2 < 1;
        // From the bridge at z 100 the wedge comes forward to z 70, then falls back at once.
        const out = z > 66 && z < 104 ? (104 - z) * 0.75 : 0;
        const wedge = nose && Math.abs(x) < 14 && y > -94 - out && y < 0 && z > 66 && z < 104;
        values[v] = (egg || wedge) && y > cutBeforeMm ? inside : outside + ((7 * v) % 5);
      }
  return { dimensions, values, ijkToLps, modality, valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

test('a head with a nose has a face, in CT and in MR', () => {
  for (const modality of ['CT', 'MR'] as const) assert.equal(findFace(headVolume({ nose: true, modality })), 'face');
});

test('a head without a nose, or with its face cut away, is a head', () => {
  assert.equal(findFace(headVolume({ nose: false, modality: 'MR' })), 'head');
  assert.equal(findFace(headVolume({ nose: true, modality: 'CT', cutBeforeMm: -70 })), 'head');
});

test('what is larger or smaller than a head is none', () => {
  assert.equal(findFace(headVolume({ nose: false, modality: 'CT', headMm: [40, 45, 120] })), 'none');
  assert.equal(findFace(headVolume({ nose: false, modality: 'CT', scale: 1.6 })), 'none');
});

test('a flat image is none', () => {
  const flat = headVolume({ nose: true, modality: 'MR' });
  assert.equal(findFace({ ...flat, values: new Int16Array(flat.values.length).fill(3) }), 'none');
});
