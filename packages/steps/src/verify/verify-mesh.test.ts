import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyMesh } from '@specola/commands';
import { writeStl, writeThreeMf } from '@specola/formats';
import { Arena, soloCrew } from '@specola/kernels';
import { ijkToLpsFrom, pointLps, type TriMesh, type Triple, toLps, type Volume } from '@specola/space';
import { ballMesh, boxMesh, mirroredMesh, tubeMesh } from '@specola/test-kit';
import type { Workbench } from '../runner/values.ts';
import { runVerifyMesh } from './verify-mesh.ts';

const CENTER: Triple = [31.7, -84.2, 203.9];
const ISO_HU = 300;
const bench = (): Workbench => ({
  crew: soloCrew(new Arena()),
  pace: { report: () => {}, signal: new AbortController().signal },
});

/** Grey values that fall by 100 HU a millimetre through a ball's surface, on an oblique, anisotropic grid. */
function ballVolume(radiusMm: number, shiftMm: Triple = [0, 0, 0]): Volume {
  const dimensions = [66, 60, 41] as const;
  const ijkToLps = ijkToLpsFrom(
    [0.8, 0.06, 0],
    [-0.06, 0.8, 0.09],
    [0, -0.15, 1.29],
    pointLps(CENTER[0] - 24.4, CENTER[1] - 23, CENTER[2] - 28.5),
  );
  const values = new Int16Array(66 * 60 * 41);
  for (let k = 0, n = 0; k < 41; k++)
    for (let j = 0; j < 60; j++)
      for (let i = 0; i < 66; i++, n++) {
        const p = toLps([i, j, k], ijkToLps);
        const fromCenter = Math.hypot(...p.map((c, axis) => c - CENTER[axis]! - shiftMm[axis]!));
        values[n] = Math.round(Math.max(-1000, Math.min(1500, ISO_HU - 100 * (fromCenter - radiusMm))));
      }
  return { dimensions, values, ijkToLps, modality: 'CT', valueScale: { slope: 1, intercept: 0, unit: 'HU' } };
}

const ball = ballMesh({ radiusMm: 20, centerMm: CENTER, rings: 60 });

async function verified(mesh: TriMesh, { imageSurface = ball, volume = ballVolume(20), threeMf = mesh } = {}) {
  const { measures, findings } = await runVerifyMesh(
    {
      written: { stl: writeStl(mesh), threeMf: writeThreeMf(threeMf, { name: 'ball' }) },
      volume,
      surface: {
        mesh: imageSurface,
        borders: [],
        segment: {
          name: 'bone',
          mask: { dimensions: volume.dimensions, words: new Uint32Array(0), wordsPerRow: 4 },
          isoHu: ISO_HU,
          brighterInside: true,
          changedRegions: [],
        },
      },
    },
    verifyMesh.params.parse({}),
    bench(),
  );
  const failed = measures.checks.filter(({ result }) => result === 'fail').map(({ name }) => name);
  return { ...measures, failed, codes: (findings ?? []).map(({ code }) => code), findings };
}

