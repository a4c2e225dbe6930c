import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { ballMesh } from '@specola/test-kit';
import fc from 'fast-check';
import { Arena } from '../native/arena.ts';
import { type Crew, soloCrew } from '../native/crew.ts';
import { selfIntersections } from './self-intersections.ts';

type Vector = readonly [number, number, number];

const meshOf = (points: readonly Vector[], triangles: readonly (readonly [number, number, number])[]): TriMesh => ({
  positions: Float32Array.from(points.flat()),
  triangles: Uint32Array.from(triangles.flat()),
  frame: 'lps-mm',
});
const pairsOf = async (mesh: TriMesh) => [...(await selfIntersections(mesh, soloCrew(new Arena())))];

const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Separating axes over small whole numbers: exact, and nothing like the method under test. */
function convexSetsMeet(a: readonly Vector[], b: readonly Vector[]): boolean {
  const edges = [a, b].flatMap((set) => set.map((p, n) => subtract(set[(n + 1) % set.length]!, p)));
  const normals = [a, b]
    .filter((set) => set.length === 3)
    .map((set) => cross(subtract(set[1]!, set[0]!), subtract(set[2]!, set[0]!)));
  const spanning = [...edges, ...normals];
  const axes = [...spanning, ...spanning.flatMap((u) => spanning.map((v) => cross(u, v)))];
  return axes.every((axis) => {
    const onA = a.map((p) => dot(p, axis));
    const onB = b.map((p) => dot(p, axis));
    return Math.max(...onA) >= Math.min(...onB) && Math.max(...onB) >= Math.min(...onA);
  });
}

function referencePairs(
  points: readonly Vector[],
  triangles: readonly (readonly [number, number, number])[],
): number[] {
  const pairs: number[] = [];
  const corners = triangles.map((t) => t.map((v) => points[v]!));
  const hasArea = corners.map(([a, b, c]) => cross(subtract(b!, a!), subtract(c!, a!)).some((n) => n !== 0));
  triangles.forEach((s, i) => {
    for (let j = i + 1; j < triangles.length; j++) {
      const t = triangles[j]!;
      if (!hasArea[i] || !hasArea[j]) continue;
      const shared = s.filter((v) => t.includes(v));
      const freeS = s.filter((v) => !shared.includes(v)).map((v) => points[v]!);
      const freeT = t.filter((v) => !shared.includes(v)).map((v) => points[v]!);
      let meet = false;
      if (shared.length === 0) meet = convexSetsMeet(corners[i]!, corners[j]!);
      else if (shared.length === 1) meet = convexSetsMeet(freeS, corners[j]!) || convexSetsMeet(freeT, corners[i]!);
      else if (shared.length === 2) {
        const [v, w] = shared.map((n) => points[n]!) as [Vector, Vector];
        const edge = subtract(w, v);
        const up = cross(edge, subtract(freeS[0]!, v));
        const across = cross(edge, subtract(freeT[0]!, v));
        meet = cross(up, across).every((n) => n === 0) && dot(up, across) > 0;
      }
      if (meet) pairs.push(i, j);
    }
  });
  return pairs;
}

const soup = fc
  .uniqueArray(
    fc.tuple(fc.integer({ min: -3, max: 4 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 7, max: 9 })),
    {
      minLength: 5,
      maxLength: 24,
      selector: (p) => p.join(),
    },
  )
  .chain((points) =>
    fc.record({
      points: fc.constant(points),
      triangles: fc.array(
        fc.uniqueArray(fc.integer({ min: 0, max: points.length - 1 }), { minLength: 3, maxLength: 3 }) as fc.Arbitrary<
          [number, number, number]
        >,
        { minLength: 2, maxLength: 30 },
      ),
    }),
  );

test('the pairs found in soups on a small lattice, full of touches and flat folds, are those of separating axes', async () => {
  await fc.assert(
    fc.asyncProperty(soup, async ({ points, triangles }) => {
      assert.deepEqual(await pairsOf(meshOf(points, triangles)), referencePairs(points, triangles));
    }),
    { numRuns: 400, seed: 20_417 },
  );
});

test('triangles in a flat cap that fan around their corners do not count, however they lie', async () => {
  const points: Vector[] = [];
  const triangles: [number, number, number][] = [];
  for (let y = 0; y < 7; y++) for (let x = 0; x < 9; x++) points.push([x * 0.45 - 3, 4.25, y * 0.7 + 11]);
  for (let y = 0; y < 6; y++)
    for (let x = 0; x < 8; x++) {
      const v = 9 * y + x;
      triangles.push([v, v + 1, v + 9], [v + 1, v + 10, v + 9]);
    }
  assert.deepEqual(await pairsOf(meshOf(points, triangles)), []);
});

test('one large triangle through a fine sheet is found to cut exactly the triangles along its line', async () => {
  const points: Vector[] = [];
  const triangles: [number, number, number][] = [];
  for (let y = 0; y <= 40; y++) for (let x = 0; x <= 30; x++) points.push([x, y, 5]);
  for (let y = 0; y < 40; y++)
    for (let x = 0; x < 30; x++) {
      const v = 31 * y + x;
      triangles.push([v, v + 1, v + 31], [v + 1, v + 32, v + 31]);
    }
  const first = points.length;
  points.push([12.25, -30, -60], [12.25, 90, -60], [12.25, 20, 90]);
  triangles.push([first, first + 1, first + 2]);
  const pairs = await pairsOf(meshOf(points, triangles));
  assert.equal(pairs.length / 2, 80);
  for (let n = 0; n < pairs.length; n += 2) {
    assert.equal(pairs[n + 1], triangles.length - 1);
    assert.equal(Math.floor(pairs[n]! / 2) % 30, 12);
  }
});

test('a crossing far below single precision is decided, not guessed', async () => {
  // The tip of the second triangle touches the plane z = x of the first exactly, or stays one ulp above or below it.
  const tip = Math.fround(1.0000001);
  const ulp = 2 ** -23;
  const flat: Vector[] = [
    [0, 0, 0],
    [3, 0, 3],
    [1, 5, 1],
  ];
  const upright = (z: number): Vector[] => [
    [tip, 1, z],
    [-3, 1, 9],
    [-4, 2, 9],
  ];
  const meets = async (z: number) =>
    (
      await pairsOf(
        meshOf(
          [...flat, ...upright(z)],
          [
            [0, 1, 2],
            [3, 4, 5],
          ],
        ),
      )
    ).length === 2;
  assert.equal(await meets(tip), true);
  assert.equal(await meets(tip + ulp), false);
  assert.equal(await meets(tip - ulp), true);
});

test('the answer does not depend on the order in which pieces are worked on', async () => {
  const [a, b] = [ballMesh({ radiusMm: 20, rings: 170 }), ballMesh({ radiusMm: 19, rings: 160, centerMm: [5, 3, 1] })];
  const mesh: TriMesh = {
    positions: Float32Array.from([...a.positions, ...b.positions]),
    triangles: Uint32Array.from([...a.triangles, ...b.triangles.map((v) => v + a.positions.length / 3)]),
    frame: 'lps-mm',
  };
  const solo = soloCrew(new Arena());
  const backwards: Crew = {
    ...solo,
    run: async (task, argsList) => (await solo.run(task, argsList.toReversed())).toReversed(),
  };
  const pairs = await selfIntersections(mesh, solo);
  assert.ok(pairs.length > 1000);
  assert.deepEqual(await selfIntersections(mesh, backwards), pairs);
});
