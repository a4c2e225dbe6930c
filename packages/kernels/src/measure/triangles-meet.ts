import type { TriMesh } from '@specola/space';
import { orient2d } from 'robust-predicates';
import { sideOfPlane } from './side-of-plane.ts';

/** Corners as offsets into positions (three numbers each). */
type Corner = number;
type Corners = readonly [Corner, Corner, Corner];

/**
 * Whether two triangles of a mesh cut each other, by exact arithmetic.
 *
 * No common vertex: any common point counts, a touch too. One common vertex: any common point beside it. One common
 * edge: only when folded flat onto each other. Three common vertices: a duplicate, not a cut; `topologyOf` counts those.
 * A triangle without area cuts nothing; `topologyOf` counts those too.
 *
 * Source: Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates, 1997.
 */
export function trianglesMeet({ positions, triangles }: TriMesh, a: number, b: number): boolean {
  const p = cornersOf(triangles, a);
  const q = cornersOf(triangles, b);
  const flatP = droppedAxis(positions, p);
  const flatQ = droppedAxis(positions, q);
  if (flatP === undefined || flatQ === undefined) return false;
  const shared = p.filter((corner) => q.includes(corner));
  switch (shared.length) {
    case 0:
      return anyEdgeMeets(positions, p, q, flatQ) || anyEdgeMeets(positions, q, p, flatP);
    case 1: {
      const [p1, p2] = p.filter((corner) => corner !== shared[0]) as [Corner, Corner];
      const [q1, q2] = q.filter((corner) => corner !== shared[0]) as [Corner, Corner];
      return segmentMeets(positions, p1, p2, q, flatQ) || segmentMeets(positions, q1, q2, p, flatP);
    }
    case 2: {
      const [v, w] = shared as [Corner, Corner];
      const freeP = p.find((corner) => !shared.includes(corner))!;
      const freeQ = q.find((corner) => !shared.includes(corner))!;
      if (side3(positions, p, freeQ) !== 0) return false;
      return side2(positions, v, w, freeP, flatP) === side2(positions, v, w, freeQ, flatP);
    }
    default:
      return false;
  }
}

function cornersOf(triangles: Uint32Array, t: number): Corners {
  return [3 * triangles[3 * t]!, 3 * triangles[3 * t + 1]!, 3 * triangles[3 * t + 2]!];
}

function anyEdgeMeets(x: Float32Array, edgesOf: Corners, triangle: Corners, axis: Axis): boolean {
  for (let e = 0; e < 3; e++) if (segmentMeets(x, edgesOf[e]!, edgesOf[(e + 1) % 3]!, triangle, axis)) return true;
  return false;
}

/** Whether a segment has a point in common with a triangle that has area. */
function segmentMeets(x: Float32Array, d: Corner, e: Corner, triangle: Corners, axis: Axis): boolean {
  const atD = side3(x, triangle, d);
  const atE = side3(x, triangle, e);
  if (atD * atE > 0) return false;
  if (atD === 0 && atE === 0) return segmentMeetsInPlane(x, d, e, triangle, axis);
  const [a, b, c] = triangle;
  const r = side3(x, [d, e, a], b);
  const s = side3(x, [d, e, b], c);
  const t = side3(x, [d, e, c], a);
  return (r >= 0 && s >= 0 && t >= 0) || (r <= 0 && s <= 0 && t <= 0);
}

function segmentMeetsInPlane(x: Float32Array, d: Corner, e: Corner, triangle: Corners, axis: Axis): boolean {
  if (inTriangle(x, d, triangle, axis) || inTriangle(x, e, triangle, axis)) return true;
  // Both ends outside: it meets the triangle only across an edge.
  return triangle.some((a, n) => {
    const b = triangle[(n + 1) % 3]!;
    return (
      side2(x, d, e, a, axis) * side2(x, d, e, b, axis) <= 0 &&
      side2(x, a, b, d, axis) * side2(x, a, b, e, axis) <= 0 &&
      !(side2(x, d, e, a, axis) === 0 && side2(x, d, e, b, axis) === 0)
    );
  });
}

function inTriangle(x: Float32Array, d: Corner, [a, b, c]: Corners, axis: Axis): boolean {
  const r = side2(x, a, b, d, axis);
  const s = side2(x, b, c, d, axis);
  const t = side2(x, c, a, d, axis);
  return (r >= 0 && s >= 0 && t >= 0) || (r <= 0 && s <= 0 && t <= 0);
}

type Axis = 0 | 1 | 2;

/** An axis along which the triangle can be flattened without losing its area; none when it has no area. */
function droppedAxis(x: Float32Array, [a, b, c]: Corners): Axis | undefined {
  return ([0, 1, 2] as const).find((axis) => side2(x, a, b, c, axis) !== 0);
}

function side3(x: Float32Array, [a, b, c]: Corners, d: Corner): number {
  return Math.sign(sideOfPlane(x, a, b, c, d));
}

function side2(x: Float32Array, a: Corner, b: Corner, c: Corner, axis: Axis): number {
  const i = axis === 0 ? 1 : 0;
  const j = axis === 2 ? 1 : 2;
  return Math.sign(orient2d(x[a + i]!, x[a + j]!, x[b + i]!, x[b + j]!, x[c + i]!, x[c + j]!));
}
