import { spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';
import { edgeSpread, spreadAt } from './edge-spread.ts';
import { type FittedEdge, fitEdge } from './fit-edge.ts';

/** The blur of an image in all, point spread and the averaging over a voxel, read from its own edges. */
export interface MeasuredBlur {
  /** Along i, j, k. */
  readonly sigmaMm: Triple;
  /** Half of the edges lie within this of it. */
  readonly spreadMm: number;
  readonly edges: number;
  /** Edges that lie across the slices rather than in them. */
  readonly edgesThrough: number;
  /** What the edges leave unexplained: noise, and texture. */
  readonly noise: number;
  /** Median rise across the edges. */
  readonly rise: number;
}

/** Of the cylinder that an edge is fitted in, in voxels along the normal, and in mean voxels across it. */
const ALONG_VOXELS = 3;
const ACROSS_VOXELS = 2;
/** An edge that is not even on both sides leaves more of its rise. */
const MOST_REST = 0.06;
const BEST_SHARE = 0.5;
const FEWEST = 24;
const FEWEST_THROUGH = 12;
/** Point spreads are sought between these, in voxels² along the normal. */
const LADDER = [0, 0.03, 0.08, 0.15, 0.25, 0.4, 0.65, 1, 1.6];

/**
 * Fits an edge at each place, and keeps those that are even on both sides.
 *
 * @param places  voxel indices i, j, k near edges, fractions allowed; looked at all over, whatever their order
 * @param most    stops when it has so many
 */
export function evenEdges(volume: Volume, places: ArrayLike<number>, { most }: { most: number }): FittedEdge[] {
  const spacing = spacingMmOf(volume.ijkToLps);
  const mean = Math.cbrt(spacing[0] * spacing[1] * spacing[2]);
  const found: FittedEdge[] = [];
  const count = places.length / 3;
  const stride = strideOver(count);
  for (let n = 0, p = 0; n < count && found.length < most; n++, p = (p + 3 * stride) % places.length) {
    const at: Triple = [places[p]!, places[p + 1]!, places[p + 2]!];
    const edge = fitEdge(volume, at, { alongVoxels: ALONG_VOXELS, acrossMm: ACROSS_VOXELS * mean });
    if (edge && isEven(edge, mean)) found.push(edge);
  }
  return found;
}

/** The blur that explains the evener half of some edges best; null where there are too few. */
export function measureBlur(found: readonly FittedEdge[], spacing: Triple): MeasuredBlur | null {
  const through = throughAxisOf(spacing);
  const sorted = [...found].sort((a, b) => a.restShare - b.restShare);
  // Edges in the slices and across them apart: the one kind is often evener than the other, and both are needed.
  const best = [true, false].flatMap((across) => {
    const kind = sorted.filter(({ normal }) => normal[through] ** 2 > 0.5 === across);
    return kind.slice(0, Math.max(FEWEST_THROUGH, Math.ceil(BEST_SHARE * kind.length)));
  });
  if (best.length < FEWEST) return null;
  const shares = best.map(({ normal }) => normal[through] ** 2);
  const variances = best.map((edge) => flattened(edge, varianceOf(edge, spacing), spacing));
  const edgesThrough = shares.filter((share) => share > 0.5).length;
  const enough = edgesThrough >= FEWEST_THROUGH && best.length - edgesThrough >= FEWEST_THROUGH;
  const [inPlane, throughPlane] = enough ? lineThrough(shares, variances) : [median(variances), median(variances)];
  const sigmaMm = tripleOf(
    spacing.map((mm, axis) => Math.sqrt(Math.max(0, axis === through ? throughPlane : inPlane) + (mm * mm) / 12)),
  );
  const off = variances.map((variance, n) => {
    const voxel = best[n]!.normal.reduce((sum, c, axis) => sum + (c * spacing[axis]!) ** 2 / 12, 0);
    const expected = inPlane + shares[n]! * (throughPlane - inPlane);
    return Math.abs(Math.sqrt(Math.max(0, variance + voxel)) - Math.sqrt(Math.max(0, expected) + voxel));
  });
  return {
    sigmaMm,
    spreadMm: median(off),
    edges: best.length,
    edgesThrough,
    noise: median(best.map(({ restShare, rise }) => restShare * rise)),
    rise: median(best.map(({ rise }) => rise)),
  };
}

/** A step near the golden section of a count, with no divisor in common: steps of it meet every place once, evenly. */
function strideOver(count: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, Math.round(0.618 * count));
  while (divisor(count, stride) > 1) stride++;
  return stride;
}

const isEven = ({ restShare, offsetMm, rise, sigmaMm }: FittedEdge, mean: number): boolean =>
  restShare < MOST_REST && rise > 0 && Math.abs(offsetMm) < mean && sigmaMm < 1.5 * mean;

/** Slices are stacked along the axis whose spacing differs from the others; along k where none does. */
function throughAxisOf([si, sj, sk]: Triple): 0 | 1 | 2 {
  const far = (a: number, b: number, c: number) => Math.min(Math.abs(a - b), Math.abs(a - c)) / a;
  const ratios = [far(si, sj, sk), far(sj, si, sk), far(sk, si, sj)];
  const most = Math.max(...ratios);
  return most < 0.05 || ratios[2] === most ? 2 : (ratios.indexOf(most) as 0 | 1);
}

