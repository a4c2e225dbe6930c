import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, boxOfBricks, countBricks, otsuThreshold, soloCrew } from '@specola/kernels';
import type { Finding, RecipeStep } from '@specola/record';
import { brickMaskHas, ijkToLpsOf, type Segmentation, type Triple, toLps, tripleOf, type Volume } from '@specola/space';
import { needsScipy, withScipy } from '@specola/test-kit';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [64, 56, 44] as const;
const [nx, ny, nz] = dimensions;
const SPACING = [0.8, 0.9, 1.3] as const;
const VOXEL_MM3 = 0.8 * 0.9 * 1.3;
/** Turned about z by the angle of a 3-4-5 triangle. */
const ijkToLps = ijkToLpsOf([0.8 * 0.8, -0.6 * 0.9, 0, -13, 0.6 * 0.8, 0.8 * 0.9, 0, 21, 0, 0, 1.3, 57]);
const at = (...ijk: Triple): Triple => tripleOf([...toLps(ijk, ijkToLps)]);
/** Directions of the grid's axes. */
const AXES = { i: [0.8, 0.6, 0], j: [-0.6, 0.8, 0], k: [0, 0, 1] } as const;

async function run(
  valueAt: (i: number, j: number, k: number) => number,
  edits: readonly (readonly [command: string, params: Record<string, unknown>])[],
): Promise<{ segmentation: Segmentation; findings: readonly Finding[]; volume: Volume }> {
  const crew = soloCrew(new Arena());
  const values = crew.arena.int16(nx * ny * nz);
  for (let v = 0; v < values.length; v++)
    values[v] = valueAt(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
  const volume: Volume = {
    dimensions,
    values,
    ijkToLps,
    modality: 'CT',
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
  };
  const recipe: RecipeStep[] = [
    { command: 'segment.add', params: { segment: 'one' } },
    ...edits.map(([command, params]) => ({ command, params: { segment: 'one', ...params } })),
  ];
  const watcher = { signal: new AbortController().signal, onStep: () => undefined };
  const { made, findings } = await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
  return { segmentation: made.segments!.now, findings, volume };
}

const one = ({ segmentation }: { segmentation: Segmentation }) => segmentation.segments[0]!.voxels;
const full = ['segment.combine', { operation: 'fill' }] as const;

test('an outline fills the voxel centers inside it in the slice nearest to it, along any axis; a second cuts a hole', async () => {
  const square = (from: number, to: number, slice: number) =>
    [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
    ].map(([u, v]) => at(u!, v!, slice));
  const drawn = await run(
    () => 0,
    [['segment.draw', { outlines: [square(9.5, 29.5, 12.3), square(14.5, 24.5, 12.3), square(3.5, 5.5, 20)] }]],
  );
  assert.equal(countBricks(one(drawn)), 20 * 20 - 10 * 10 + 2 * 2);
  assert.ok(brickMaskHas(one(drawn), 10, 10, 12) && !brickMaskHas(one(drawn), 20, 20, 12));
  const sideways = [at(20.2, 9.5, 9.5), at(20.2, 19.5, 9.5), at(20.2, 19.5, 29.5), at(20.2, 9.5, 29.5)];
  const across = await run(() => 0, [['segment.draw', { sliceAxis: 'i', outlines: [sideways] }]]);
  assert.deepEqual(boxOfBricks(one(across)), { from: [20, 10, 10], to: [20, 19, 29] });
  const erased = await run(() => 0, [full, ['segment.draw', { outlines: [square(9.5, 29.5, 12)], erase: true }]]);
  assert.equal(countBricks(one(erased)), nx * ny * nz - 400);
});

test('a level trace encloses a bright disc with the dark hole in it, and nothing of the next one', async () => {
  const disc = (i: number, j: number, ci: number, r: number) => Math.hypot((i - ci) * 0.8, (j - 28) * 0.9) <= r;
  const value = (i: number, j: number) =>
    disc(i, j, 20, 3) ? 0 : disc(i, j, 20, 9) ? 500 : disc(i, j, 50, 6) ? 500 : 10;
  const traced = await run(value, [['segment.level-trace', { atLpsMm: at(28, 28, 7) }]]);
  let truth = 0;
  for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) if (disc(i, j, 20, 9)) truth++;
  assert.equal(countBricks(one(traced)), truth);
  assert.ok(brickMaskHas(one(traced), 20, 28, 7) && !brickMaskHas(one(traced), 50, 28, 7));
});

