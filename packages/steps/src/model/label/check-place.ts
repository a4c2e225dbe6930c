import { type Crew, distancesTo, dot, minus, type SurfaceIndex } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';
import { along } from '../edit/frame-about.ts';
import { facing, type HeightMap, heightAt, heightMapOf, type LabelFrame, smoothed } from './height-map.ts';

/** Samples of the height map that letters follow: fine enough for their strokes. */
const PX_PER_MM = 4;
/** Roughness finer than this is not followed: letters stay even. */
const SMOOTHING_MM = 1;
/** Letters on a steeper slope than this (40 degrees) are squeezed too much when seen from the front. */
const STEEPEST = 0.84;
/** How far the surface may stand out of the smoothed one. */
const ROUGHEST_MM = 0.6;
/** Nothing may stand before a label nearer than this. */
const CLEAR_MM = 2;
/** Surface that there must be around a label. */
const AROUND_MM = 1;
/** A label that hangs over an edge is moved inward so often. */
const MOST_SHIFTS = 3;
/** Points that walls and clearances are asked at, across and along. */
const STEPS = [-1, -0.5, 0, 0.5, 1] as const;

export interface PlaceNeeds {
  readonly widthMm: number;
  readonly heightMm: number;
  /** Most that the surface may leave the plane of the label. */
  readonly deviationMm: number;
  /** Wall that must be there: the depth of the label and what stays behind it; 0 where it is raised. */
  readonly wallMm: number;
  readonly awayMm: number;
  readonly keepOff: readonly { readonly atLpsMm: Triple; readonly radiusMm: number }[];
}

/** What a place is checked against: the component, all of the model, and the other components. */
export interface Surroundings {
  readonly mesh: TriMesh;
  readonly everything: TriMesh;
  readonly own: SurfaceIndex;
  readonly others: SurfaceIndex | null;
}

/** Why a label cannot lie somewhere. */
export type Objection = 'keep-off' | 'not-seen' | 'too-curved' | 'too-thin' | 'too-near';

/** The place and the heights that a label follows there, or what stands against it. */
export async function checkPlace(
  frame: LabelFrame,
  needs: PlaceNeeds,
  around: Surroundings,
  crew: Crew,
): Promise<{ readonly frame: LabelFrame; readonly map: HeightMap } | { readonly objection: Objection }> {
  let place = frame;
  for (let tries = 0; tries < MOST_SHIFTS; tries++) {
    const overhang = overhangOf(heightMapOf(around.mesh, place, sizeOf(needs)));
    if (!overhang) break;
    place = { ...place, centerMm: along(along(place.centerMm, place.right, overhang[0]), place.up, overhang[1]) };
  }
  return await checkHere(place, needs, around, crew);
}

const sizeOf = ({ widthMm, heightMm }: PlaceNeeds) => ({
  widthMm: widthMm + 2 * AROUND_MM,
  heightMm: heightMm + 2 * AROUND_MM,
  pxPerMm: PX_PER_MM,
});

/** How far a label must move to lie on the surface whole: twice the way to the middle of what is there; null where it does. */
function overhangOf({ heightMm, columns, rows, pxPerMm }: HeightMap): readonly [number, number] | null {
  let [count, x, y] = [0, 0, 0];
  for (const [n, mm] of heightMm.entries()) {
    if (mm === -Infinity) continue;
    count++;
    x += (n % columns) + 0.5 - columns / 2;
    y += rows / 2 - Math.floor(n / columns) - 0.5;
  }
  if (count === heightMm.length || count === 0) return null;
  return [(2 * x) / count / pxPerMm, (2 * y) / count / pxPerMm];
}

async function checkHere(
  frame: LabelFrame,
  needs: PlaceNeeds,
  { mesh, everything, own, others }: Surroundings,
  crew: Crew,
): Promise<{ readonly frame: LabelFrame; readonly map: HeightMap } | { readonly objection: Objection }> {
  const front = facing(frame);
  const at = (u: number, v: number, mm: number): Triple =>
    along(
      along(along(frame.centerMm, frame.right, (u * needs.widthMm) / 2), frame.up, (v * needs.heightMm) / 2),
      front,
      mm,
    );
  const spread = STEPS.flatMap((v) => STEPS.map((u) => [u, v] as const));
  const isKeptOff = spread.some(([u, v]) =>
    needs.keepOff.some(({ atLpsMm, radiusMm }) => {
      const way = minus(at(u, v, 0), atLpsMm);
      return dot(way, way) < radiusMm * radiusMm;
    }),
  );
  if (isKeptOff) return { objection: 'keep-off' };
  const size = sizeOf(needs);
  const seen = heightMapOf(mesh, frame, size);
  if (!seen.heightMm.every(Number.isFinite)) return { objection: 'too-curved' };
  const map = smoothed(seen, SMOOTHING_MM);
  if (!isEven(seen, map, needs.deviationMm)) return { objection: 'too-curved' };
  const before = heightMapOf(everything, frame, size);
  if (before.heightMm.some((mm, n) => mm > seen.heightMm[n]! + 0.01)) return { objection: 'not-seen' };

  const height = (u: number, v: number) => heightAt(map, (u * needs.widthMm) / 2, (v * needs.heightMm) / 2);
  const asked = async (index: SurfaceIndex, mm: number): Promise<number> => {
    const points = Float32Array.from(spread.flatMap(([u, v]) => at(u, v, height(u, v) + mm)));
    return (await distancesTo(index, points, crew)).reduce((least, each) => Math.min(least, each), Infinity);
  };
  // Half-way through a wall that is thick enough, no surface is nearer than its half.
  if (needs.wallMm > 0 && (await asked(own, -needs.wallMm / 2)) < 0.4 * needs.wallMm) return { objection: 'too-thin' };
  if ((await asked(own, CLEAR_MM)) < 0.7 * CLEAR_MM) return { objection: 'not-seen' };
  if (others && (await asked(others, 0)) < needs.awayMm) return { objection: 'too-near' };
  return { frame, map };
}

/** Whether a surface stays near its plane, is not steep, and has nothing rough on it. */
function isEven(seen: HeightMap, map: HeightMap, deviationMm: number): boolean {
  const { columns, heightMm, pxPerMm } = map;
  const step = Math.round(pxPerMm);
  for (let n = 0; n < heightMm.length; n++) {
    const mm = heightMm[n]!;
    if (Math.abs(mm) > deviationMm || Math.abs(seen.heightMm[n]! - mm) > ROUGHEST_MM) return false;
    const right = (n % columns) + step < columns ? heightMm[n + step]! : mm;
    const below = n + step * columns < heightMm.length ? heightMm[n + step * columns]! : mm;
    if ((right - mm) ** 2 + (below - mm) ** 2 > STEEPEST ** 2) return false;
  }
  return true;
}
