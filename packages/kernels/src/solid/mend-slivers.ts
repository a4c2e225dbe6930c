import type { TriMesh } from '@specola/space';
import { LOWEST_TRIANGLE_MM } from '../mesh/check-topology.ts';

/** Nothing moves further than this to take a sliver out: a hundredth of what a printer resolves. */
const MOST_MM = 0.01;
/** A triangle higher than this over its longest side is not worth touching for itself. */
const THIN_MM = 0.002;
const GONE = 0xffffffff;

type Point = readonly [number, number, number];

/**
 * Takes slivers out of a closed manifold mesh at given triangles: short sides are collapsed, flat triangles are flipped
 * away over their longest side. The mesh stays a closed manifold at every step.
 *
 * @returns null when nothing could be done
 */
export function mendSlivers(
  mesh: TriMesh,
  atFault: Uint32Array,
): { readonly mesh: TriMesh; readonly movedMm: number } | null {
  const patch = openPatch(mesh, atFault);
  let movedMm = 0;
  let done = 0;
  for (const triangle of atFault) {
    const moved = patch.mended(triangle);
    if (moved === null) continue;
    done++;
    movedMm = Math.max(movedMm, moved);
  }
  return done === 0 ? null : { mesh: patch.result(), movedMm };
}

interface Patch {
  /** Mends at a triangle; tells how far something moved, or null when nothing was done. */
  mended(triangle: number): number | null;
  result(): TriMesh;
}

