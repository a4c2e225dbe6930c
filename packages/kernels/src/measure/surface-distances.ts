import type { TriMesh } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { distancesTo, nearestTriangles } from '../search/distances-to.ts';
import { signDistances } from '../search/sign-distances.ts';
import { type SurfaceIndex, surfaceIndex } from '../search/surface-index.ts';
import { surfaceSamples } from './surface-samples.ts';
import { vertexNormals } from './vertex-normals.ts';

/** Distances of one surface from another. The mean and the 95th percentile are weighted by area; the maximum is over all points. */
export interface OneWay {
  readonly meanMm: number;
  readonly p95Mm: number;
  readonly maxMm: number;
  readonly samples: number;
}

export interface SurfaceDistances {
  readonly aToB: OneWay;
  readonly bToA: OneWay;
  /** Float32, for each vertex of a its distance from b, mm: positive outside b. */
  readonly signedMm: Float32Array;
}

/** Distances are counted in bins this wide to find the percentile: it is told to the micrometre. */
const BINS_PER_MM = 1000;
const BINS = 50_000;

/**
 * How far two surfaces are from each other, both ways: from points spread over one (its vertices, and one for each
 * 0.25 mm² of larger triangles) to the nearest point of the other.
 *
 * Memory: both are indexed in turn, so only one index is held at once. A surface without triangles is infinitely far.
 * Who has an index of one of them, or wants one way only, calls `distancesFrom`.
 *
 * @param leaveOutB  Uint8, for each triangle of b: 1 leaves it out of the way from b to a. It still counts as a target
 */
export async function surfaceDistances(
  a: TriMesh,
  b: TriMesh,
  crew: Crew,
  { leaveOutB }: { readonly leaveOutB?: Uint8Array } = {},
): Promise<SurfaceDistances> {
  const toB = await fromAToB(a, b, crew);
  using index = await surfaceIndex(a, crew);
  return { ...toB, bToA: await distancesFrom(b, index, crew, leaveOutB ? { leaveOut: leaveOutB } : {}) };
}

async function fromAToB(a: TriMesh, b: TriMesh, crew: Crew): Promise<Pick<SurfaceDistances, 'aToB' | 'signedMm'>> {
  using index = await surfaceIndex(b, crew);
  return { aToB: await distancesFrom(a, index, crew), signedMm: await signedDistances(a.positions, index, crew) };
}

/** Float32, for each point its distance from a surface, mm: positive outside. */
export async function signedDistances(points: Float32Array, to: SurfaceIndex, crew: Crew): Promise<Float32Array> {
  const { distancesMm, triangles } = await nearestTriangles(to, points, crew);
  signDistances(to.mesh, vertexNormals(to.mesh), points, triangles, distancesMm);
  return distancesMm;
}

/**
 * How far a surface is from another that is indexed.
 *
 * @param leaveOut  Uint8, for each triangle of `from`: 1 leaves it out
 */
export async function distancesFrom(
  from: TriMesh,
  to: SurfaceIndex,
  crew: Crew,
  { leaveOut }: { readonly leaveOut?: Uint8Array } = {},
): Promise<OneWay> {
  const { points, areasMm2 } = surfaceSamples(from, leaveOut);
  const kept = packed(points, areasMm2);
  const distances = await distancesTo(to, points.subarray(0, 3 * kept), crew);
  return summarize(distances, areasMm2);
}

/** Moves the points that count to the front, with their areas; gives how many there are. */
function packed(points: Float32Array, areasMm2: Float32Array): number {
  let kept = 0;
  for (let n = 0; n < areasMm2.length; n++) {
    if (areasMm2[n]! < 0) continue;
    if (kept !== n) {
      areasMm2[kept] = areasMm2[n]!;
      points.copyWithin(3 * kept, 3 * n, 3 * n + 3);
    }
    kept++;
  }
  return kept;
}

function summarize(distances: Float32Array, areasMm2: Float32Array): OneWay {
  const bins = new Float64Array(BINS + 1);
  let sum = 0;
  let area = 0;
  let maxMm = 0;
  for (let n = 0; n < distances.length; n++) {
    const d = distances[n]!;
    const weight = areasMm2[n]!;
    // 0 · Infinity is not a number.
    if (weight > 0) sum += weight * d;
    area += weight;
    if (d > maxMm) maxMm = d;
    bins[Math.min(BINS, Math.floor(d * BINS_PER_MM))]! += weight;
  }
  if (area === 0) return { meanMm: maxMm, p95Mm: maxMm, maxMm, samples: distances.length };
  let below = 0;
  let bin = 0;
  while (bin < BINS && below + bins[bin]! < 0.95 * area) below += bins[bin++]!;
  // Beyond fifty millimetres the percentile is told as the maximum.
  const p95Mm = bin === BINS ? maxMm : Math.min(maxMm, (bin + 1) / BINS_PER_MM);
  return { meanMm: sum / area, p95Mm, maxMm, samples: distances.length };
}
