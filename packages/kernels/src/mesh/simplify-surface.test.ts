import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { ballMesh, torusMesh } from '@specola/test-kit';
import fc from 'fast-check';
import { selfIntersections } from '../measure/self-intersections.ts';
import { topologyOf } from '../measure/topology-of.ts';
import { Arena, Scope } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { distancesTo } from '../search/distances-to.ts';
import { surfaceIndex } from '../search/surface-index.ts';
import type { FlatPlane } from './border-planes.ts';
import { extentOf } from './cell-frame.ts';
import { simplifySurface } from './simplify-surface.ts';
import { surfaceGrid } from './surface-grid.ts';

interface Options {
  readonly targetTriangles?: number;
  readonly held?: readonly number[];
  /** Volume is paid back; what lies in these planes stays in them. */
  readonly paid?: readonly FlatPlane[];
}

async function simplified(mesh: TriMesh, boundMm: number, options: Options = {}): Promise<TriMesh> {
  const crew: Crew = soloCrew(new Arena());
  using scope = new Scope(crew.arena);
  const positions = scope.float32(mesh.positions.length);
  const triangles = scope.uint32(mesh.triangles.length);
  positions.set(mesh.positions);
  triangles.set(mesh.triangles);
  const own: TriMesh = { ...mesh, positions, triangles };
  const held = scope.uint8(positions.length / 3, { zeroed: true });
  for (const vertex of options.held ?? []) held[vertex] = 1;
  const grid = await surfaceGrid(own, boundMm, crew, scope);
  const faultsOf = async (moved: Float32Array, live: Uint32Array) =>
    Uint32Array.from(new Set(await selfIntersections({ ...own, positions: moved, triangles: live }, crew))).sort();
  const volume = options.paid && { planes: options.paid, faultsOf };
  const limits = { boundMm, targetTriangles: options.targetTriangles ?? null, ...(volume && { volume }) };
  const made = await simplifySurface(grid, await extentOf(own, crew), limits, held, crew);
  assert.equal(made.beyond, 0);
  const placed = made.positions ? Float32Array.from(made.positions) : mesh.positions;
  return { ...mesh, positions: placed, triangles: Uint32Array.from(made.triangles) };
}

const meshOf = (points: readonly (readonly number[])[], corners: readonly (readonly number[])[]): TriMesh => ({
  positions: Float32Array.from(points.flat()),
  triangles: Uint32Array.from(corners.flat()),
  frame: 'lps-mm',
});

/** A closed ring of three corners around, seen from the side `around` times: its every section is a triangle. */
function thinRing(around: number): TriMesh {
  return torusMesh({ ringMm: 6, tubeMm: 0.05, around, across: 3 });
}

const shapeOf = (mesh: TriMesh) => {
  const { openEdges, nonManifoldEdges, nonManifoldVertices, misorientedEdges, duplicateTriangles, shells } =
    topologyOf(mesh);
  return {
    faults: openEdges + nonManifoldEdges + nonManifoldVertices + misorientedEdges + duplicateTriangles,
    eulerNumbers: shells.map(({ eulerNumber }) => eulerNumber).sort(),
  };
};

