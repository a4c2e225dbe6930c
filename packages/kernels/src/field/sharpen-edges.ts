import type { TriMesh } from '@specola/space';
import { selfIntersections } from '../measure/self-intersections.ts';
import type { Crew } from '../native/crew.ts';
import { closestPoints } from '../search/closest-points.ts';
import { nearestTriangles } from '../search/distances-to.ts';
import type { SurfaceIndex } from '../search/surface-index.ts';
import { edgeKey, meetingPoints } from './meeting-points.ts';
import { type Splits, splitEdges } from './split-edges.ts';

const MOST_LOOKS = 4;
/** A vertex moves this many steps of the grid at most on its way to the level. */
const MOST_MOVE_STEPS = 0.3;

export interface SharpenOptions {
  /** Over the surface that distances are measured from. */
  readonly index: SurfaceIndex;
  readonly levelMm: number;
  readonly resolutionMm: number;
}

/**
 * Gives a surface drawn on a grid its edges back: the grid cuts them off by up to seven tenths of a step. An edge of the
 * mesh whose ends lie on two faces gets a vertex where these faces meet, told by the directions in which the distance grows.
 * Where that would make the surface cut itself it stays as it was.
 *
 * Source: Kobbelt, Botsch, Schwanecke, Seidel, Feature sensitive surface extraction, SIGGRAPH 2001.
 *
 * @returns outside the arena
 */
export async function sharpenEdges(mesh: TriMesh, options: SharpenOptions, crew: Crew): Promise<TriMesh> {
  const outside = {
    ...mesh,
    positions: Float32Array.from(mesh.positions),
    triangles: Uint32Array.from(mesh.triangles),
  };
  const { directions, onLevel } = await growthDirections(outside.positions, options, crew);
  const placed = { ...outside, positions: onLevel };
  let splits = await meetingPoints(placed, { ...options, directions }, crew);
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { mesh: sharp, from } = splitEdges(placed, splits);
    const pairs = await selfIntersections(sharp, crew);
    if (pairs.length === 0) return sharp;
    splits = withoutTrouble(placed, splits, new Set(Array.from(pairs, (triangle) => from[triangle]!)));
  }
  return outside;
}

/**
 * Where the distance grows, as unit vectors, x y z for each point; and the points moved along them onto the level. A grid
 * puts them beside it near edges, where the distance does not grow evenly.
 */
async function growthDirections(points: Float32Array, { index, levelMm, resolutionMm }: SharpenOptions, crew: Crew) {
  const { triangles: nearest } = await nearestTriangles(index, points, crew);
  const closest = closestPoints(index.mesh, points, nearest);
  const directions = new Float64Array(points.length);
  const onLevel = points.slice();
  const furthestMm = MOST_MOVE_STEPS * resolutionMm;
  for (let n = 0; n < nearest.length; n++) {
    const at = 3 * n;
    const away: Vector = [
      points[at]! - closest[at]!,
      points[at + 1]! - closest[at + 1]!,
      points[at + 2]! - closest[at + 2]!,
    ];
    const sign = levelMm < 0 ? -1 : 1;
    const growth = levelMm === 0 ? normalOf(index.mesh, nearest[n]!) : away.map((c) => sign * c);
    const length = Math.sqrt(growth.reduce((sum, c) => sum + c * c, 0)) || 1;
    const beyondMm =
      levelMm === 0 ? growth.reduce((sum, c, axis) => sum + (c * away[axis]!) / length, 0) : sign * length - levelMm;
    const move = Math.max(-furthestMm, Math.min(furthestMm, beyondMm));
    for (let axis = 0; axis < 3; axis++) {
      directions[at + axis] = growth[axis]! / length;
      onLevel[at + axis] = points[at + axis]! - directions[at + axis]! * move;
    }
  }
  return { directions, onLevel };
}

type Vector = readonly [number, number, number];

function normalOf({ positions: x, triangles }: TriMesh, triangle: number): Vector {
  const [a, b, c] = [3 * triangles[3 * triangle]!, 3 * triangles[3 * triangle + 1]!, 3 * triangles[3 * triangle + 2]!];
  const [ux, uy, uz] = [x[b]! - x[a]!, x[b + 1]! - x[a + 1]!, x[b + 2]! - x[a + 2]!];
  const [vx, vy, vz] = [x[c]! - x[a]!, x[c + 1]! - x[a + 1]!, x[c + 2]! - x[a + 2]!];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

/** The splits without those of edges that a triangle in trouble has. */
function withoutTrouble({ positions, triangles }: TriMesh, { edges, middles }: Splits, trouble: Set<number>): Splits {
  const vertexCount = positions.length / 3;
  const left = new Map(edges);
  for (const triangle of trouble)
    for (let k = 0; k < 3; k++)
      left.delete(edgeKey(triangles[3 * triangle + k]!, triangles[3 * triangle + ((k + 1) % 3)]!, vertexCount));
  return { edges: left, middles };
}