function together(...meshes: readonly TriMesh[]): TriMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const mesh of meshes) {
    const first = positions.length / 3;
    positions.push(...mesh.positions);
    triangles.push(...mesh.triangles.map((v) => first + v));
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

const withTriangles = (mesh: TriMesh, triangles: ArrayLike<number>): TriMesh => ({
  ...mesh,
  triangles: Uint32Array.from(triangles),
});
const insideOut = (mesh: TriMesh): TriMesh =>
  withTriangles(
    mesh,
    mesh.triangles.map((_, n, all) => all[n % 3 === 0 ? n + 1 : n % 3 === 1 ? n - 1 : n]!),
  );
const ballAt = (radiusMm: number, dx: number): TriMesh =>
  ballMesh({ radiusMm, centerMm: [CENTER[0] + dx, CENTER[1], CENTER[2]], rings: 24 });

test('a sound ball passes every check, measures what it is, and agrees with its image', async () => {
  const { failed, codes, printReady, mesh, fidelity, deviationMm, readBack } = await verified(ball);
  assert.deepEqual(failed, []);
  assert.deepEqual(codes, []);
  assert.equal(printReady, true);
  assert.equal(mesh.triangles, ball.triangles.length / 3);
  assert.equal(mesh.vertices, ball.positions.length / 3);
  assert.equal(mesh.shells, 1);
  assert.ok(Math.abs(mesh.volumeMm3 / ((4 / 3) * Math.PI * 20 ** 3) - 1) < 0.005);
  assert.equal(mesh.thinnestWallMm, null);
  assert.ok(fidelity.maxMm < 1e-5);
  assert.equal(deviationMm.length, readBack.positions.length / 3);
});

const FAULTS: readonly [what: string, check: string, mesh: TriMesh][] = [
  ['a hole', 'closed', withTriangles(ball, ball.triangles.slice(30))],
  [
    'a turned triangle',
    'outward',
    withTriangles(ball, [ball.triangles[1]!, ball.triangles[0]!, ...ball.triangles.slice(2)]),
  ],
  ['a model inside out', 'outward', insideOut(ball)],
  ['a second body inside out', 'outward', together(ball, insideOut(ballAt(6, 40)))],
  ['a body within a body without a cavity', 'outward', together(ball, ballAt(6, 1))],
  ['a triangle that stands twice', 'manifold', withTriangles(ball, [...ball.triangles, ...ball.triangles.slice(0, 3)])],
  ['bodies that cut each other', 'no-self-intersection', together(ball, ballAt(8, 18))],
  ['a loose speck', 'no-loose-shells', together(ball, ballAt(2.5, 30))],
  [
    'a triangle without area',
    'no-degenerate-triangles',
    withTriangles(ball, [...ball.triangles, ball.triangles[0]!, ball.triangles[1]!, ball.triangles[1]!]),
  ],
];
for (const [what, check, mesh] of FAULTS)
  test(`${what} fails the check "${check}" and no other, with a place`, async () => {
    const { failed, printReady, checks } = await verified(mesh, {});
    assert.deepEqual(failed, [check]);
    assert.equal(printReady, false);
    assert.ok(checks.find(({ name }) => name === check)!.places.length > 0);
  });

test('a hollow ball is sound: its cavity faces inward, and its wall is measured', async () => {
  const hollow = together(ball, insideOut(ballMesh({ radiusMm: 17.5, centerMm: CENTER, rings: 60 })));
  const { failed, mesh, checks } = await verified(hollow, { imageSurface: hollow });
  assert.deepEqual(failed, []);
  assert.equal(mesh.shells, 2);
  assert.ok(Math.abs(mesh.thinnestWallMm!.thicknessMm - 2.5) < 0.05);
  assert.equal(checks.find(({ name }) => name === 'wall-thickness')!.result, 'pass');
});

test('a thin tube warns with places spread over it, and passes every check that decides', async () => {
  const tube = tubeMesh({ outerMm: 10.8, innerMm: 10, lengthMm: 60, centerMm: CENTER, around: 90 });
  const { checks, failed, mesh } = await verified(tube, { imageSurface: tube });
  const walls = checks.find(({ name }) => name === 'wall-thickness')!;
  assert.equal(walls.result, 'warn');
  assert.equal(walls.decides, false);
  assert.deepEqual(failed, []);
  assert.ok(Math.abs(mesh.thinnestWallMm!.thicknessMm / 0.8 - 1) < 0.02);
  assert.ok(walls.places.length >= 8 && walls.places.length <= 20);
  for (const [n, a] of walls.places.entries())
    for (const b of walls.places.slice(n + 1)) assert.ok(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) > 8);
});

test('a bump of 0.3 mm is found with its height, its place and its side', async () => {
  const positions = ball.positions.slice();
  // The top of the ball, six rings wide.
  for (let v = 0; v < positions.length; v += 3) {
    const n = [0, 1, 2].map((axis) => (positions[v + axis]! - CENTER[axis]!) / 20);
    const height = 0.3 * Math.max(0, Math.min(1, (n[2]! - 0.95) / 0.03));
    for (let axis = 0; axis < 3; axis++) positions[v + axis]! += height * n[axis]!;
  }
  const { fidelity, deviationMm, readBack, failed } = await verified({ ...ball, positions });
  assert.deepEqual(failed, []);
  for (const way of [fidelity.modelToImage, fidelity.imageToModel]) assert.ok(Math.abs(way.maxMm - 0.3) < 0.02);
  const highest = deviationMm.reduce((best, d, v) => (d > deviationMm[best]! ? v : best), 0);
  assert.ok(Math.abs(deviationMm[highest]! - 0.3) < 0.02);
  assert.ok(readBack.positions[3 * highest + 2]! > CENTER[2] + 19);
  // It covers little of the ball: the mean hardly sees it, the maximum does.
  assert.ok(fidelity.meanMm < 0.02);
});

