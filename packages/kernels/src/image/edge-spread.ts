import type { Triple } from '@specola/space';
import { gaussianWeights } from './gaussian-weights.ts';

/** What a flat edge looks like across itself: values from 0 to 1 at equal steps from −reachMm to +reachMm. */
export interface EdgeSpread {
  readonly reachMm: number;
  readonly stepMm: number;
  readonly values: Float64Array;
}

const POINTS = 161;

/**
 * The image of a flat edge, as a function of the distance from it: the mean over each voxel, then a Gaussian from voxel to
 * voxel along each axis, which is how `imageOfSolid` blurs.
 *
 * @param normal       of the edge, unit length, along the grid's axes
 * @param varianceMm2  of the point spread along each axis, without the voxel's
 */
export function edgeSpread(normal: Triple, spacing: Triple, varianceMm2: Triple, reachMm: number): EdgeSpread {
  const stepMm = (2 * reachMm) / (POINTS - 1);
  const widths = normal.map((n, axis) => Math.abs(n) * spacing[axis]!);
  const widest = Math.max(...widths);
  const first = widths.indexOf(widest);
  let values = Float64Array.from({ length: POINTS }, (_, p) =>
    Math.min(1, Math.max(0, (p * stepMm - reachMm) / widest + 0.5)),
  );
  widths.forEach((width, axis) => {
    if (axis !== first && width > 0.5 * stepMm) values = averaged(values, width / stepMm);
  });
  widths.forEach((width, axis) => {
    const weights = gaussianWeights(varianceMm2[axis]! / spacing[axis]! ** 2);
    if (weights.length > 1 && width > 0.05 * stepMm) values = weighted(values, weights, width / stepMm);
  });
  return { reachMm, stepMm, values };
}

/** The value at a distance, and how fast it rises there per mm. */
export function spreadAt({ reachMm, stepMm, values }: EdgeSpread, mm: number): readonly [value: number, perMm: number] {
  const at = (mm + reachMm) / stepMm;
  if (at <= 0) return [0, 0];
  if (at >= POINTS - 1) return [1, 0];
  const p = Math.floor(at);
  const rise = values[p + 1]! - values[p]!;
  return [values[p]! + (at - p) * rise, rise / stepMm];
}

/** Means over a width, in steps. */
function averaged(values: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(POINTS);
  for (let p = 1; p < POINTS; p++) sums[p] = sums[p - 1]! + (values[p - 1]! + values[p]!) / 2;
  const sumTo = (at: number): number => {
    if (at <= 0) return 0;
    if (at >= POINTS - 1) return sums[POINTS - 1]! + at - (POINTS - 1);
    const p = Math.floor(at);
    const share = at - p;
    return sums[p]! + share * (values[p]! + (share / 2) * (values[p + 1]! - values[p]!));
  };
  return values.map((_, p) => (sumTo(p + width / 2) - sumTo(p - width / 2)) / width);
}

/** Weighted sums over places `width` steps apart. */
function weighted(values: Float64Array, weights: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const half = (weights.length - 1) / 2;
  const out = new Float64Array(POINTS);
  for (let t = -half; t <= half; t++) {
    const weight = weights[t + half]!;
    const shift = t * width;
    const whole = Math.floor(shift);
    const share = shift - whole;
    for (let p = 0; p < POINTS; p++) {
      const at = p + whole;
      const low = at < 0 ? 0 : at > POINTS - 1 ? 1 : values[at]!;
      const high = at < -1 ? 0 : at >= POINTS - 1 ? 1 : values[at + 1]!;
      out[p]! += weight * (low + share * (high - low));
    }
  }
  return out;
}
