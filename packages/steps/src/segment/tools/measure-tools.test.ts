import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew, symmetricAxes } from '@specola/kernels';
import type { RecipeStep, SegmentComparison, SegmentMeasures } from '@specola/record';
import { ijkToLpsOf, type Triple, toLps, type Volume } from '@specola/space';
import { needsScipy, withScipy } from '@specola/test-kit';
import fc from 'fast-check';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [90, 80, 70] as const;
const [nx, ny, nz] = dimensions;
/** Turned about z by the angle of a 3-4-5 triangle, off zero. */
const ijkToLps = ijkToLpsOf([0.64, -0.48, 0, -13, 0.48, 0.64, 0, 21, 0, 0, 0.8, 57]);

async function measured(
  valueAt: (at: Triple, i: number, j: number, k: number) => number,
  edits: readonly (readonly [command: string, params: Record<string, unknown>])[],
  valueScale: Volume['valueScale'] = { slope: 1, intercept: 0, unit: 'HU' },
): Promise<{ table: readonly SegmentMeasures[]; comparisons: readonly SegmentComparison[]; values: Int16Array }> {
  const crew = soloCrew(new Arena());
  const values = crew.arena.int16(nx * ny * nz);
  for (let v = 0; v < values.length; v++) {
    const ijk: Triple = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    values[v] = valueAt(toLps(ijk, ijkToLps), ...ijk);
  }
  const volume: Volume = {
    dimensions,
    values,
    ijkToLps,
    modality: valueScale.unit === 'HU' ? 'CT' : 'MR',
    valueScale,
  };
  const recipe: RecipeStep[] = [...edits, ['segments.measure', {}] as const].map(([command, params]) => ({
    command,
    params,
  }));
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  const { made } = await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
  return { table: made.table!, comparisons: made.comparisons!, values };
}

const made = (segment: string, low: number, high: number) =>
  [
    ['segment.add', { segment }],
    ['segment.threshold', { segment, rangeHu: [low, high], masking: { overwrite: 'none' } }],
  ] as const;
const near = (value: number, truth: number, share: number, what: string) =>
  assert.ok(Math.abs(value - truth) <= share * Math.abs(truth), `${what}: ${value} against ${truth}`);
const middle = toLps([44, 41, 33], ijkToLps);

test('an ellipsoid has the volume, area, axes and diameters of its formula', async () => {
  // Half axes 22, 14 and 9 mm along directions turned in all three planes; the edge is blurred over a voxel.
  const axes: readonly [Triple, Triple, Triple] = [
    [2 / 3, 2 / 3, 1 / 3],
    [-2 / 3, 1 / 3, 2 / 3],
    [1 / 3, -2 / 3, 2 / 3],
  ];
  const half = [22, 14, 9] as const;
  const { table } = await measured(
    (at) => {
      const r = Math.hypot(
        ...axes.map((axis, n) => axis.reduce((sum, c, d) => sum + c * (at[d]! - middle[d]!), 0) / half[n]!),
      );
      return Math.round(500 - 500 * Math.tanh((r - 1) * 14));
    },
    made('egg', 500, 2000),
  );
  const egg = table[0]!;
  near(egg.volumeMm3, (4 / 3) * Math.PI * 22 * 14 * 9, 0.01, 'volume');
  // Knud Thomsen's formula, within 1.1 %.
  const [a, b, c] = half.map((h) => h ** 1.6075) as [number, number, number];
  const area = 4 * Math.PI * ((a * b + a * c + b * c) / 3) ** (1 / 1.6075);
  near(egg.surface!.areaMm2, area, 0.015, 'area');
  near(egg.surface!.volumeMm3, (4 / 3) * Math.PI * 22 * 14 * 9, 0.01, 'enclosed volume');
  near(egg.feret!.lengthMm, 44, 0.02, 'Feret diameter');
  for (const n of [0, 1, 2] as const) {
    const found = egg.principal!.axesLps[n];
    const turn = Math.abs(found.reduce((sum, part, d) => sum + part * axes[n][d]!, 0));
    assert.ok(turn > 0.999, `axis ${n}: ${found}`);
    // A solid ellipsoid varies by a fifth of its half axis squared.
    near(egg.principal!.variancesMm2[n], half[n] ** 2 / 5, 0.02, `variance ${n}`);
    near(egg.orientedBox!.sidesMm[n], 2 * half[n], 0.04, `side ${n}`);
  }
  egg.centroidLpsMm!.forEach((part, d) => {
    assert.ok(Math.abs(part - middle[d]!) < 0.05);
  });
});

test('a ball of voxels alone, without grey values, is round and has the area of a ball', async () => {
  const { table } = await measured(
    () => 0,
    [
      ['segment.add', { segment: 'ball' }],
      ['segment.paint', { segment: 'ball', radiusMm: 12, strokes: [[[...middle]]] }],
    ],
  );
  near(table[0]!.surface!.areaMm2, 4 * Math.PI * 144, 0.02, 'area');
  near(table[0]!.surface!.roundness, 1, 0.02, 'roundness');
});

