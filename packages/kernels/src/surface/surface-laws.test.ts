import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';

/** What a closed manifold must have, counted plainly: no code of the kernels takes part. */
export interface SurfaceLaws {
  /** Directed edges without exactly one partner the other way round. */
  readonly faultyEdges: number;
  /** Vertices whose triangles do not form one disc. */
  readonly faultyVertices: number;
  /** Vertices that no triangle uses, or that lie where another lies. */
  readonly idleOrTwinVertices: number;
  readonly flatTriangles: number;
  /** Vertices − edges + triangles. */
  readonly euler: number;
  readonly volumeMm3: number;
}

export function lawsOf({ positions, triangles }: TriMesh): SurfaceLaws {
  const vertices = positions.length / 3;
  const edges = new Map<number, number>();
  // For each vertex, its triangles as links from the vertex after it to the vertex before it.
  const links: Map<number, number>[] = Array.from({ length: vertices }, () => new Map());
  let faultyEdges = 0;
  let flatTriangles = 0;
  let volumeMm3 = 0;
  const clashes = new Set<number>();
  for (let at = 0; at < triangles.length; at += 3) {
    for (let n = 0; n < 3; n++) {
      const [v, next, last] = [triangles[at + n]!, triangles[at + ((n + 1) % 3)]!, triangles[at + ((n + 2) % 3)]!];
      edges.set(v * vertices + next, (edges.get(v * vertices + next) ?? 0) + 1);
      if (links[v]!.has(next)) clashes.add(v);
      links[v]!.set(next, last);
    }
    const [a, b, c] = [0, 1, 2].map((n) => positions.subarray(3 * triangles[at + n]!, 3 * triangles[at + n]! + 3));
    const normal = crossOf(minus(b!, a!), minus(c!, a!));
    if (!(Math.hypot(...normal) > 0)) flatTriangles++;
    volumeMm3 += (normal[0]! * a![0]! + normal[1]! * a![1]! + normal[2]! * a![2]!) / 6;
  }
  for (const [edge, uses] of edges) {
    const [from, to] = [Math.floor(edge / vertices), edge % vertices];
    if (uses !== 1 || edges.get(to * vertices + from) !== 1) faultyEdges++;
  }
  let faultyVertices = clashes.size;
  let idleOrTwinVertices = 0;
  const places = new Set<string>();
  links.forEach((link, v) => {
    const place = positions.subarray(3 * v, 3 * v + 3).join();
    if (link.size === 0 || places.has(place)) idleOrTwinVertices++;
    places.add(place);
    if (clashes.has(v) || link.size === 0) return;
    const start = link.keys().next().value!;
    let steps = 0;
    for (let at: number | undefined = start; at !== undefined && steps <= link.size; at = link.get(at)) {
      if (steps > 0 && at === start) break;
      steps++;
    }
    if (steps !== link.size) faultyVertices++;
  });
  return {
    faultyEdges,
    faultyVertices,
    idleOrTwinVertices,
    flatTriangles,
    euler: vertices - edges.size / 2 + triangles.length / 3,
    volumeMm3,
  };
}

/** Closed, manifold, without degenerate parts. */
export function assertClosedManifold(mesh: TriMesh): SurfaceLaws {
  const laws = lawsOf(mesh);
  const { faultyEdges, faultyVertices, idleOrTwinVertices, flatTriangles } = laws;
  assert.deepEqual(
    { faultyEdges, faultyVertices, idleOrTwinVertices, flatTriangles },
    { faultyEdges: 0, faultyVertices: 0, idleOrTwinVertices: 0, flatTriangles: 0 },
  );
  return laws;
}

const minus = (a: Float32Array, b: Float32Array): number[] => [a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!];
const crossOf = (a: number[], b: number[]): [number, number, number] => [
  a[1]! * b[2]! - a[2]! * b[1]!,
  a[2]! * b[0]! - a[0]! * b[2]!,
  a[0]! * b[1]! - a[1]! * b[0]!,
];

export type Point = readonly [number, number, number];

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
export function cutEachOther(a: readonly number[], b: readonly number[], points: readonly Point[]): boolean {
  const oneWay = (from: readonly number[], into: readonly number[]): boolean =>
    from.some((p, n) => {
      const q = from[(n + 1) % 3]!;
      if (into.includes(p) || into.includes(q)) return false;
      return pierces(points[p]!, points[q]!, [points[into[0]!]!, points[into[1]!]!, points[into[2]!]!]);
    });
  return oneWay(a, b) || oneWay(b, a);
}

const TETRAHEDRON = [0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2];
const CORNERS = [0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 5];

const meshOf = (positions: number[], triangles: number[]): TriMesh => ({
  positions: new Float32Array(positions),
  triangles: new Uint32Array(triangles),
  frame: 'lps-mm',
});

test('the law checker passes a tetrahedron and finds a hole, a turned triangle and two bodies that share a vertex', () => {
  const good = assertClosedManifold(meshOf(CORNERS, TETRAHEDRON));
  assert.equal(good.euler, 2);
  assert.ok(Math.abs(good.volumeMm3 - 5) < 1e-6);
  assert.equal(lawsOf(meshOf(CORNERS, TETRAHEDRON.slice(3))).faultyEdges, 3);
  assert.ok(lawsOf(meshOf(CORNERS, [0, 1, 2, ...TETRAHEDRON.slice(3)])).faultyEdges > 0);
  const twin = TETRAHEDRON.map((v) => (v === 0 ? 0 : v + 3));
  const touching = meshOf([...CORNERS, -2, 0, 0, 0, -3, 0, 0, 0, -5], [...TETRAHEDRON, ...twin]);
  assert.equal(lawsOf(touching).faultyVertices, 1);
  assert.equal(lawsOf(touching).faultyEdges, 0);
});
