import { triangleAreaMm2 } from '@specola/kernels';
import type { TriMesh, Triple } from '@specola/space';

/** Walls thicker than this are not looked for. */
export const WALL_LIMIT_MM = 5;
const MOST_PLACES = 20;
/** Places nearer to each other than this show one and the same thin wall. */
const APART_MM = 8;

type Place = [number, number, number];

export interface ThinWalls {
  readonly thinnest: { readonly thicknessMm: number; readonly atLpsMm: Place } | null;
  /** Surface over walls thinner than the limit. */
  readonly areaMm2: number;
  /** Worst first, twenty at most, spread out. */
  readonly places: Place[];
}

/**
 * The walls thinner than a limit, from the thickness under each triangle.
 *
 * A wall is as thick as under its triangle, but no thinner than the median over the triangles around it, by area: a voxel
 * just above the threshold leaves a tip of a few hundredths of a millimetre that is no wall (on the skull phantom the
 * thinnest would measure 0.13 mm, not 0.48).
 */
export function thinWalls(mesh: TriMesh, thicknessMm: Float32Array, thinMm: number): ThinWalls {
  return thinWallsBelow(mesh, thicknessMm, [thinMm])[0]!;
}

/** The same for several limits, from one look at what lies around each triangle. */
export function thinWallsBelow(mesh: TriMesh, thicknessMm: Float32Array, limitsMm: readonly number[]): ThinWalls[] {
  const wallMm = wallsAround(mesh, thicknessMm);
  const mostMm = Math.max(...limitsMm);
  const known = orderedBelow(thicknessMm, mostMm)
    .map((t) => ({ t, mm: wallMm(t) }))
    .filter(({ mm }) => mm < mostMm)
    .sort((a, b) => a.mm - b.mm || a.t - b.t);
  const thinnest = known[0] ?? thinnestOf(orderedBelow(thicknessMm, Infinity), thicknessMm, wallMm);
  return limitsMm.map((thinMm) => {
    let areaMm2 = 0;
    const places: Place[] = [];
    for (const { t, mm } of known) {
      if (mm >= thinMm) break;
      areaMm2 += triangleAreaMm2(mesh.positions, mesh.triangles, 3 * t);
      if (places.length === MOST_PLACES) continue;
      const at = middleOf(mesh, t);
      if (places.every((other) => squaredMm(other, at) > APART_MM ** 2)) places.push(at);
    }
    return {
      thinnest: thinnest ? { thicknessMm: thinnest.mm, atLpsMm: middleOf(mesh, thinnest.t) } : null,
      areaMm2,
      places,
    };
  });
}

function orderedBelow(thicknessMm: Float32Array, mostMm: number): number[] {
  const below: number[] = [];
  for (let t = 0; t < thicknessMm.length; t++) if (thicknessMm[t]! < mostMm) below.push(t);
  return below.sort((a, b) => thicknessMm[a]! - thicknessMm[b]! || a - b);
}

/** A wall is never thinner than under its own triangle: once those are thicker than the best, the best is found. */
function thinnestOf(ordered: readonly number[], thicknessMm: Float32Array, wallMm: (t: number) => number) {
  let best: { t: number; mm: number } | undefined;
  for (const t of ordered) {
    if (best && thicknessMm[t]! >= best.mm) break;
    const mm = wallMm(t);
    if (mm < (best?.mm ?? Infinity)) best = { t, mm };
  }
  return best;
}

/** The thickness under a triangle, or the median by area over it and all that share a vertex with it, if that is more. */
function wallsAround({ positions, triangles }: TriMesh, thicknessMm: Float32Array): (t: number) => number {
  const starts = new Uint32Array(positions.length / 3 + 1);
  for (const v of triangles) starts[v + 1]!++;
  for (let v = 1; v < starts.length; v++) starts[v]! += starts[v - 1]!;
  const cursor = starts.slice(0, -1);
  const around = new Uint32Array(triangles.length);
  for (let c = 0; c < triangles.length; c++) around[cursor[triangles[c]!]!++] = Math.floor(c / 3);
  // Which triangles were met around the one that is asked: stamped with its number, so nothing is cleared between.
  const stamps = new Uint32Array(thicknessMm.length);
  let stamp = 0;
  const mms: number[] = [];
  const areas: number[] = [];
  return (t) => {
    stamp++;
    let [met, rest] = [0, 0];
    for (let c = 3 * t; c < 3 * t + 3; c++) {
      const v = triangles[c]!;
      for (let n = starts[v]!; n < starts[v + 1]!; n++) {
        const other = around[n]!;
        if (stamps[other] === stamp) continue;
        stamps[other] = stamp;
        const mm = thicknessMm[other]!;
        const area = triangleAreaMm2(positions, triangles, 3 * other);
        rest += area;
        let at = met++;
        for (; at > 0 && mms[at - 1]! > mm; at--) {
          mms[at] = mms[at - 1]!;
          areas[at] = areas[at - 1]!;
        }
        mms[at] = mm;
        areas[at] = area;
      }
    }
    rest /= 2;
    let at = 0;
    while (at < met && rest - areas[at]! > 0) rest -= areas[at++]!;
    return Math.max(thicknessMm[t]!, at < met ? mms[at]! : Infinity);
  };
}

function middleOf({ positions, triangles }: TriMesh, t: number): Place {
  const sum = (axis: number) =>
    positions[3 * triangles[3 * t]! + axis]! +
    positions[3 * triangles[3 * t + 1]! + axis]! +
    positions[3 * triangles[3 * t + 2]! + axis]!;
  return [sum(0) / 3, sum(1) / 3, sum(2) / 3];
}

const squaredMm = (a: Triple, b: Triple): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
