import type { Triple } from '@specola/space';
import { CASES, cellLoops, FACES_OF_EDGE } from './cell-loops.ts';

/** Bytes of one case in the table that the native code reads. */
const ENTRY_BYTES = 64;
export const TABLE_BYTES = CASES * ENTRY_BYTES;

/** Triangles of one case: edges of the cell, three for each, counter-clockwise seen from outside the segment. */
export type CaseTriangles = readonly (readonly [number, number, number])[];

/**
 * The triangles of every case.
 *
 * Closed and manifold for every mask: on a face both cells draw the same lines; no diagonal lies in a face, so every other
 * edge belongs to one cell, which uses it twice; each crossing lies on one loop of each of its four cells, so its
 * triangles make one fan. No two triangles of a cell cut each other, wherever the crossings lie on their edges.
 * Of the triangulations that remain, the one that is least folded and least slim with all crossings halfway is taken.
 */
export function caseTriangles(): CaseTriangles[] {
  return Array.from({ length: CASES }, (_, kind) => cellLoops(kind).flatMap((loop) => bestTriangulation(loop)));
}

/** Writes the table as native/surface reads it; `flipped` turns every triangle, for left-handed affines. */
export function fillCaseTable(bytes: Uint8Array, { flipped }: { readonly flipped: boolean }): Uint8Array {
  bytes.fill(0);
  const table = caseTriangles();
  for (let kind = 0; kind < CASES; kind++) {
    const entry = kind * ENTRY_BYTES;
    const crossed = new Set(cellLoops(kind).flat());
    for (let edge = 0; edge < 8; edge++) bytes[entry + 4 * edge] = crossed.has(edge) ? 1 : 0;
    const triangles = table[kind]!;
    bytes[entry + 32] = triangles.length;
    triangles.forEach(([a, b, c], n) => {
      bytes.set(
        (flipped ? [a, c, b] : [a, b, c]).map((edge) => 4 * edge),
        entry + 33 + 3 * n,
      );
    });
  }
  return bytes;
}

type Triangle = [number, number, number];

function bestTriangulation(loop: readonly number[]): Triangle[] {
  const all = triangulations(loop, 0, loop.length - 1);
  let best = all[0]!;
  if (all.length === 1) return best;
  let least = Number.POSITIVE_INFINITY;
  for (const triangles of all) {
    const cost = foldAndSlimness(triangles);
    if (cost < least - 1e-9) {
      least = cost;
      best = triangles;
    }
  }
  return best;
}

/** Every way to cut the loop's part from place `from` to place `to` into triangles without a diagonal in a face. */
function triangulations(loop: readonly number[], from: number, to: number): Triangle[][] {
  if (to - from < 2) return [[]];
  const ways: Triangle[][] = [];
  for (let tip = from + 1; tip < to; tip++) {
    if (!mayJoin(loop, from, tip) || !mayJoin(loop, tip, to)) continue;
    for (const left of triangulations(loop, from, tip))
      for (const right of triangulations(loop, tip, to))
        ways.push([...left, [loop[from]!, loop[tip]!, loop[to]!], ...right]);
  }
  return ways;
}

function mayJoin(loop: readonly number[], a: number, b: number): boolean {
  const apart = Math.abs(a - b);
  if (apart === 1 || apart === loop.length - 1) return true;
  return (FACES_OF_EDGE[loop[a]!]! & FACES_OF_EDGE[loop[b]!]!) === 0;
}

/** Sum over the triangles' inner edges of 1 - cos(fold), and over the triangles of 1 - their quality (1: equilateral). */
function foldAndSlimness(triangles: readonly Triangle[]): number {
  let cost = 0;
  const normals = triangles.map(([a, b, c]) => {
    const ab = minus(middleOf(b), middleOf(a));
    const ac = minus(middleOf(c), middleOf(a));
    const bc = minus(ac, ab);
    const normal = cross(ab, ac);
    const twiceArea = Math.sqrt(dot(normal, normal));
    cost += 1 - (2 * Math.sqrt(3) * twiceArea) / (dot(ab, ab) + dot(ac, ac) + dot(bc, bc));
    return [normal[0] / twiceArea, normal[1] / twiceArea, normal[2] / twiceArea] as const;
  });
  for (let a = 0; a < triangles.length; a++)
    for (let b = 0; b < a; b++)
      if (triangles[a]!.filter((edge) => triangles[b]!.includes(edge)).length === 2)
        cost += 1 - dot(normals[a]!, normals[b]!);
  return cost;
}

/** The middle of an edge of the unit cell. */
function middleOf(edge: number): Triple {
  if (edge < 4) return [0.5, edge & 1, edge >> 1];
  const right = edge >= 8 ? 1 : 0;
  const place = edge & 3;
  return place < 2 ? [right, 0.5, place] : [right, place - 2, 0.5];
}

const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