test('a tetrahedron stays one, whatever the bound', async () => {
  const tetrahedron = meshOf(
    [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    [
      [0, 2, 1],
      [0, 1, 3],
      [0, 3, 2],
      [1, 2, 3],
    ],
  );
  assert.equal((await simplified(tetrahedron, 100)).triangles.length, 12);
});

test('two tetrahedra on one face do not fold into a back-to-back pair', async () => {
  const double = meshOf(
    [
      [1, 0, 0],
      [-0.5, 0.8, 0],
      [-0.5, -0.8, 0],
      [0, 0, 0.4],
      [0, 0, -0.4],
    ],
    [
      [0, 1, 3],
      [1, 2, 3],
      [2, 0, 3],
      [1, 0, 4],
      [2, 1, 4],
      [0, 2, 4],
    ],
  );
  const { faults, eulerNumbers } = shapeOf(await simplified(double, 100));
  assert.deepEqual({ faults, eulerNumbers }, { faults: 0, eulerNumbers: [2] });
});

test('a ring whose every section is a triangle is never pinched: edges of three-cornered sections do not go', async () => {
  for (const around of [5, 12, 90]) {
    const ring = thinRing(around);
    assert.deepEqual(shapeOf(await simplified(ring, 50)), { faults: 0, eulerNumbers: [0] });
  }
});

test('what is held stays in the surface', async () => {
  const ball = ballMesh({ radiusMm: 10, rings: 30 });
  const held = [7, 100, 101, 102, 500, 811];
  const mesh = await simplified(ball, 0.5, { held });
  const left = new Set(mesh.triangles);
  assert.ok(mesh.triangles.length < 0.3 * ball.triangles.length);
  assert.deepEqual(
    held.filter((vertex) => !left.has(vertex)),
    [],
  );
});

test('flat sides of a box go, its edges and corners stay', async () => {
  const mesh = boxMesh(10);
  const less = await simplified(mesh, 0.05);
  assert.ok(less.triangles.length / 3 < 0.25 * (mesh.triangles.length / 3), `${less.triangles.length / 3} are left`);
  const left = new Set(less.triangles);
  for (let v = 0; v < mesh.positions.length / 3; v++)
    if ([0, 1, 2].every((axis) => [0, 10].includes(mesh.positions[3 * v + axis]!)))
      assert.ok(left.has(v), `corner ${v} stays`);
  assert.deepEqual(shapeOf(less), { faults: 0, eulerNumbers: [2] });
});

test('noisy balls and rings, two of them close or one, stay whole, uncut and within the bound both ways', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        boundMm: fc.double({ min: 0.02, max: 1.5, noNaN: true }),
        noiseMm: fc.double({ min: 0, max: 0.35, noNaN: true }),
        gapMm: fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        kind: fc.integer({ min: 0, max: 2 }),
        paid: fc.boolean(),
        seed: fc.integer({ min: 1, max: 1e6 }),
      }),
      async ({ boundMm, noiseMm, gapMm, kind, paid, seed }) => {
        const center = [312, -97, 844] as const;
        const ball = ballMesh({ radiusMm: 5, centerMm: center, rings: 22 });
        const shapes = [
          [ball],
          [torusMesh({ ringMm: 6, tubeMm: 1.5, centerMm: center, around: 60, across: 18 })],
          [ball, turned(ballMesh({ radiusMm: 5 - gapMm, centerMm: center, rings: 22 }))],
        ][kind]!;
        const mesh = joined(shapes.map((shape, n) => noisy(shape, noiseMm, center, seed + (kind === 2 ? 0 : n))));
        const crew = soloCrew(new Arena());
        fc.pre((await selfIntersections(mesh, crew)).length === 0);
        const before = shapeOf(mesh);
        const less = await simplified(mesh, boundMm, paid ? { paid: [] } : {});
        assert.deepEqual(shapeOf(less), before);
        assert.equal((await selfIntersections(less, crew)).length, 0);
        using original = await surfaceIndex(mesh, crew);
        using result = await surfaceIndex(less, crew);
        const removed = await distancesTo(result, mesh.positions, crew);
        const added = await distancesTo(original, pointsOf(less), crew);
        assert.ok(Math.max(...removed) <= boundMm, `a vertex lies ${Math.max(...removed)} mm away`);
        assert.ok(Math.max(...added) <= boundMm, `a triangle lies ${Math.max(...added)} mm away`);
      },
    ),
    { numRuns: 100, seed: 20_261 },
  );
});

test('volume that goes with vertices is given back: balls, rings and hollows keep theirs, which chords would take', async () => {
  const ball = ballMesh({ radiusMm: 5, rings: 60 });
  const shapes = {
    ball,
    ring: torusMesh({ ringMm: 6, tubeMm: 1.5, around: 180, across: 48 }),
    hollow: joined([ballMesh({ radiusMm: 8, rings: 20 }), turned(ball)]),
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const percent = (less: TriMesh) => 100 * (volumeOf(less) / volumeOf(shape) - 1);
    const unpaid = await simplified(shape, 0.15);
    const paid = await simplified(shape, 0.15, { paid: [] });
    assert.deepEqual(paid.triangles, unpaid.triangles);
    assert.ok(paid.triangles.length < 0.3 * shape.triangles.length);
    if (name !== 'hollow') assert.ok(percent(unpaid) < -0.8, `${name} unpaid: ${percent(unpaid).toFixed(3)} %`);
    assert.ok(Math.abs(percent(paid)) < 0.05, `${name}: ${percent(paid).toFixed(3)} %`);
  }
});

