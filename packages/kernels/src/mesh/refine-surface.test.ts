import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh, Triple } from '@specola/space';
import { tripleOf } from '@specola/space';
import {
  ballMesh,
  ballPhantom,
  cylinderPhantom,
  meshVolumeMm3,
  platePhantom,
  type SolidPhantom,
  torusMesh,
  tubePhantom,
} from '@specola/test-kit';
import fc from 'fast-check';
import { thresholdMask } from '../image/threshold-mask.ts';
import { selfIntersections } from '../measure/self-intersections.ts';
import { topologyOf } from '../measure/topology-of.ts';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { openTaskTable } from '../native/tasks.ts';
import { extractSurface } from '../surface/extract-surface.ts';
import { type RefineParams, refineSurface } from './refine-surface.ts';
import { smoothSurface } from './smooth-surface.ts';

const USUAL: RefineParams = {
  smoothMm: 0.2,
  smoothIterations: 10,
  simplifyMm: 0.1,
  targetTriangles: null,
  smallestShellMm3: 5,
};

const lent = (mesh: TriMesh, { arena }: Crew): TriMesh => {
  const positions = arena.float32(mesh.positions.length);
  const triangles = arena.uint32(mesh.triangles.length);
  positions.set(mesh.positions);
  triangles.set(mesh.triangles);
  return { ...mesh, positions, triangles };
};