test('scissors cut a cylinder, a box and a slab through the volume, along a slanted line of sight too', async () => {
  const cut = async (params: Record<string, unknown>) =>
    (nx * ny * nz - countBricks(one(await run(() => 0, [full, ['segment.scissors', params]])))) * VOXEL_MM3;
  const center = at(32, 28, 22);
  const near = (value: number, truth: number, share: number) =>
    assert.ok(Math.abs(value / truth - 1) < share, `${value} against ${truth}`);
  const circle = { kind: 'circle', centerLpsMm: center, radiusMm: 9 };
  near(await cut({ shape: circle, lineOfSightLps: AXES.k }), Math.PI * 81 * nz * 1.3, 0.01);
  // Eleven slices of 1.3 mm.
  near(await cut({ shape: circle, lineOfSightLps: AXES.k, slabMm: 14.3 }), Math.PI * 81 * 14.3, 0.01);
  const slanted = [0.6 * AXES.i[0] + 0, 0.6 * AXES.i[1], 0.8];
  near(await cut({ shape: circle, lineOfSightLps: slanted, slabMm: 20 }), Math.PI * 81 * 20, 0.02);
  const corners = [at(10.5, 8.5, 0), at(30.5, 28.5, 0)];
  const rectangle = { kind: 'rectangle', cornersLpsMm: corners, acrossLps: AXES.i };
  near(await cut({ shape: rectangle, lineOfSightLps: AXES.k }), 20 * 20 * nz * VOXEL_MM3, 1e-9);
  const outline = [at(10.5, 8.5, 0), at(30.5, 8.5, 0), at(30.5, 28.5, 0), at(10.5, 28.5, 0)];
  const free = { kind: 'free', outlineLpsMm: outline };
  near(await cut({ shape: free, lineOfSightLps: AXES.k }), 20 * 20 * nz * VOXEL_MM3, 1e-9);
  near(
    await cut({ shape: free, lineOfSightLps: AXES.k, operation: 'erase-outside' }),
    (nx * ny - 400) * nz * VOXEL_MM3,
    1e-9,
  );
  // From an eye 200 mm above the plane of the circle a cone is cut, wider below.
  const cone = await cut({
    shape: circle,
    lineOfSightLps: [0, 0, -1],
    eyeLpsMm: [center[0], center[1], center[2] + 200],
  });
  const radiusAt = (depth: number) => (9 * (200 + depth)) / 200;
  let truth = 0;
  for (let k = 0; k < nz; k++) truth += Math.PI * radiusAt((22 - k) * 1.3) ** 2 * 1.3;
  near(cone, truth, 0.01);
  await assert.rejects(cut({ shape: circle, lineOfSightLps: [0, 0, 0] }), { code: 'segment/no-plane' });
});

test('a surface cut takes the convex hull of its points, and refuses points in a plane', async () => {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) => at(c & 1 ? 40.5 : 10.5, c & 2 ? 30.5 : 8.5, c & 4 ? 30.5 : 5.5));
  const cut = (points: Triple[], operation: string) =>
    run(() => 0, [full, ['segment.surface-cut', { pointsLpsMm: points, operation }]]);
  assert.equal(countBricks(one(await cut(corners, 'erase-outside'))), 30 * 22 * 25);
  assert.equal(countBricks(one(await cut(corners, 'erase-inside'))), nx * ny * nz - 30 * 22 * 25);
  await assert.rejects(cut(corners.slice(0, 4), 'erase-inside'), { code: 'segment/flat-points' });
});

test('a tube runs smoothly through its points with its radius', async () => {
  const quarter = [0, 22.5, 45, 67.5, 90].map((deg) => {
    const angle = (deg * Math.PI) / 180;
    const [x, y, z] = at(10, 10, 22.3);
    return [
      x + 30 * Math.cos(angle) * 0.8 - 30 * Math.sin(angle) * 0.6,
      y + 30 * Math.cos(angle) * 0.6 + 30 * Math.sin(angle) * 0.8,
      z,
    ];
  });
  const tube = await run(() => 0, [['segment.draw-tube', { pointsLpsMm: quarter, radiusMm: 5 }]]);
  const truth = Math.PI * 25 * ((Math.PI / 2) * 30) + (4 / 3) * Math.PI * 125;
  const measured = countBricks(one(tube)) * VOXEL_MM3;
  assert.ok(Math.abs(measured / truth - 1) < 0.03, `${measured} against ${truth}`);
});

test('between painted slices of a cone the slices are those of the cone', async () => {
  const radius = (k: number) => 4 + 0.4 * k;
  const inCone = (i: number, j: number, k: number) => Math.hypot((i - 32) * 0.8, (j - 28) * 0.9) <= radius(k);
  const painted = [5, 15, 30];
  const filled = await run(
    (i, j, k) => (painted.includes(k) && inCone(i, j, k) ? 100 : 0),
    [
      ['segment.threshold', { rangeHu: [50, 200] }],
      ['segment.fill-between-slices', {}],
    ],
  );
  let [truth, both] = [0, 0];
  for (let k = 5; k <= 30; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++)
        if (inCone(i, j, k)) {
          truth++;
          if (brickMaskHas(one(filled), i, j, k)) both++;
        }
  const dice = (2 * both) / (truth + countBricks(one(filled)));
  assert.ok(dice > 0.985, `Dice ${dice}`);
  await assert.rejects(
    run(
      () => 100,
      [
        ['segment.threshold', { rangeHu: [50, 200] }],
        ['segment.fill-between-slices', {}],
      ],
    ),
    { code: 'segment/one-slice' },
  );
});