test('where an image cuts a body the cut stays flat when volume is given back', async () => {
  const ball = ballMesh({ radiusMm: 5, rings: 60 });
  const positions = ball.positions.map((value, at) => (at % 3 === 2 ? Math.max(value, -3) : value));
  const cut: TriMesh = { ...ball, positions };
  const less = await simplified(cut, 0.15, { paid: [{ normal: [0, 0, 1], offsetMm: -3 }] });
  let lowest = Number.POSITIVE_INFINITY;
  let [inPlane, moved] = [0, 0];
  for (const v of new Set(less.triangles)) {
    lowest = Math.min(lowest, less.positions[3 * v + 2]!);
    if (less.positions[3 * v + 2] !== positions[3 * v + 2]) moved++;
    if (positions[3 * v + 2] !== -3) continue;
    inPlane++;
    assert.equal(less.positions[3 * v + 2], -3);
  }
  assert.equal(lowest, -3);
  assert.ok(inPlane > 10 && moved > 100, `${inPlane} in the cut, ${moved} moved`);
});

test('a number of triangles is met within one percent wherever the bound allows it', async () => {
  const ball = noisy(ballMesh({ radiusMm: 20, rings: 90 }), 0.05, [0, 0, 0], 5);
  for (const share of [0.7, 0.4, 0.2]) {
    const targetTriangles = Math.round((share * ball.triangles.length) / 3);
    const mesh = await simplified(ball, 2, { targetTriangles });
    assert.ok(Math.abs(mesh.triangles.length / 3 / targetTriangles - 1) < 0.01, `${mesh.triangles.length / 3}`);
  }
});

function noisy(mesh: TriMesh, noiseMm: number, center: readonly number[], seed: number): TriMesh {
  let state = seed;
  const positions = mesh.positions.slice();
  for (let v = 0; v < positions.length; v += 3) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const shift = noiseMm * (state / 2 ** 31 - 1);
    const out = [0, 1, 2].map((axis) => positions[v + axis]! - center[axis]!);
    const length = Math.hypot(...out);
    for (let axis = 0; axis < 3; axis++) positions[v + axis]! += (shift * out[axis]!) / length;
  }
  return { ...mesh, positions };
}

function volumeOf({ positions, triangles }: TriMesh): number {
  const at = (corner: number, axis: number) => positions[3 * triangles[corner]! + axis]!;
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [t, t + 1, t + 2];
    sum += at(a, 0) * (at(b, 1) * at(c, 2) - at(b, 2) * at(c, 1));
    sum += at(a, 1) * (at(b, 2) * at(c, 0) - at(b, 0) * at(c, 2));
    sum += at(a, 2) * (at(b, 0) * at(c, 1) - at(b, 1) * at(c, 0));
  }
  return sum / 6;
}

const turned = (mesh: TriMesh): TriMesh => ({ ...mesh, triangles: mesh.triangles.slice().reverse() });

function joined(meshes: readonly TriMesh[]): TriMesh {
  let first = 0;
  const triangles = meshes.flatMap((mesh) => {
    const moved = Array.from(mesh.triangles, (vertex) => vertex + first);
    first += mesh.positions.length / 3;
    return moved;
  });
  return {
    positions: Float32Array.from(meshes.flatMap(({ positions }) => [...positions])),
    triangles: Uint32Array.from(triangles),
    frame: 'lps-mm',
  };
}

/** The center of each triangle, the middles of its sides, and its corners. */
function pointsOf({ positions, triangles }: TriMesh): Float32Array {
  const weights = [
    [1 / 3, 1 / 3, 1 / 3],
    [0.5, 0.5, 0],
    [0, 0.5, 0.5],
    [0.5, 0, 0.5],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const points: number[] = [];
  for (let t = 0; t < triangles.length; t += 3)
    for (const three of weights)
      for (let axis = 0; axis < 3; axis++)
        points.push(three.reduce((sum, w, k) => sum + w * positions[3 * triangles[t + k]! + axis]!, 0));
  return Float32Array.from(points);
}

/** A box of 10 mm with `cuts` squares along each edge. */
function boxMesh(cuts: number): TriMesh {
  const points: number[][] = [];
  const numbers = new Map<string, number>();
  const numberOf = (point: number[]): number => {
    const key = point.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, points.length);
    return points.push(point) - 1;
  };
  const corners: number[][] = [];
  for (let axis = 0; axis < 3; axis++)
    for (const side of [0, 10])
      for (let i = 0; i < cuts; i++)
        for (let j = 0; j < cuts; j++) {
          const at = (p: number, q: number) => {
            const point = [0, 0, 0];
            point[axis] = side;
            point[(axis + 1) % 3] = (10 * p) / cuts;
            point[(axis + 2) % 3] = (10 * q) / cuts;
            return numberOf(point);
          };
          const [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
          corners.push(
            ...(side > 0
              ? [
                  [a, b, c],
                  [a, c, d],
                ]
              : [
                  [a, c, b],
                  [a, d, c],
                ]),
          );
        }
  return meshOf(points, corners);
}
