import type { TriMesh } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { nearestTriangles } from '../search/distances-to.ts';
import type { SurfaceIndex } from '../search/surface-index.ts';
import type { Splits } from './split-edges.ts';

/** Directions further apart than this belong to two faces that meet in an edge. */
const EDGE_COSINE = Math.cos((25 * Math.PI) / 180);
const OPPOSITE_COSINE = -0.95;
/** Three directions whose box is smaller than this hardly say where their planes meet. */
const SMALLEST_BOX = 0.1;
/** A new vertex lies within this many steps of the grid of what it splits, and this near to the level, or there is no edge. */
const FURTHEST_STEPS = 1.7;
const OFF_LEVEL_SHARE = 0.1;
/** Where the edge of two faces is met beyond a corner, it is split this many steps before it. */
const BEFORE_CORNER_STEPS = 0.3;

export interface MeetingOptions {
  readonly index: SurfaceIndex;
  readonly levelMm: number;
  readonly resolutionMm: number;
  /** Where the distance grows: unit vectors, x y z for each vertex. */
  readonly directions: Float64Array;
}

type Point = readonly [number, number, number];

export const edgeKey = (a: number, b: number, vertexCount: number): number =>
  Math.min(a, b) * vertexCount + Math.max(a, b);

/** Where edges of a mesh run across an edge of the level, and triangles across a corner of it. */
export async function meetingPoints(mesh: TriMesh, options: MeetingOptions, crew: Crew): Promise<Splits> {
  const { triangles } = mesh;
  const vertexCount = mesh.positions.length / 3;
  const edges = new Map<number, readonly [number, number]>();
  const corners: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    let across = 0;
    for (let k = 0; k < 3; k++) {
      const a = triangles[t + k]!;
      const b = triangles[t + ((k + 1) % 3)]!;
      const cosine = cosineOf(options.directions, a, b);
      if (cosine > EDGE_COSINE || cosine < OPPOSITE_COSINE) continue;
      across++;
      edges.set(edgeKey(a, b, vertexCount), [Math.min(a, b), Math.max(a, b)]);
    }
    if (across === 3) corners.push(t / 3);
  }
  const onEdges = await onLevel(
    [...edges].flatMap(([key, [a, b]]) => pointOfTwo(mesh, options, a, b).map((at) => [key, at] as const)),
    options,
    crew,
  );
  const middles = await onLevel(
    corners.flatMap((triangle) => pointOfThree(mesh, options, triangle).map((at) => [triangle, at] as const)),
    options,
    crew,
  );
  const before: (readonly [number, Point])[] = [];
  for (const [triangle, corner] of middles)
    for (let k = 0; k < 3; k++) {
      const [a, b, c] = [0, 1, 2].map((n) => triangles[3 * triangle + ((k + n) % 3)]!) as [number, number, number];
      const key = edgeKey(a, b, vertexCount);
      if (!onEdges.has(key)) before.push([key, beforeCorner(options, corner, a, b, c)]);
    }
  for (const [key, at] of await onLevel(before, options, crew)) onEdges.set(key, at);
  return { edges: onEdges, middles };
}

/** Those of the points that lie on the level. */
async function onLevel(
  points: readonly (readonly [number, Point])[],
  { index, levelMm, resolutionMm }: MeetingOptions,
  crew: Crew,
): Promise<Map<number, Point>> {
  const places = Float32Array.from(points.flatMap(([, at]) => at));
  const reachMm = Math.abs(levelMm) + 2 * resolutionMm;
  const { distancesMm } = await nearestTriangles(index, places, crew, { reachMm });
  const found = new Map<number, Point>();
  points.forEach(([key], n) => {
    if (Math.abs(distancesMm[n]! - Math.abs(levelMm)) <= OFF_LEVEL_SHARE * resolutionMm)
      found.set(key, [places[3 * n]!, places[3 * n + 1]!, places[3 * n + 2]!]);
  });
  return found;
}

/** The point nearest to the middle of an edge that lies in the planes of both its ends; none where that is far away. */
function pointOfTwo(
  { positions: x }: TriMesh,
  { directions, resolutionMm }: MeetingOptions,
  a: number,
  b: number,
): Point[] {
  const middle = pointBetween(x, [a, b]);
  const na = vectorAt(directions, a);
  const nb = vectorAt(directions, b);
  const cosine = dot(na, nb);
  const square = 1 - cosine * cosine;
  const da = dot(na, minus(vectorAt(x, a), middle));
  const db = dot(nb, minus(vectorAt(x, b), middle));
  const step = plus(scaled(na, (da - cosine * db) / square), scaled(nb, (db - cosine * da) / square));
  return Math.sqrt(dot(step, step)) > FURTHEST_STEPS * resolutionMm ? [] : [plus(middle, step)];
}

/** The point where the planes of a triangle's corners meet; none where that is far away or hardly told. */
function pointOfThree(
  { positions: x, triangles }: TriMesh,
  { directions, resolutionMm }: MeetingOptions,
  triangle: number,
): Point[] {
  const vertices = [0, 1, 2].map((k) => triangles[3 * triangle + k]!);
  const middle = pointBetween(x, vertices);
  const [na, nb, nc] = vertices.map((vertex) => vectorAt(directions, vertex)) as [Point, Point, Point];
  const box = dot(na, cross(nb, nc));
  if (Math.abs(box) < SMALLEST_BOX) return [];
  const [da, db, dc] = vertices.map((vertex) =>
    dot(vectorAt(directions, vertex), minus(vectorAt(x, vertex), middle)),
  ) as [number, number, number];
  const step = scaled(
    plus(plus(scaled(cross(nb, nc), da), scaled(cross(nc, na), db)), scaled(cross(na, nb), dc)),
    1 / box,
  );
  return Math.sqrt(dot(step, step)) > FURTHEST_STEPS * resolutionMm ? [] : [plus(middle, step)];
}

/** On the edge of two faces, a little before the corner where it meets a third. */
function beforeCorner(
  { directions, resolutionMm }: MeetingOptions,
  corner: Point,
  a: number,
  b: number,
  c: number,
): Point {
  const line = cross(vectorAt(directions, a), vectorAt(directions, b));
  const length = Math.sqrt(dot(line, line)) || 1;
  const away = dot(line, vectorAt(directions, c)) > 0 ? -1 : 1;
  return plus(corner, scaled(line, (away * BEFORE_CORNER_STEPS * resolutionMm) / length));
}

const cosineOf = (directions: Float64Array, a: number, b: number): number =>
  dot(vectorAt(directions, a), vectorAt(directions, b));
const vectorAt = (list: ArrayLike<number>, vertex: number): Point => [
  list[3 * vertex]!,
  list[3 * vertex + 1]!,
  list[3 * vertex + 2]!,
];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const plus = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scaled = (a: Point, by: number): Point => [a[0] * by, a[1] * by, a[2] * by];
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function pointBetween(x: Float32Array, vertices: readonly number[]): Point {
  const sum = vertices.map((vertex) => vectorAt(x, vertex)).reduce(plus);
  return scaled(sum, 1 / vertices.length);
}
