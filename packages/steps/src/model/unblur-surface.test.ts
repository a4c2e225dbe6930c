import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refineMesh, unblurSurface } from '@specola/commands';
import {
  Arena,
  type Crew,
  extractSurface,
  selfIntersections,
  soloCrew,
  thresholdMask,
  topologyOf,
} from '@specola/kernels';
import type { Volume } from '@specola/space';
import {
  ballPhantom,
  DEFAULT_IMAGING,
  type Imaging,
  meshVolumeMm3,
  partVolumeMm3,
  type SmallPart,
  smallBall,
  smallHollow,
  smallRing,
} from '@specola/test-kit';
import type { SurfaceValue } from '../runner/values.ts';
import { runRefineMesh } from './refine-mesh.ts';
import { runUnblurSurface } from './unblur-surface.ts';

const pace = { report: () => undefined, signal: new AbortController().signal };

async function surfaceOf(volume: Volume, isoHu: number, crew: Crew): Promise<SurfaceValue> {
  const mask = await thresholdMask(volume, { from: isoHu, to: 4000 }, crew);
  const mesh = await extractSurface({ volume, mask, isoHu }, crew);
  return { mesh, segment: { name: 'bone', mask, isoHu, brighterInside: true, changedRegions: [] }, borders: [] };
}

async function unblurred({ volume, isoHu }: { volume: Volume; isoHu: number }, crew: Crew, params: object = {}) {
  const surface = await surfaceOf(volume, isoHu, crew);
  return runUnblurSurface({ volume, surface }, unblurSurface.params.parse(params), { crew, pace });
}

/** Errors of a part's volume in percent: as the image shows it, and once the blur is taken back. */
async function volumeErrors(part: (arena: Arena) => SmallPart): Promise<{ before: number; after: number }> {
  const crew = soloCrew(new Arena());
  const made = part(crew.arena);
  const { surface } = await unblurred(made.phantom, crew);
  const percent = (positions: Float32Array) =>
    100 * (partVolumeMm3({ ...surface.mesh, positions }, made) / made.knownMm3 - 1);
  return { before: percent(surface.mesh.positions), after: percent(surface.unblurred!.positions!) };
}

const FINE: Imaging = { samplesPerVoxel: [5, 5, 8], noiseHu: 18 };
const COARSE: Imaging = {
  ...FINE,
  spacingMm: [0.7, 0.7, 0.7],
  turn: [-0.11, 0.07, 0.2],
  pointSpreadMm: { inPlane: 0.4, throughPlane: 0.4 },
};
const SEEDS = [7, 11, 23, 42];

/** Radii are in the largest spacing, 0.8 and 0.7 mm. At three voxels noise alone moves the volume by some percent. */
const PARTS: readonly {
  readonly name: string;
  readonly make: (imaging: Imaging) => SmallPart;
  readonly imaging: Imaging;
  readonly lostPercent: number;
  readonly meanPercent: number;
  readonly eachPercent: number;
}[] = [
  {
    name: 'a ball of three voxels',
    make: (how) => smallBall({ radiusMm: 1.2, ...how }),
    imaging: FINE,
    lostPercent: 38,
    meanPercent: 1,
    eachPercent: 3.5,
  },
  {
    name: 'a ball of four voxels',
    make: (how) => smallBall({ radiusMm: 1.6, ...how }),
    imaging: FINE,
    lostPercent: 22,
    meanPercent: 1,
    eachPercent: 1.6,
  },
  {
    name: 'a ball of five voxels',
    make: (how) => smallBall({ radiusMm: 2, ...how }),
    imaging: FINE,
    lostPercent: 13,
    meanPercent: 0.5,
    eachPercent: 1.3,
  },
  {
    name: 'a round hollow of five voxels',
    make: (how) => smallHollow({ radiusMm: 2, ...how }),
    imaging: FINE,
    lostPercent: 13,
    meanPercent: 0.5,
    eachPercent: 1.3,
  },
  {
    name: 'a slanted ring of three voxels',
    make: (how) => smallRing({ ringMm: 4, tubeMm: 1.2, ...how }),
    imaging: FINE,
    lostPercent: 14,
    meanPercent: 1,
    eachPercent: 1.5,
  },
  {
    name: 'a coarsely imaged ball of five voxels',
    make: (how) => smallBall({ radiusMm: 1.75, ...how }),
    imaging: COARSE,
    lostPercent: 24,
    meanPercent: 1.3,
    eachPercent: 2.5,
  },
  {
    name: 'a coarsely imaged ring of three voxels',
    make: (how) => smallRing({ ringMm: 4, tubeMm: 1.05, ...how }),
    imaging: COARSE,
    lostPercent: 24,
    meanPercent: 1.3,
    eachPercent: 1.6,
  },
];