test('small shells of the image’s surface that the model leaves out do not count as distance', async () => {
  const { fidelity } = await verified(ball, { imageSurface: together(ball, ballAt(2.5, 30)) });
  assert.ok(fidelity.maxMm < 1e-5);
  // Just above the limit (112 mm³): left out by refining that shrank it, or there.
  const doubtful = together(ball, ballAt(3, 30));
  assert.ok((await verified(ball, { imageSurface: doubtful })).fidelity.maxMm < 1e-5);
  assert.ok((await verified(doubtful, { imageSurface: doubtful })).fidelity.maxMm < 1e-5);
  const { fidelity: withLarge } = await verified(ball, { imageSurface: together(ball, ballAt(4, 30)) });
  assert.ok(Math.abs(withLarge.imageToModel.maxMm - 14) < 0.1);
});

test('a surface drawn at another value, or beside the anatomy, is found in the image itself', async () => {
  const larger = await verified(ball, { volume: ballVolume(19.6) });
  assert.deepEqual(larger.codes, ['verify/image-disagrees']);
  assert.match(larger.findings![0]!.what, /0\.4\d? mm outside/);
  const beside = await verified(ball, { volume: ballVolume(20, [0.4, -0.1, 0.2]) });
  assert.deepEqual(beside.codes, ['verify/image-disagrees']);
  assert.match(beside.findings![0]!.what, /0\.4\d mm beside/);
  const nothing = await verified(ball, { volume: ballVolume(5) });
  assert.deepEqual(nothing.codes, ['verify/image-disagrees']);
  // The finding says not to print it, and so does the record.
  for (const one of [larger, beside, nothing]) assert.equal(one.printReady, false);
});

test('what lies beside the image counts by its area, not by how finely it is cut into triangles', async () => {
  // Both caps within 54° of the poles hold six tenths of the rings, but four tenths of the area: 1 − cos 54°.
  const raised = (isRaised: (height: number) => boolean) => {
    const positions = Float32Array.from(ball.positions);
    for (let v = 0; v < positions.length; v += 3) {
      const away = [0, 1, 2].map((axis) => (positions[v + axis]! - CENTER[axis]!) / 20);
      if (isRaised(Math.abs(away[2]!))) for (let axis = 0; axis < 3; axis++) positions[v + axis]! += 0.4 * away[axis]!;
    }
    return verified({ ...ball, positions });
  };
  const border = Math.cos((54 * Math.PI) / 180);
  assert.deepEqual((await raised((height) => height > border)).codes, []);
  assert.deepEqual((await raised((height) => height <= border)).codes, ['verify/image-disagrees']);
});

test('a 3MF that is not the STL is told', async () => {
  const { codes, printReady } = await verified(ball, { threeMf: ballAt(20, 0) });
  assert.deepEqual(codes, ['verify/files-disagree']);
  assert.equal(printReady, false);
});

test('a marker of three unlike arms keeps its handedness through the file', async () => {
  const arm = (sidesMm: Triple, offset: Triple) =>
    boxMesh({ sidesMm, centerMm: [CENTER[0] + offset[0], CENTER[1] + offset[1], CENTER[2] + offset[2]] });
  const marker = together(arm([10, 3, 3], [9, 0, 0]), arm([3, 20, 3], [0, 14, 0]), arm([3, 3, 30], [0, 0, 19]));
  const { readBack, mesh } = await verified(marker, { imageSurface: marker });
  assert.deepEqual(
    mesh.boundsLpsMm.max.map((c, axis) => Math.round(10 * (c - CENTER[axis]!)) / 10),
    [14, 24, 34],
  );
  assert.ok(mesh.volumeMm3 > 0);
  assert.notDeepEqual(readBack.positions.toSorted(), mirroredMesh(marker).positions.toSorted());
});

test('a file without triangles is refused', async () => {
  const nothing: TriMesh = { positions: new Float32Array(0), triangles: new Uint32Array(0), frame: 'lps-mm' };
  await assert.rejects(verified(nothing), { code: 'verify/empty-model' });
});

test('the share of the surface that has no image behind it is a figure: half of a ball whose lower half the image fills', async () => {
  const volume = ballVolume(20);
  const [nx, ny] = volume.dimensions;
  const below: Volume = {
    ...volume,
    values: volume.values.map((value, n) => {
      const at = toLps([n % nx, Math.floor(n / nx) % ny, Math.floor(n / (nx * ny))], volume.ijkToLps);
      return at[2] < CENTER[2] ? 900 : value;
    }),
  };
  const whole = await verified(ball, { volume });
  assert.equal(whole.fidelity.withoutImagePercent, 0);
  const half = await verified(ball, { volume: below });
  // Near the equator an edge is still met within two voxels: a zone of a ball has the share of its height.
  const without = half.fidelity.withoutImagePercent!;
  assert.ok(without > 44 && without < 52, `${without} %`);
  const told = half.findings!.find(({ code }) => code === 'verify/surface-without-image');
  assert.ok(told!.what.startsWith(`${without.toFixed(1)} % of the model's surface`));
});
