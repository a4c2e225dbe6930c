import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseTriangles } from './case-table.ts';
import { CASES, cellLoops, FACES_OF_EDGE } from './cell-loops.ts';

type Point = readonly [number, number, number];

/** Place of a crossing on an edge of the unit cell. */
function pointOn(edge: number, t: number): Point {
  if (edge < 4) return [t, edge & 1, edge >> 1];
  const right = edge >= 8 ? 1 : 0;
  const place = edge & 3;
  return place < 2 ? [right, t, place] : [right, place - 2, t];
}

/** Six times the signed volume of a tetrahedron. */
function volume6(a: Point, b: Point, c: Point, d: Point): number {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const [wx, wy, wz] = [d[0] - a[0], d[1] - a[1], d[2] - a[2]];
  return ux * (vy * wz - vz * wy) - uy * (vx * wz - vz * wx) + uz * (vx * wy - vy * wx);
}

function pierces(p: Point, q: Point, [a, b, c]: readonly [Point, Point, Point]): boolean {
  if (volume6(a, b, c, p) * volume6(a, b, c, q) >= 0) return false;
  const signs = [volume6(p, q, a, b), volume6(p, q, b, c), volume6(p, q, c, a)];
  return signs.every((sign) => sign > 0) || signs.every((sign) => sign < 0);
}

/** Whether two triangles cut each other, apart from the corners and edges that they share. */
function cut(a: readonly number[], b: readonly number[], points: readonly Point[]): boolean {
  const oneWay = (from: readonly number[], into: readonly number[]): boolean =>
    from.some((p, n) => {
      const q = from[(n + 1) % 3]!;
      if (into.includes(p) || into.includes(q)) return false;
      return pierces(points[p]!, points[q]!, [points[into[0]!]!, points[into[1]!]!, points[into[2]!]!]);
    });
  return oneWay(a, b) || oneWay(b, a);
}

function* randoms(seed: number): Generator<number, never> {
  for (let s = seed; ; ) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    yield s / 2 ** 32;
  }
}

test('every case uses each crossed edge on one loop, and no triangle side but the loops’ own lies in a face', () => {
  caseTriangles().forEach((triangles, kind) => {
    const loops = cellLoops(kind);
    const edges = loops.flat();
    assert.equal(new Set(edges).size, edges.length);
    assert.equal(triangles.length, edges.length - 2 * loops.length);
    const sides = new Set(loops.flatMap((loop) => loop.map((edge, n) => `${edge},${loop[(n + 1) % loop.length]}`)));
    for (const triangle of triangles)
      triangle.forEach((edge, n) => {
        const next = triangle[(n + 1) % 3]!;
        if (!sides.has(`${edge},${next}`)) assert.equal(FACES_OF_EDGE[edge]! & FACES_OF_EDGE[next]!, 0);
      });
  });
});

test('a cell has at most five triangles, so a case fits into its place in the table', () => {
  assert.equal(Math.max(...caseTriangles().map(({ length }) => length)), 5);
});

test('no two triangles of a cell cut each other, wherever the crossings lie on their edges', () => {
  const random = randoms(5);
  const table = caseTriangles();
  const ends = [1 / 256, 0.5, 255 / 256];
  for (let kind = 0; kind < CASES; kind++) {
    const triangles = table[kind]!;
    for (let round = 0; round < 300; round++) {
      const points = Array.from({ length: 12 }, (_, edge) => {
        const t = random.next().value;
        return pointOn(edge, round % 2 ? t : ends[Math.floor(3 * t)]!);
      });
      for (let a = 0; a < triangles.length; a++)
        for (let b = 0; b < a; b++)
          assert.ok(!cut(triangles[a]!, triangles[b]!, points), `case ${kind}: triangles ${a} and ${b}`);
    }
  }
});