const together = (...meshes: TriMesh[]): TriMesh => {
  let first = 0;
  const triangles = meshes.flatMap((mesh) => {
    const moved = Array.from(mesh.triangles, (vertex) => vertex + first);
    first += mesh.positions.length / 3;
    return moved;
  });
  const positions = Float32Array.from(meshes.flatMap((mesh) => Array.from(mesh.positions)));
  return { positions, triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
};

const insideOut = (mesh: TriMesh): TriMesh => ({ ...mesh, triangles: mesh.triangles.slice().reverse() });

const freshCrew = () => soloCrew(new Arena());

async function extracted({ volume, isoHu }: SolidPhantom, crew: Crew): Promise<TriMesh> {
  const values = crew.arena.int16(volume.values.length);
  values.set(volume.values);
  const own = { ...volume, values };
  const mask = await thresholdMask(own, { from: isoHu, to: Number.POSITIVE_INFINITY }, crew);
  return extractSurface({ volume: own, mask, isoHu }, crew);
}

async function assertSound(mesh: TriMesh, eulerNumbers: readonly number[]) {
  const t = topologyOf(mesh);
  assert.deepEqual(
    {
      open: t.openEdges,
      nonManifold: t.nonManifoldEdges + t.nonManifoldVertices,
      turned: t.misorientedEdges,
      degenerate: t.degenerateTriangles + t.duplicateTriangles,
      crossing: (await selfIntersections(mesh, freshCrew())).length,
      eulerNumbers: t.shells.map((shell) => shell.eulerNumber).sort(),
    },
    { open: 0, nonManifold: 0, turned: 0, degenerate: 0, crossing: 0, eulerNumbers: [...eulerNumbers].sort() },
  );
  const places = new Set<string>();
  for (let v = 0; v < mesh.positions.length; v += 3) places.add(mesh.positions.subarray(v, v + 3).join());
  assert.equal(places.size, mesh.positions.length / 3, 'no two vertices in one place');
}

/** Plainly: the foot on the plane when it lies inside, else the nearest of the three edges. */
function distanceMm(p: Triple, a: Triple, b: Triple, c: Triple): number {
  const minus = (u: Triple, w: Triple): Triple => [u[0] - w[0], u[1] - w[1], u[2] - w[2]];
  const dot = (u: Triple, w: Triple) => u[0] * w[0] + u[1] * w[1] + u[2] * w[2];
  const cross = (u: Triple, w: Triple): Triple => [
    u[1] * w[2] - u[2] * w[1],
    u[2] * w[0] - u[0] * w[2],
    u[0] * w[1] - u[1] * w[0],
  ];
  const normal = cross(minus(b, a), minus(c, a));
  const corners = [a, b, c];
  const inside = corners.every(
    (from, n) => dot(cross(minus(corners[(n + 1) % 3]!, from), minus(p, from)), normal) >= 0,
  );
  if (inside) return Math.abs(dot(minus(p, a), normal)) / Math.sqrt(dot(normal, normal));
  return Math.min(
    ...corners.map((from, n) => {
      const along = minus(corners[(n + 1) % 3]!, from);
      const s = Math.max(0, Math.min(1, dot(minus(p, from), along) / dot(along, along)));
      const rest = minus(p, [from[0] + s * along[0], from[1] + s * along[1], from[2] + s * along[2]]);
      return Math.sqrt(dot(rest, rest));
    }),
  );
}

function furthestMm(points: Float32Array, { positions, triangles }: TriMesh): number {
  const at = (array: Float32Array, v: number): Triple => [array[3 * v]!, array[3 * v + 1]!, array[3 * v + 2]!];
  let furthest = 0;
  for (let v = 0; v < points.length / 3; v++) {
    let nearest = Infinity;
    for (let t = 0; t < triangles.length && nearest > furthest; t += 3)
      nearest = Math.min(
        nearest,
        distanceMm(
          at(points, v),
          at(positions, triangles[t]!),
          at(positions, triangles[t + 1]!),
          at(positions, triangles[t + 2]!),
        ),
      );
    furthest = Math.max(furthest, nearest);
  }
  return furthest;
}

/** The center of each triangle and the middles of its sides. */
function middlesOf({ positions, triangles }: TriMesh): Float32Array {
  const points: number[] = [];
  for (let t = 0; t < triangles.length; t += 3)
    for (const weights of [
      [1 / 3, 1 / 3, 1 / 3],
      [0.5, 0.5, 0],
      [0, 0.5, 0.5],
      [0.5, 0, 0.5],
    ])
      for (let axis = 0; axis < 3; axis++)
        points.push(weights.reduce((sum, w, k) => sum + w * positions[3 * triangles[t + k]! + axis]!, 0));
  return Float32Array.from(points);
}

test('a noisy ball comes out smoother, sound, with fewer triangles and its volume', async () => {
  const crew = freshCrew();
  const phantom = ballPhantom({ radiusMm: 9, noiseHu: 90 });
  const raw = await extracted(phantom, crew);
  const refined = await refineSurface(raw, USUAL, crew);
  await assertSound(refined.mesh, [2]);
  assert.ok(refined.mesh.triangles.length < raw.triangles.length / 4);
  assert.equal(refined.simplification.trianglesBefore, raw.triangles.length / 3);
  assert.ok(Math.abs(meshVolumeMm3(refined.mesh) / meshVolumeMm3(raw) - 1) < 0.002);
  // Roughness: how far the triangles lean from the ball's own surface, weighted by area.
  const roughness = ({ positions: p, triangles }: TriMesh) => {
    let leaning = 0;
    let whole = 0;
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => 3 * triangles[t + k]!) as [number, number, number];
      const edge = (to: number) => tripleOf([0, 1, 2].map((axis) => p[to + axis]! - p[a + axis]!));
      const [u, w] = [edge(b), edge(c)];
      const normal = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]] as const;
      const out = [0, 1, 2].map((axis) => (p[a + axis]! + p[b + axis]! + p[c + axis]!) / 3 - phantom.centerLps[axis]!);
      const area = Math.hypot(...normal);
      const along = (normal[0] * out[0]! + normal[1] * out[1]! + normal[2] * out[2]!) / Math.hypot(...out);
      whole += area;
      leaning += area - along;
    }
    return leaning / whole;
  };
  const [before, after] = [roughness(raw), roughness(refined.mesh)];
  assert.ok(after < 0.5 * before, `${after} against ${before}`);
});

test('smoothing alone leaves a ball and a ring their volume within 0.2 percent', async () => {
  for (const [shape, euler] of [
    [ballMesh({ radiusMm: 20, centerMm: [31, -84, 203], rings: 60 }), 2],
    [torusMesh({ ringMm: 17, tubeMm: 5.5, centerMm: [-12, 40, 9], around: 200, across: 90 }), 0],
  ] as const) {
    const crew = freshCrew();
    const mesh = lent(shape, crew);
    const refined = await refineSurface(mesh, { ...USUAL, smoothMm: 5, simplifyMm: 0 }, crew);
    await assertSound(refined.mesh, [euler]);
    assert.ok(Math.abs(meshVolumeMm3(refined.mesh) / meshVolumeMm3(shape) - 1) < 0.002);
  }
});