function openPatch({ positions: x, triangles: given, frame }: TriMesh, atFault: Uint32Array): Patch {
  const triangles = Uint32Array.from(given);
  const around = trianglesAround(triangles, atFault);
  const at = (vertex: number): Point => [x[3 * vertex]!, x[3 * vertex + 1]!, x[3 * vertex + 2]!];
  const cornersOf = (triangle: number): [number, number, number] => [
    triangles[3 * triangle]!,
    triangles[3 * triangle + 1]!,
    triangles[3 * triangle + 2]!,
  ];
  const isGone = (triangle: number): boolean => triangles[3 * triangle] === GONE;
  const neighborsOf = (vertex: number): Set<number> => {
    const found = new Set<number>();
    for (const triangle of around.get(vertex) ?? []) for (const corner of cornersOf(triangle)) found.add(corner);
    found.delete(vertex);
    return found;
  };

  /** Joins `from` to `to`, if the mesh stays a manifold and no triangle turns over or becomes flat. */
  const collapsed = (from: number, to: number): boolean => {
    const [own, others] = [around.get(from), around.get(to)];
    if (!own || !others) return false;
    const toNeighbors = neighborsOf(to);
    const shared = [...neighborsOf(from)].filter((vertex) => toNeighbors.has(vertex));
    if (shared.length !== 2 || own.size <= 3) return false;
    const moving = [...own].filter((triangle) => !cornersOf(triangle).includes(to));
    for (const triangle of moving) {
      const before = cornersOf(triangle);
      const after = before.map((corner) => (corner === from ? to : corner)) as [number, number, number];
      if (heightOf(...(after.map(at) as [Point, Point, Point])) < LOWEST_TRIANGLE_MM) return false;
      const lean = heightOf(...(before.map(at) as [Point, Point, Point])) < THIN_MM;
      if (
        !lean &&
        dot(
          normalOf(...(before.map(at) as [Point, Point, Point])),
          normalOf(...(after.map(at) as [Point, Point, Point])),
        ) <= 0
      )
        return false;
    }
    for (const triangle of [...own]) {
      const corners = cornersOf(triangle);
      if (corners.includes(to)) {
        for (const corner of corners) around.get(corner)?.delete(triangle);
        triangles.fill(GONE, 3 * triangle, 3 * triangle + 3);
        continue;
      }
      triangles[3 * triangle + corners.indexOf(from)] = to;
      others.add(triangle);
    }
    around.delete(from);
    return true;
  };

  /** Turns the side from a to b, which two triangles share, into one between their other corners. */
  const flipped = (triangle: number, a: number, b: number): boolean => {
    const [atA, atB] = [around.get(a), around.get(b)];
    if (!atA || !atB) return false;
    const both = [...atA].filter((one) => atB.has(one));
    const other = both.find((one) => one !== triangle);
    if (both.length !== 2 || other === undefined) return false;
    const c = cornersOf(triangle).find((corner) => corner !== a && corner !== b)!;
    const d = cornersOf(other).find((corner) => corner !== a && corner !== b)!;
    const [atC, atD] = [around.get(c), around.get(d)];
    if (!atC || !atD || neighborsOf(c).has(d)) return false;
    const first: [number, number, number] = [c, a, d];
    const second: [number, number, number] = [d, b, c];
    for (const corners of [first, second])
      if (heightOf(...(corners.map(at) as [Point, Point, Point])) < LOWEST_TRIANGLE_MM) return false;
    // The neighbor is the one whose direction counts: the sliver has none.
    const direction = normalOf(...(cornersOf(other).map(at) as [Point, Point, Point]));
    for (const corners of [first, second])
      if (dot(direction, normalOf(...(corners.map(at) as [Point, Point, Point]))) <= 0) return false;
    triangles.set(first, 3 * triangle);
    triangles.set(second, 3 * other);
    atB.delete(triangle);
    atA.delete(other);
    atD.add(triangle);
    atC.add(other);
    return true;
  };

  return {
    mended(triangle) {
      if (isGone(triangle)) return null;
      const corners = cornersOf(triangle);
      const sides = [0, 1, 2]
        .map((k) => ({
          a: corners[k]!,
          b: corners[(k + 1) % 3]!,
          mm: lengthBetween(at(corners[k]!), at(corners[(k + 1) % 3]!)),
        }))
        .sort((p, q) => p.mm - q.mm);
      const [shortest, , longest] = sides as [(typeof sides)[0], (typeof sides)[0], (typeof sides)[0]];
      if (shortest.mm <= MOST_MM && (collapsed(shortest.a, shortest.b) || collapsed(shortest.b, shortest.a)))
        return shortest.mm;
      const height = heightOf(...(corners.map(at) as [Point, Point, Point]));
      // The triangle lies as corners[k], corners[k + 1] along each side, so a and b are in its own order.
      if (height <= THIN_MM && flipped(triangle, longest.a, longest.b)) return height;
      return null;
    },
    result() {
      const kept = triangles.filter((vertex) => vertex !== GONE);
      return { positions: x, triangles: kept, frame };
    },
  };
}

/** For the corners of some triangles and their neighbors: every triangle that has them. */
function trianglesAround(triangles: Uint32Array, chosen: Uint32Array): Map<number, Set<number>> {
  const around = new Map<number, Set<number>>();
  for (const triangle of chosen) for (let k = 0; k < 3; k++) around.set(triangles[3 * triangle + k]!, new Set());
  for (let ring = 0; ring < 2; ring++) {
    const fresh: number[] = [];
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
      if (corners.some((corner) => around.has(corner))) fresh.push(...corners);
    }
    for (const vertex of fresh) if (!around.has(vertex)) around.set(vertex, new Set());
  }
  for (let c = 0; c < triangles.length; c++) around.get(triangles[c]!)?.add(Math.floor(c / 3));
  return around;
}

const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const lengthBetween = (a: Point, b: Point): number => Math.sqrt(dot(minus(a, b), minus(a, b)));

function normalOf(a: Point, b: Point, c: Point): Point {
  const [u, v] = [minus(b, a), minus(c, a)];
  return [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
}

/** Over the longest side, mm. */
function heightOf(a: Point, b: Point, c: Point): number {
  const normal = normalOf(a, b, c);
  const longest = Math.max(lengthBetween(a, b), lengthBetween(b, c), lengthBetween(c, a));
  return longest > 0 ? Math.sqrt(dot(normal, normal)) / longest : 0;
}
