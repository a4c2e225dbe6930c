import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BitMask, type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import { needsScipy, type PeerGrid, withScipy } from '@specola/test-kit';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { distanceField, NO_DISTANCE_MM } from './distance-field.ts';
import { gaussianGrey, gaussianMask, gaussianReal, gaussianTaps } from './gaussian.ts';
import { majorityMask } from './majority-mask.ts';
import { emptyMask, maskHas, setInMask } from './mask-memory.ts';
import { medianGrey } from './median-grey.ts';

/** A seeded scene: smooth blobs with noise, so that masks have flats, crumbs and holes. */
function scene(
  dimensions: Dimensions,
  seed: number,
  crew: Crew,
): { values: Int16Array; mask: BitMask; bytes: Uint8Array } {
  const [nx, ny] = dimensions;
  const values = crew.arena.int16(voxelCountOf(dimensions));
  const mask = emptyMask(dimensions, crew.arena);
  const bytes = new Uint8Array(values.length);
  let state = seed;
  for (let v = 0; v < values.length; v++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const [i, j, k] = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    const wave = Math.sin(i / 5 + seed) + Math.cos(j / 7) + Math.sin(k / 4 + i / 11);
    values[v] = Math.round(300 * wave + ((state >>> 16) % 400) - 200);
    if (values[v]! > 150) {
      setInMask(mask, i, j, k);
      bytes[v] = 1;
    }
  }
  return { values, mask, bytes };
}

const bytesOf = (mask: BitMask): Uint8Array => {
  const [nx, ny, nz] = mask.dimensions;
  return Uint8Array.from({ length: nx * ny * nz }, (_, v) =>
    maskHas(mask, v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))) ? 1 : 0,
  );
};

const SHAPES: readonly Dimensions[] = [
  [67, 43, 29],
  [130, 5, 17],
  [3, 64, 40],
];
const SPACING: Triple = [0.45, 0.7, 1.25];
const grid = (kind: PeerGrid['kind'], dimensions: Dimensions, data: PeerGrid['data']): PeerGrid => ({
  kind,
  dimensions,
  data,
});

for (const dimensions of SHAPES) {
  const named = dimensions.join('×');

  test(`distances, majority, median and Gaussian are SciPy's, voxel for voxel (${named})`, needsScipy(), async () => {
    const crew = soloCrew(new Arena());
    const { values, mask, bytes } = scene(dimensions, 11, crew);
    const theirs = withScipy(
      `
from scipy import ndimage as nd
s = (${SPACING[2]}, ${SPACING[1]}, ${SPACING[0]})
m, v = A["mask"] > 0, A["values"]
R["inside"] = nd.distance_transform_edt(~m, sampling=s)
R["outside"] = nd.distance_transform_edt(m, sampling=s)
R["majority"] = nd.median_filter(A["mask"], size=3, mode="nearest")
R["wide"] = nd.median_filter(A["mask"], size=(3, 5, 7), mode="nearest")
R["median"] = nd.median_filter(v, size=3, mode="nearest")
R["gauss"] = nd.gaussian_filter(v.astype("float64"), [0.8 / x for x in s], mode="reflect")
R["soft"] = nd.gaussian_filter(m.astype("float64"), [0.8 / x for x in s], mode="reflect")
`,
      { mask: grid('uint8', dimensions, bytes), values: grid('int16', dimensions, values) },
    );
    const close = (ours: ArrayLike<number>, name: string, most: number) => {
      let worst = 0;
      for (let v = 0; v < ours.length; v++) worst = Math.max(worst, Math.abs(ours[v]! - theirs[name]![v]!));
      assert.ok(worst <= most, `${name}: ${worst}`);
    };
    close(await distanceField(mask, SPACING, crew, { to: 'inside' }), 'inside', 1e-5);
    close(await distanceField(mask, SPACING, crew, { to: 'outside' }), 'outside', 1e-5);
    close(bytesOf(await majorityMask(mask, [1, 1, 1], crew)), 'majority', 0);
    close(bytesOf(await majorityMask(mask, [3, 2, 1], crew)), 'wide', 0);
    close(await medianGrey({ values, dimensions }, crew), 'median', 0);
    close(await gaussianReal({ values, dimensions }, 0.8, SPACING, crew), 'gauss', 1e-3);
    close(await gaussianGrey({ values, dimensions }, 0.8, SPACING, crew), 'gauss', 0.501);
    const soft = bytesOf(await gaussianMask(mask, 0.8, SPACING, crew));
    for (let v = 0; v < soft.length; v++)
      if (Math.abs(theirs.soft![v]! - 0.5) > 1e-5) assert.equal(soft[v], theirs.soft![v]! >= 0.5 ? 1 : 0);
  });
}

test('every distance is the shortest of all, by looking at every voxel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 })),
      fc.array(fc.nat(377), { maxLength: 12 }),
      fc.constantFrom<Triple>([1, 1, 1], [0.3, 1.7, 0.9], [2.5, 0.4, 1]),
      async (dimensions, chosen, spacing) => {
        const crew = soloCrew(new Arena());
        const mask = emptyMask(dimensions, crew.arena);
        const [nx, ny, nz] = dimensions;
        const set = [...new Set(chosen.map((v) => v % (nx * ny * nz)))].map(
          (v): Triple => [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))],
        );
        for (const voxel of set) setInMask(mask, ...voxel);
        const field = await distanceField(mask, spacing, crew, { to: 'inside' });
        for (let v = 0; v < field.length; v++) {
          const at = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
          const off = (voxel: Triple) => Math.hypot(...voxel.map((c, axis) => (c - at[axis]!) * spacing[axis]!));
          const truth = set.length === 0 ? NO_DISTANCE_MM : Math.min(...set.map(off));
          assert.ok(Math.abs(field[v]! - truth) <= 1e-5 * (1 + truth) || field[v] === truth, `${field[v]} ${truth}`);
        }
      },
    ),
    { numRuns: 60, seed: 9 },
  );
});

test('the weights of a Gaussian are those of the exponential, and add up to one', () => {
  for (const sigma of [0.2, 0.7, 1, 2.4, 6]) {
    const taps = gaussianTaps(sigma);
    const sum = taps.reduce((total, tap, n) => total + (n === 0 ? tap : 2 * tap), 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
    for (const [n, tap] of taps.entries())
      assert.ok(Math.abs(tap / taps[0]! - Math.exp((-n * n) / (2 * sigma * sigma))) < 1e-12);
  }
});