test('no vertex is smoothed further than the bound, whatever the bound and the noise', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.001, max: 3, noNaN: true }),
      fc.integer({ min: 1, max: 25 }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 60 }),
      async (boundMm, iterations, noise) => {
        const crew = freshCrew();
        const mesh = lent(ballMesh({ radiusMm: 12, centerMm: [431, -284, 903], rings: 14 }), crew);
        mesh.positions.forEach((value, n) => {
          mesh.positions[n] = value + 0.3 * noise[n % noise.length]!;
        });
        const { positions, largestMoveMm } = await smoothSurface(mesh, { boundMm, iterations }, crew);
        let furthest = 0;
        for (let v = 0; v < positions.length; v += 3)
          furthest = Math.max(
            furthest,
            Math.hypot(
              positions[v]! - mesh.positions[v]!,
              positions[v + 1]! - mesh.positions[v + 1]!,
              positions[v + 2]! - mesh.positions[v + 2]!,
            ),
          );
        assert.ok(furthest <= boundMm);
        assert.ok(Math.abs(furthest - largestMoveMm) < 1e-9);
      },
    ),
    { numRuns: 40, seed: 61_003 },
  );
});

for (const voxels of [3, 4, 6])
  test(`smoothing leaves the volume of a ball of ${voxels} voxels, of a rod as thick, and of the hollow of a box`, async () => {
    for (const noiseHu of [0, 18, 60]) {
      const spacingMm: Triple = [0.7, 0.72, 0.75];
      const imaging = { spacingMm, noiseHu, pointSpreadMm: { inPlane: 0.3, throughPlane: 0.33 } };
      for (const phantom of [
        ballPhantom({ radiusMm: 0.375 * voxels, ...imaging }),
        cylinderPhantom({ radiusMm: 0.375 * voxels, lengthMm: 17, ...imaging }),
        tubePhantom({ radiusMm: 0.375 * voxels + 2.6, wallMm: 2.6, lengthMm: 16, ...imaging }),
      ]) {
        const crew = freshCrew();
        const raw = await extracted(phantom, crew);
        const { positions } = await smoothSurface(raw, { boundMm: 0.2, iterations: 10 }, crew);
        const lostPercent = 100 * (meshVolumeMm3({ ...raw, positions }) / meshVolumeMm3(raw) - 1);
        assert.ok(Math.abs(lostPercent) < 0.7, `${lostPercent} % at noise ${noiseHu}`);
      }
    }
  });

test('an image and its simplified surface are no further apart than the bound, measured both ways by brute force', async () => {
  const crew = freshCrew();
  const raw = await extracted(ballPhantom({ radiusMm: 3.5, noiseHu: 60 }), crew);
  for (const simplifyMm of [0.03, 0.17]) {
    const { mesh, simplification } = await refineSurface(raw, { ...USUAL, smoothMm: 0, simplifyMm }, crew);
    const furthest = furthestMm(raw.positions, mesh);
    assert.ok(furthest <= simplifyMm);
    const middles = middlesOf(mesh);
    const back = furthestMm(middles, raw);
    assert.ok(back <= simplifyMm);
    const larger = Math.max(furthest, back);
    assert.ok(Math.abs(larger - simplification.largestErrorMm) < 1e-4, 'the record tells what brute force finds');
    await assertSound(mesh, [2]);
  }
});

/** Runs pieces last to first, each on the next of three instances: what threads may do, and worse. */
function unrulyCrew(arena: Arena): Crew {
  const tables = [1, 2, 3].map(() => openTaskTable(arena.memory));
  return {
    arena,
    size: 3,
    async run(task, argsList) {
      const answers = new Array<number>(argsList.length);
      for (let n = argsList.length - 1; n >= 0; n--) answers[n] = await tables[n % 3]!.call(task, argsList[n]!);
      return answers;
    },
  };
}

test('the same surface gives the same bytes, in whatever order and on however many threads the pieces run', async () => {
  const noisy = ballPhantom({ radiusMm: 16, noiseHu: 130, spacingMm: [0.35, 0.4, 0.6] });
  const results = await Promise.all(
    [soloCrew, unrulyCrew].map(async (open) => {
      const crew = open(new Arena());
      return refineSurface(await extracted(noisy, crew), USUAL, crew);
    }),
  );
  assert.deepEqual(results[0], results[1]);
});

test('simplifying stops at a number of triangles', async () => {
  const crew = freshCrew();
  const raw = await extracted(ballPhantom({ radiusMm: 13, noiseHu: 40 }), crew);
  for (const targetTriangles of [4000, 9000]) {
    const { mesh } = await refineSurface(raw, { ...USUAL, simplifyMm: 0.4, targetTriangles }, crew);
    const triangles = mesh.triangles.length / 3;
    assert.ok(Math.abs(triangles / targetTriangles - 1) < 0.03, `${triangles} for ${targetTriangles}`);
    await assertSound(mesh, [2]);
  }
});

