import type { Triple } from '@specola/space';
import { FACES_OF_EDGE } from './cell-loops.ts';

type Triangle = [number, number, number];

/**
 * Cuts a loop of a cell's edges into triangles: no diagonal lies in a face of the cell, and of what remains the way that
 * is least folded and least slim with all crossings halfway. The table in case-triangles.ts was made with it, once: that
 * costs some 20 ms in a fresh process, as much as a surface.
 */
export function triangulateLoop(loop: readonly number[]): Triangle[] {
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
