import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CASES, caseTriangles } from './case-triangles.ts';
import { CORNERS_OF_EDGE, cellLoops, edgeBetween, FACES_OF_EDGE } from './cell-loops.ts';
import { cutEachOther, type Point } from './surface-laws.test.ts';
import { triangulateLoop } from './triangulate-loop.ts';

/** Place of a crossing on an edge of the unit cell. */
function pointOn(edge: number, t: number): Point {
  if (edge < 4) return [t, edge & 1, edge >> 1];
  const right = edge >= 8 ? 1 : 0;
  const place = edge & 3;
  return place < 2 ? [right, t, place] : [right, place - 2, t];
}

function* randoms(seed: number): Generator<number, never> {
  for (let s = seed; ; ) {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    yield s / 2 ** 32;
  }
}

test('the written table is what its rule makes', () => {
  const made = Array.from({ length: CASES }, (_, kind) => cellLoops(kind).flatMap((loop) => triangulateLoop(loop)));
  assert.deepEqual(caseTriangles(), made);
  assert.deepEqual(
    CORNERS_OF_EDGE.map(([a, b]) => edgeBetween(a, b)),
    [...Array(12).keys()],
  );
});

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
          assert.ok(!cutEachOther(triangles[a]!, triangles[b]!, points), `case ${kind}: triangles ${a} and ${b}`);
    }
  }
});