test('small islands go, small cavities are filled, and both are listed; larger ones stay', async () => {
  const crew = freshCrew();
  const body = ballMesh({ radiusMm: 15, rings: 40 });
  const island = ballMesh({ radiusMm: 1, centerMm: [21, 3, 5], rings: 12 });
  const cavity = insideOut(ballMesh({ radiusMm: 0.9, centerMm: [5, -4, 2], rings: 12 }));
  const marrow = insideOut(ballMesh({ radiusMm: 3, centerMm: [-6, 1, 2], rings: 20 }));
  const refined = await refineSurface(lent(together(island, body, cavity, marrow), crew), USUAL, crew);
  await assertSound(refined.mesh, [2, 2]);
  assert.equal(refined.removed.count, 1);
  assert.ok(Math.abs(refined.removed.volumeMm3 / ((4 / 3) * Math.PI) - 1) < 0.05);
  assert.ok(Math.hypot(refined.removed.at![0] - 21, refined.removed.at![1] - 3, refined.removed.at![2] - 5) < 1.1);
  assert.equal(refined.filled.count, 1);
  assert.ok(Math.abs(refined.filled.volumeMm3 / ((4 / 3) * Math.PI * 0.9 ** 3) - 1) < 0.05);
  assert.ok(meshVolumeMm3(refined.mesh) < (4 / 3) * Math.PI * (15 ** 3 - 2.9 ** 3));
});

test('a surface of nothing but small shells is refused', async () => {
  const crew = freshCrew();
  const dust = together(
    ballMesh({ radiusMm: 0.8, rings: 8 }),
    ballMesh({ radiusMm: 1, centerMm: [5, 7, 9], rings: 8 }),
  );
  await assert.rejects(refineSurface(lent(dust, crew), USUAL, crew), { code: 'mesh/only-small-shells' });
});

test('a wall thinner than the bounds is not cut through: both its sides stay where they do not meet', async () => {
  const crew = freshCrew();
  const wall = together(
    ballMesh({ radiusMm: 10.06, centerMm: [4, 50, 6], rings: 40 }),
    insideOut(ballMesh({ radiusMm: 10, centerMm: [4, 50, 6], rings: 40 })),
  );
  const refined = await refineSurface(lent(wall, crew), { ...USUAL, smoothMm: 0.4, simplifyMm: 0.2 }, crew);
  await assertSound(refined.mesh, [2, 2]);
  assert.ok(refined.mesh.triangles.length < 0.5 * wall.triangles.length, 'it was not by doing nothing');
});

test('thin plates and a needle come out sound', async () => {
  const crew = freshCrew();
  const plate = await extracted(platePhantom({ thicknessMm: 0.7, sideMm: 14, noiseHu: 150 }), crew);
  const coarse = { ...USUAL, smoothMm: 0.5, simplifyMm: 0.3, smallestShellMm3: 1 };
  const refined = await refineSurface(plate, coarse, crew);
  await assertSound(
    refined.mesh,
    topologyOf(refined.mesh).shells.map((shell) => shell.eulerNumber),
  );
  const ball = ballMesh({ radiusMm: 8, centerMm: [3, 5, 7], rings: 40 });
  ball.positions.set([3, 5, 25], ball.positions.length - 3);
  const needle = await refineSurface(lent(ball, crew), coarse, crew);
  await assertSound(needle.mesh, [2]);
});

test('what was at fault in the image itself is told, not hidden', async () => {
  const crew = freshCrew();
  const crossing = together(
    ballMesh({ radiusMm: 8, rings: 30 }),
    ballMesh({ radiusMm: 8, centerMm: [11, 2, 1], rings: 30 }),
  );
  const refined = await refineSurface(lent(crossing, crew), USUAL, crew);
  assert.ok(refined.left.crossingPairs > 0);
  assert.equal(refined.left.openEdges, 0);
});

test('everything lent for refining is given back but the result', async () => {
  const crew = freshCrew();
  const raw = lent(torusMesh({ ringMm: 17, tubeMm: 5, around: 120, across: 50 }), crew);
  const { mesh } = await refineSurface(raw, USUAL, crew);
  for (const view of [mesh.positions, mesh.triangles, raw.positions, raw.triangles]) crew.arena.release(view);
  assert.equal(crew.arena.uint8(16).byteOffset, new Arena().uint8(16).byteOffset);
});