/** The point spread's variance along the normal that explains an edge best, mm². */
function varianceOf(edge: FittedEdge, spacing: Triple): number {
  const voxel = Math.sqrt(edge.normal.reduce((sum, c, axis) => sum + (c * spacing[axis]!) ** 2, 0));
  const restAt = (share: number) => restOf(edge, spacing, share * voxel * voxel);
  const rests = LADDER.map(restAt);
  let low = rests.indexOf(Math.min(...rests));
  low = Math.min(Math.max(1, low), LADDER.length - 2);
  let [a, b, c] = [LADDER[low - 1]!, LADDER[low]!, LADDER[low + 1]!];
  let [fa, fb, fc] = [rests[low - 1]!, rests[low]!, rests[low + 1]!];
  for (let round = 0; round < 4; round++) {
    const next = lowestOf([a, b, c], [fa, fb, fc]);
    if (!(next > a && next < c) || Math.abs(next - b) < 1e-3) {
      if (next <= a) return a * voxel * voxel;
      break;
    }
    const f = restAt(next);
    if (next > b) [a, fa, b, fb, c, fc] = f < fb ? [b, fb, next, f, c, fc] : [a, fa, b, fb, next, f];
    else [a, fa, b, fb, c, fc] = f < fb ? [a, fa, next, f, b, fb] : [next, f, b, fb, c, fc];
  }
  return b * voxel * voxel;
}

/**
 * A bent edge looks wider than a flat one, by this times the square of curvature times sigma. Met on balls and cylinders of
 * 2 to 10 mm radius; from 5 mm on it is below a hundredth of sigma.
 */
const WIDER_BY_BEND = 4.2;

/** The variance that a flat edge would have had, without the voxel's. */
function flattened({ normal, curvaturePerMm }: FittedEdge, varianceMm2: number, spacing: Triple): number {
  const voxel = normal.reduce((sum, c, axis) => sum + (c * spacing[axis]!) ** 2 / 12, 0);
  const whole = varianceMm2 + voxel;
  return whole / (1 + WIDER_BY_BEND * curvaturePerMm ** 2 * whole) - voxel;
}

/** The lowest point of the parabola through three points. */
function lowestOf([a, b, c]: Triple, [fa, fb, fc]: Triple): number {
  const p = (b - a) * (fb - fc);
  const q = (b - c) * (fb - fa);
  return b - (0.5 * ((b - a) * p - (b - c) * q)) / (p - q);
}

/** What is left when levels and place are fitted to the image of an edge with a point spread. */
function restOf({ normal, depthsMm, values }: FittedEdge, spacing: Triple, varianceMm2: number): number {
  let reach = 0;
  for (const depth of depthsMm) reach = Math.max(reach, Math.abs(depth));
  const spread = edgeSpread(
    normal,
    spacing,
    [varianceMm2, varianceMm2, varianceMm2],
    Math.max(1.2 * reach, 3 * Math.max(...spacing)),
  );
  // Least squares over 1, the edge, and its slope, which stands for a small shift.
  const m = [0, 0, 0, 0, 0, 0];
  const right = [0, 0, 0];
  let all = 0;
  for (let n = 0; n < values.length; n++) {
    const [e, d] = spreadAt(spread, depthsMm[n]!);
    const y = values[n]! - values[0]!;
    m[0]! += 1;
    m[1]! += e;
    m[2]! += d;
    m[3]! += e * e;
    m[4]! += e * d;
    m[5]! += d * d;
    right[0]! += y;
    right[1]! += y * e;
    right[2]! += y * d;
    all += y * y;
  }
  const [n, e, d, ee, ed, dd] = m as [number, number, number, number, number, number];
  const [ry, re, rd] = right as [number, number, number];
  // Cholesky by hand: the first unknown is the mean.
  const [see, sed, sdd] = [ee - (e * e) / n, ed - (e * d) / n, dd - (d * d) / n];
  const [ye, yd] = [re - (e * ry) / n, rd - (d * ry) / n];
  const pivot = sdd - (sed * sed) / see;
  const left = yd - (sed * ye) / see;
  return all - (ry * ry) / n - (ye * ye) / see - (pivot > 0 ? (left * left) / pivot : 0);
}

/** The line v = a(1 − q) + b q with the least sum of distances, by weighted least squares. */
function lineThrough(shares: readonly number[], values: readonly number[]): [a: number, b: number] {
  let [a, b] = [median(values), median(values)];
  for (let round = 0; round < 30; round++) {
    let [pp, pq, qq, pv, qv] = [0, 0, 0, 0, 0];
    shares.forEach((q, n) => {
      const p = 1 - q;
      const weight = 1 / Math.max(0.05 * Math.abs(a) + 1e-4, Math.abs(values[n]! - a * p - b * q));
      pp += weight * p * p;
      pq += weight * p * q;
      qq += weight * q * q;
      pv += weight * p * values[n]!;
      qv += weight * q * values[n]!;
    });
    const det = pp * qq - pq * pq;
    [a, b] = [(qq * pv - pq * qv) / det, (pp * qv - pq * pv) / det];
  }
  return [a, b];
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1]!;
}