test('what a scanner writes about its values does not move the surface of a segment that none of them bounds', async () => {
  const painted = [
    ['segment.add', { segment: 'ball' }],
    ['segment.paint', { segment: 'ball', radiusMm: 12, strokes: [[[...middle]]] }],
  ] as const;
  const plain = (await measured(() => 0, painted)).table[0]!.surface;
  for (const [slope, intercept] of [
    [1, -1024],
    [0.37, 250],
    [-2, 50],
  ] as const) {
    const { table } = await measured(() => 0, painted, { slope, intercept, unit: 'arbitrary' });
    assert.deepEqual(table[0]!.surface, plain);
  }
});

test('centroid, spread and largest diameter are those of scikit-image', needsScipy(), async () => {
  const { table, values } = await measured(
    (_, i, j, k) =>
      ((i - 40) / 22) ** 2 + ((j - 38) / 11) ** 2 + ((k - 35) / 25) ** 2 < 1 + 0.2 * Math.sin(i) ? 700 : 0,
    made('odd', 500, 2000),
  );
  const odd = table[0]!;
  const theirs = withScipy(
    `
from skimage import measure
from scipy.spatial.distance import pdist
from scipy.spatial import ConvexHull
m = A["v"] > 500
p = np.argwhere(m)[:, ::-1].astype("float64")
M = np.array([[0.64, -0.48, 0], [0.48, 0.64, 0], [0, 0, 0.8]])
x = p @ M.T + np.array([-13, 21, 57])
R["centroid"] = x.mean(axis=0)
w = np.linalg.eigvalsh(np.cov(x.T, bias=True))[::-1]
R["variances"] = w
h = x[ConvexHull(x).vertices]
R["feret"] = np.array([pdist(h).max()])
`,
    { v: { kind: 'int16', dimensions, data: values } },
  );
  odd.centroidLpsMm!.forEach((part, d) => {
    assert.ok(Math.abs(part - theirs.centroid![d]!) < 0.001);
  });
  odd.principal!.variancesMm2.forEach((part, d) => {
    assert.ok(Math.abs(part - theirs.variances![d]!) < 0.001);
  });
  assert.ok(Math.abs(odd.feret!.lengthMm - theirs.feret![0]!) < 0.001);
});

test('two balls, the one 1.5 mm larger, agree as their formulas say', async () => {
  const { comparisons } = await measured(
    (at) => Math.round(1000 - 100 * Math.hypot(...at.map((part, d) => part - middle[d]!))),
    [
      // Radius 12 where the value is −200, 13.5 where it is −350.
      ...made('small', -200, 2000),
      ...made('large', -350, 2000),
      ['segments.compare', { segment: 'large', with: 'small' }],
      ['segments.compare', { segment: 'small', with: 'small' }],
      ['segment.add', { segment: 'none' }],
      ['segments.compare', { segment: 'small', with: 'none' }],
    ],
  );
  const [differ, same, none] = comparisons;
  near(differ!.dice!, (2 * 12 ** 3) / (12 ** 3 + 13.5 ** 3), 0.01, 'Dice');
  near(differ!.volumeDifferencePercent!, 100 * ((13.5 / 12) ** 3 - 1), 0.04, 'volume');
  for (const way of [differ!.distances!.there, differ!.distances!.back]) {
    near(way.meanMm, 1.5, 0.01, 'mean');
    near(way.maxMm, 1.5, 0.05, 'largest');
  }
  assert.equal(same!.dice, 1);
  assert.ok(same!.distances!.there.maxMm <= 1e-4);
  assert.deepEqual([none!.dice, none!.distances, none!.volumeDifferencePercent], [0, null, null]);
});

test('the axes of a symmetric matrix are its eigenvectors, right-handed, largest first', () => {
  const part = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(part, part, part, part, part, part, (xx, yy, zz, xy, xz, yz) => {
      const { values, axes } = symmetricAxes([xx, yy, zz, xy, xz, yz]);
      assert.ok(values[0] >= values[1] && values[1] >= values[2]);
      axes.forEach((v, n) => {
        const image = [
          xx * v[0] + xy * v[1] + xz * v[2],
          xy * v[0] + yy * v[1] + yz * v[2],
          xz * v[0] + yz * v[1] + zz * v[2],
        ];
        image.forEach((got, d) => {
          assert.ok(Math.abs(got - values[n]! * v[d]!) < 1e-8 * (1 + Math.abs(values[0]) + Math.abs(values[2])));
        });
      });
      const [a, b, c] = axes;
      const hand =
        a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) + a[2] * (b[0] * c[1] - b[1] * c[0]);
      assert.ok(Math.abs(hand - 1) < 1e-9);
    }),
    { seed: 3, numRuns: 300 },
  );
});