for (const { name, make, imaging, lostPercent, meanPercent, eachPercent } of PARTS)
  test(`${name} loses more than ${lostPercent} % of its volume to the blur, and gets it back to ${meanPercent} % in the mean of four noises`, async (t) => {
    const errors: number[] = [];
    for (const seed of SEEDS) {
      const { before, after } = await volumeErrors((arena) => make({ ...imaging, seed, arena }));
      assert.ok(before < -lostPercent, `seed ${seed}: ${before.toFixed(2)} %`);
      assert.ok(Math.abs(after) < eachPercent, `seed ${seed}: ${after.toFixed(2)} %`);
      errors.push(after);
    }
    t.diagnostic(errors.map((error) => `${error.toFixed(2)} %`).join(', '));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    assert.ok(Math.abs(mean) < meanPercent, `${mean.toFixed(2)} %`);
  });

test('refined, a moved surface is as sound as one that was not, also where noise is bad', async () => {
  for (const noiseHu of [18, 150]) {
    const crew = soloCrew(new Arena());
    const phantom = smallRing({ ringMm: 4, tubeMm: 1.2, ...FINE, noiseHu, arena: crew.arena }).phantom;
    const { surface } = await unblurred(phantom, crew);
    const params = refineMesh.params.parse({ smallestShellMm3: 2 });
    const { mesh, findings } = await runRefineMesh({ surface }, params, { crew, pace });
    assert.deepEqual(findings, []);
    const told = topologyOf(mesh.mesh);
    assert.deepEqual([told.openEdges, told.nonManifoldEdges, told.nonManifoldVertices], [0, 0, 0]);
    assert.equal((await selfIntersections(mesh.mesh, crew)).length, 0);
  }
});

test('what lay in memory before changes nothing', async () => {
  const moved: Float32Array[] = [];
  for (const dirty of [false, true]) {
    const arena = new Arena();
    if (dirty) {
      // All bit patterns: as numbers some are huge, some none at all.
      const junk = arena.uint32(4_000_000);
      let state = 12_345;
      for (let n = 0; n < junk.length; n++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        junk[n] = state;
      }
      arena.release(junk);
    }
    const { surface } = await unblurred(smallBall({ radiusMm: 1.2, ...FINE, arena }).phantom, soloCrew(arena));
    moved.push(surface.unblurred!.positions!.slice());
  }
  assert.deepEqual(moved[0], moved[1]);
});

test('islands that refining leaves out take their moved vertices along', async () => {
  const crew = soloCrew(new Arena());
  const part = smallBall({ radiusMm: 1.6, ...FINE, arena: crew.arena });
  const { surface } = await unblurred(part.phantom, crew);
  const params = refineMesh.params.parse({ smallestShellMm3: 100, smoothMm: 0, simplifyMm: 0 });
  const { mesh } = await runRefineMesh({ surface }, params, { crew, pace });
  assert.equal(mesh.repair.shellsRemoved, 1);
  const all = meshVolumeMm3({ ...surface.mesh, positions: surface.unblurred!.positions! });
  const island = partVolumeMm3({ ...surface.mesh, positions: surface.unblurred!.positions! }, part);
  assert.ok(Math.abs(meshVolumeMm3(mesh.mesh) / (all - island) - 1) < 1e-5);
});

test('the blur that was found and what was moved are told, and the surface of the image stays what it was', async () => {
  const crew = soloCrew(new Arena());
  const { volume, isoHu } = ballPhantom({ radiusMm: 5.7, ...FINE, arena: crew.arena });
  const before = await surfaceOf(volume, isoHu, crew);
  const { surface, findings } = await unblurred({ volume, isoHu }, crew);
  assert.deepEqual(surface.mesh.positions, before.mesh.positions);
  const { blur } = surface.unblurred!;
  assert.ok(blur.corrected && blur.edges > 40);
  const { inPlane } = DEFAULT_IMAGING.pointSpreadMm;
  assert.ok(Math.abs(blur.sigmaMm![0] - Math.sqrt(inPlane ** 2 + 0.45 ** 2 / 12)) < 0.02);
  assert.ok(blur.largestMoveMm <= blur.boundMm && blur.boundMm < 0.4);
  // sigma² over the radius, 0.17 / 5.7.
  assert.ok(Math.abs(blur.meanMoveMm - 0.031) < 0.006, `${blur.meanMoveMm}`);
  assert.deepEqual(
    findings!.map(({ code }) => code),
    ['surface/blur-taken-back'],
  );
});

test('switched off, or with too few even edges to tell the blur, the surface is left alone', async () => {
  const crew = soloCrew(new Arena());
  const phantom = ballPhantom({ radiusMm: 5.7, ...FINE, arena: crew.arena });
  const off = await unblurred(phantom, crew, { unblurMm: 0 });
  assert.deepEqual([off.surface.unblurred!.positions, off.findings], [null, []]);
  const lone = await unblurred(ballPhantom({ radiusMm: 1.2, ...FINE, arena: crew.arena }), crew);
  assert.equal(lone.surface.unblurred!.positions, null);
  assert.equal(lone.surface.unblurred!.blur.corrected, false);
  assert.deepEqual(
    lone.findings!.map(({ code }) => code),
    ['surface/blur-unknown'],
  );
  const noisy = await unblurred(ballPhantom({ radiusMm: 5.7, ...FINE, noiseHu: 400, arena: crew.arena }), crew);
  assert.equal(noisy.surface.unblurred!.positions, null);
});
