import {
  type Crew,
  MOVE_STATES,
  moved,
  nearestTriangles,
  signedDistances,
  type ThresholdDoubt,
  thresholdDoubt,
} from '@specola/kernels';
import type { Volume } from '@specola/space';
import { ankleCtIndex, belowTop, type CryosectionBone, type DrawnSurface, placedBones } from './ankle-truth.ts';

/** How well the map of what another threshold would do covers the distance from the CT's surface to the cryosections. */
export interface BoneCoverage {
  readonly side: 'right' | 'left' | 'both';
  readonly bone: CryosectionBone | 'all';
  /** Points of the bone that lie in the scan. */
  readonly points: number;
  readonly medianMm: number;
  readonly p95Mm: number;
  /** Shares of the points, in percent: the map says a number there; the distance lies between its inward and its outward move; */
  readonly withNumberPercent: number;
  readonly inBandPercent: number;
  /** no further than the larger of both; no further than the floor; no further than the larger of floor and map. */
  readonly inLargerPercent: number;
  readonly inFloorPercent: number;
  readonly inBudgetPercent: number;
  /** Shares beyond the floor among the points that have a number, and among those that have none. */
  readonly beyondWithNumberPercent: number;
  readonly beyondWithoutPercent: number;
}

interface Point {
  readonly awayMm: number;
  /** Moves at the nearest vertex, inward negative; null where the map has no number. */
  readonly band: readonly [inward: number, outward: number] | null;
}

/** Places each bone of the cryosections in the ankle CT and asks the map at the surface beside each of its points. */
export async function ankleCoverage(
  crew: Crew,
  {
    floorMm,
    reachMm,
    ofEachFoot,
  }: { readonly floorMm: number; readonly reachMm: number; readonly ofEachFoot?: number },
): Promise<{ rows: BoneCoverage[]; doubt: ThresholdDoubt; volume: Volume; isoHu: number }> {
  const drawn: DrawnSurface[] = [];
  using ct = await ankleCtIndex(crew, async (surface) => {
    drawn.push(surface);
    return surface.mesh;
  });
  const { mesh, volume, isoHu } = drawn[0]!;
  const doubt = await thresholdDoubt(mesh, volume, { isoHu, brighterInside: true, reachMm }, crew);
  const rows: BoneCoverage[] = [];
  const all: Point[] = [];
  for await (const { side, bone, points, fit } of placedBones(ct, crew, ofEachFoot)) {
    if (!fit) continue;
    const inScan = belowTop(points, fit.motion, ct);
    const placed = new Float32Array(inScan.length);
    for (let v = 0; v < inScan.length; v += 3)
      placed.set(moved([inScan[v]!, inScan[v + 1]!, inScan[v + 2]!], fit.motion), v);
    const awayMm = await signedDistances(placed, ct, crew);
    const { triangles } = await nearestTriangles(ct, placed, crew);
    const own: Point[] = [];
    for (const [n, away] of awayMm.entries()) {
      const corners = [0, 1, 2].map((c) => mesh.triangles[3 * triangles[n]! + c]!);
      const squared = (vertex: number) =>
        [0, 1, 2].reduce((sum, axis) => sum + (mesh.positions[3 * vertex + axis]! - placed[3 * n + axis]!) ** 2, 0);
      const nearest = corners.reduce((best, vertex) => (squared(vertex) < squared(best) ? vertex : best));
      own.push({ awayMm: away, band: bandAt(doubt, nearest, reachMm) });
    }
    rows.push({ side, bone, ...coverageOf(own, floorMm) });
    all.push(...own);
  }
  rows.push({ side: 'both', bone: 'all', ...coverageOf(all, floorMm) });
  return { rows, doubt, volume, isoHu };
}

/** The larger move of both shifts each way; null where one of them has no number. */
function bandAt({ byNoise, byTenth }: ThresholdDoubt, vertex: number, reachMm: number): Point['band'] {
  const ends: [number, number] = [0, 0];
  for (const shift of [byNoise, byTenth])
    for (const way of [0, 1] as const) {
      const state = shift?.states[2 * vertex + way];
      if (state === MOVE_STATES.noEdge || state === MOVE_STATES.ended) return null;
      if (state === undefined) continue;
      const size = state === MOVE_STATES.further ? reachMm : Math.abs(shift!.movesMm[2 * vertex + way]!);
      ends[way] = Math.max(ends[way], size);
    }
  return [-ends[0], ends[1]];
}

function coverageOf(points: readonly Point[], floorMm: number): Omit<BoneCoverage, 'side' | 'bone'> {
  const sizes = points.map(({ awayMm }) => Math.abs(awayMm)).sort((a, b) => a - b);
  const percent = (holds: (point: Point) => boolean) => (100 * points.filter(holds).length) / points.length;
  const beyond = (some: readonly Point[]) =>
    some.length > 0 ? (100 * some.filter(({ awayMm }) => Math.abs(awayMm) > floorMm).length) / some.length : 0;
  const larger = ({ band }: Point) => (band ? Math.max(-band[0], band[1]) : 0);
  return {
    points: points.length,
    medianMm: sizes[sizes.length >> 1]!,
    p95Mm: sizes[Math.floor(0.95 * (sizes.length - 1))]!,
    withNumberPercent: percent(({ band }) => band !== null),
    inBandPercent: percent(({ awayMm, band }) => band !== null && awayMm >= band[0] && awayMm <= band[1]),
    inLargerPercent: percent((point) => Math.abs(point.awayMm) <= larger(point)),
    inFloorPercent: percent(({ awayMm }) => Math.abs(awayMm) <= floorMm),
    inBudgetPercent: percent((point) => Math.abs(point.awayMm) <= Math.max(floorMm, larger(point))),
    beyondWithNumberPercent: beyond(points.filter(({ band }) => band !== null)),
    beyondWithoutPercent: beyond(points.filter(({ band }) => band === null)),
  };
}