test('a front runs along a winding vessel and leaves what lies beside it', async () => {
  const inVessel = (i: number, j: number, k: number) =>
    Math.hypot((i - 32 - 14 * Math.sin(k / 7)) * 0.8, (j - 28 - 10 * Math.cos(k / 9)) * 0.9) <= 3;
  const noise = (i: number, j: number, k: number) => ((((i * 7 + j * 13 + k * 29) * 2654435761) >>> 20) % 41) - 20;
  const value = (i: number, j: number, k: number) => (inVessel(i, j, k) ? 300 : 40) + noise(i, j, k);
  let truth = 0;
  for (let k = 0; k < nz; k++) for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) if (inVessel(i, j, k)) truth++;
  const marched = await run(value, [
    ['segment.fast-march', { seedsLpsMm: [at(32, 38, 0)], volumeMm3: truth * VOXEL_MM3 }],
  ]);
  let both = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) if (inVessel(i, j, k) && brickMaskHas(one(marched), i, j, k)) both++;
  const dice = (2 * both) / (truth + countBricks(one(marched)));
  assert.ok(dice > 0.95, `Dice ${dice}`);
});

test('thresholds: by tissue, halfway at the edge, and refused where nothing tells', async () => {
  const ball = (i: number, j: number, k: number) => {
    const off = Math.hypot((i - 32) * 0.8, (j - 28) * 0.9, (k - 22) * 1.3) - 14;
    // A blurred edge between 50 and 1050: halfway is 550.
    return Math.round(550 - 500 * Math.tanh(off / 1.2));
  };
  const threshold = (params: Record<string, unknown>, value = ball) => run(value, [['segment.threshold', params]]);
  const tissue = await threshold({ method: 'tissue', tissue: 'bone' });
  assert.equal(tissue.segmentation.segments[0]!.isoHu, 226);
  const half = await threshold({ method: 'half-maximum', rangeHu: [226, 3071] });
  const iso = half.segmentation.segments[0]!.isoHu!;
  assert.ok(Math.abs(iso - 550) < 12, `${iso}`);
  assert.equal(half.findings[0]!.code, 'segment/threshold-chosen');
  const ballMm3 = (4 / 3) * Math.PI * 14 ** 3;
  assert.ok(Math.abs((countBricks(one(half)) * VOXEL_MM3) / ballMm3 - 1) < 0.02);
  await assert.rejects(threshold({ method: 'half-maximum', rangeHu: [2000, 3071] }), { code: 'segment/no-threshold' });
  await assert.rejects(
    threshold({ method: 'otsu' }, () => 7),
    { code: 'segment/no-threshold' },
  );
  await assert.rejects(threshold({ method: 'tissue' }), { code: 'segment/range-needed' });
  await assert.rejects(threshold({}), { code: 'segment/range-needed' });
  await assert.rejects(threshold({ rangeHu: [9, 3] }), { code: 'segment/range-order' });
});

test('Otsu and the local threshold are those of scikit-image and SciPy', needsScipy(), async () => {
  const value = (i: number, j: number, k: number) =>
    Math.round(400 * Math.sin(i / 6) * Math.cos(j / 9) + 12 * k + ((i * 31 + j * 17 + k * 7) % 90));
  const otsu = await run(value, [['segment.threshold', { method: 'otsu' }]]);
  const local = await run(value, [['segment.threshold', { method: 'local', surroundingsMm: 6, aboveHu: 40 }]]);
  const theirs = withScipy(
    `
from scipy import ndimage as nd
from skimage import filters
v = A["v"]
R["otsu"] = np.array([filters.threshold_otsu(v, nbins=65536)], dtype="float64")
R["over"] = v.astype("float64") - nd.gaussian_filter(v.astype("float64"), [6 / s for s in (${SPACING[2]}, ${SPACING[1]}, ${SPACING[0]})], mode="reflect")
`,
    { v: { kind: 'int16', dimensions, data: otsu.volume.values } },
  );
  // Theirs is the last value of the lower class, in the middle of a bin.
  assert.ok(Math.abs(otsuThreshold(otsu.volume.values)! - 1 - theirs.otsu![0]!) <= 1.5);
  for (let v = 0; v < nx * ny * nz; v++) {
    if (Math.abs(theirs.over![v]! - 40) <= 0.51) continue;
    const has = brickMaskHas(one(local), v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
    assert.equal(has, theirs.over![v]! > 40);
  }
});

test('two whole slices are filled between, however many voxels lie there', async () => {
  const disc = (k: number) =>
    [
      'segment.paint',
      { segment: 'one', brush: 'disc', sliceAxis: 'k', radiusMm: 200, strokes: [[at(32, 28, k)]] },
    ] as const;
  const { segmentation } = await run(
    () => 0,
    [disc(0), disc(nz - 1), ['segment.fill-between-slices', { segment: 'one' }]],
  );
  assert.equal(countBricks(segmentation.segments[0]!.voxels), nx * ny * nz);
});
