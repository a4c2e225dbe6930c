import { spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';
import { bell, bellArea } from './normal-curve.ts';

/** A blurred edge between two even materials, fitted to the voxels around a place. */
export interface FittedEdge {
  /** Sigma of the blur along the edge's normal. */
  readonly sigmaMm: number;
  /** Unit normal along the grid's axes, towards larger values. */
  readonly normal: Triple;
  /** Value on the lower side, and how much it rises. */
  readonly low: number;
  readonly rise: number;
  /** How far from the place the edge lies, along the normal. */
  readonly offsetMm: number;
  /** Mean curvature, 1/mm, positive where the larger values are inside of a ball. */
  readonly curvaturePerMm: number;
  /** What the fit leaves, root of the mean square, as a share of the rise. */
  readonly restShare: number;
  /** Of each voxel: how far beyond the edge its middle lies (mm, towards larger values), and its value. */
  readonly depthsMm: Float64Array;
  readonly values: Float64Array;
}

const PARAMS = 9;
const ROUNDS = 12;
/** After so many rounds what is still as far off as this is no even edge, and not worth more. */
const PATIENT_ROUNDS = 3;
const HOPELESS_SHARE = 0.15;

/**
 * Fits a step, blurred by a Gaussian and bent like a paraboloid, to the voxels of a cylinder around a place: two levels,
 * where it lies, its tilt, its three curvatures and its blur.
 *
 * Without the bend, the sag within the cylinder passes for blur: 4 % of sigma at a radius of three voxels.
 *
 * @param at        voxel indices, fractions allowed
 * @param alongVoxels  length of the cylinder to both sides, in voxels along its axis; acrossMm: its radius
 * @returns null where the fit does not settle or the voxels do not see both sides
 */
export function fitEdge(
  volume: Volume,
  at: Triple,
  { alongVoxels, acrossMm }: { readonly alongVoxels: number; readonly acrossMm: number },
): FittedEdge | null {
  const spacing = spacingMmOf(volume.ijkToLps);
  const seen = gradientAt(volume, at, spacing);
  if (!seen) return null;
  const voxelMm = Math.sqrt(seen.reduce((sum, c, axis) => sum + (c * spacing[axis]!) ** 2, 0));
  const reachMm = { along: alongVoxels * voxelMm, across: acrossMm };
  const [u, v] = acrossOf(seen);
  const samples = collect(volume, at, spacing, [seen, u, v], reachMm);
  const count = samples.length / 4;
  if (count < 3 * PARAMS) return null;

  const p = startOf(samples, reachMm.along);
  let rest = restOf(samples, p);
  let damping = 1e-3;
  for (let round = 0; round < ROUNDS; round++) {
    const { matrix, right } = normalEquations(samples, p);
    let better = false;
    for (let tries = 0; tries < 4 && !better; tries++) {
      const step = solved(matrix, right, damping);
      if (!step) return null;
      const next = p.map((value, n) => value + step[n]!);
      next[8] = Math.max(next[8]!, 0.05 * reachMm.along);
      const nextRest = restOf(samples, next);
      if (nextRest < rest) {
        better = true;
        const gain = rest - nextRest;
        for (let n = 0; n < PARAMS; n++) p[n] = next[n]!;
        rest = nextRest;
        damping *= 0.2;
        if (gain < 1e-5 * rest) round = ROUNDS;
      } else damping *= 10;
    }
    if (!better) break;
    if (round === PATIENT_ROUNDS && rest > count * (HOPELESS_SHARE * p[1]!) ** 2) return null;
  }
  const [low, rise, offset, tiltU, tiltV, bendU, , bendV, width] = p as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const stretch = 1 / Math.sqrt(1 + tiltU * tiltU + tiltV * tiltV);
  const normal = tripleOf(seen.map((c, axis) => stretch * (c - tiltU * u[axis]! - tiltV * v[axis]!)));
  return {
    sigmaMm: width * stretch,
    normal,
    low,
    rise,
    offsetMm: offset * stretch,
    curvaturePerMm: (bendU + bendV) / 2,
    restShare: Math.sqrt(rest / (count - PARAMS)) / Math.abs(rise),
    depthsMm: Float64Array.from(
      { length: count },
      (_, n) => stretch * width * depthOf(p, samples[4 * n]!, samples[4 * n + 1]!, samples[4 * n + 2]!),
    ),
    values: Float64Array.from({ length: count }, (_, n) => samples[4 * n + 3]!),
  };
}

/** Two unit directions across a third. */
function acrossOf(n: Triple): [Triple, Triple] {
  const aside: Triple = Math.abs(n[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const u = unit(crossed(n, aside));
  return [u, crossed(n, u)];
}

/** t, x, y and value of each voxel in the cylinder; t along the normal, x and y across, mm from the place. */
function collect(
  { values, dimensions: [nx, ny, nz] }: Volume,
  at: Triple,
  spacing: Triple,
  [n, u, v]: readonly [Triple, Triple, Triple],
  { along, across }: { readonly along: number; readonly across: number },
): number[] {
  const half = [0, 1, 2].map(
    (axis) => (along * Math.abs(n[axis]!) + across * Math.sqrt(1 - Math.min(1, n[axis]! ** 2))) / spacing[axis]!,
  );
  const [i0, j0, k0] = at.map((c, axis) => Math.max(0, Math.ceil(c - half[axis]!))) as [number, number, number];
  const [i1, j1, k1] = at.map((c, axis) => Math.min([nx, ny, nz][axis]! - 1, Math.floor(c + half[axis]!))) as [
    number,
    number,
    number,
  ];
  const samples: number[] = [];
  for (let k = k0; k <= k1; k++)
    for (let j = j0; j <= j1; j++)
      for (let i = i0; i <= i1; i++) {
        const x = (i - at[0]) * spacing[0];
        const y = (j - at[1]) * spacing[1];
        const z = (k - at[2]) * spacing[2];
        const t = x * n[0] + y * n[1] + z * n[2];
        if (Math.abs(t) > along) continue;
        const a = x * u[0] + y * u[1] + z * u[2];
        const b = x * v[0] + y * v[1] + z * v[2];
        if (a * a + b * b > across * across) continue;
        samples.push(t, a, b, values[i + nx * (j + ny * k)]!);
      }
  return samples;
}

/** Levels from the ends, the middle as the place, no tilt, no bend. */
function startOf(samples: readonly number[], along: number): number[] {
  let [low, lows, high, highs] = [0, 0, 0, 0];
  for (let s = 0; s < samples.length; s += 4) {
    const t = samples[s]!;
    if (t < -0.6 * along) [low, lows] = [low + samples[s + 3]!, lows + 1];
    else if (t > 0.6 * along) [high, highs] = [high + samples[s + 3]!, highs + 1];
  }
  low /= Math.max(1, lows);
  return [low, high / Math.max(1, highs) - low, 0, 0, 0, 0, 0, 0, along / 3];
}

const depthOf = (p: readonly number[], t: number, x: number, y: number): number =>
  (t - p[2]! - p[3]! * x - p[4]! * y - 0.5 * (p[5]! * x * x + 2 * p[6]! * x * y + p[7]! * y * y)) / p[8]!;

function restOf(samples: readonly number[], p: readonly number[]): number {
  let sum = 0;
  for (let s = 0; s < samples.length; s += 4) {
    const z = depthOf(p, samples[s]!, samples[s + 1]!, samples[s + 2]!);
    const off = samples[s + 3]! - p[0]! - p[1]! * bellArea(z);
    sum += off * off;
  }
  return sum;
}

function normalEquations(
  samples: readonly number[],
  p: readonly number[],
): { matrix: Float64Array; right: Float64Array } {
  const matrix = new Float64Array(PARAMS * PARAMS);
  const right = new Float64Array(PARAMS);
  const row = new Float64Array(PARAMS);
  for (let s = 0; s < samples.length; s += 4) {
    const [x, y] = [samples[s + 1]!, samples[s + 2]!];
    const z = depthOf(p, samples[s]!, x, y);
    const height = bell(z);
    const area = bellArea(z, height);
    const slope = (-p[1]! * height) / p[8]!;
    row[0] = 1;
    row[1] = area;
    row[2] = slope;
    row[3] = slope * x;
    row[4] = slope * y;
    row[5] = 0.5 * slope * x * x;
    row[6] = slope * x * y;
    row[7] = 0.5 * slope * y * y;
    row[8] = slope * z;
    const off = samples[s + 3]! - p[0]! - p[1]! * area;
    for (let a = 0; a < PARAMS; a++) {
      right[a]! += row[a]! * off;
      for (let b = 0; b <= a; b++) matrix[PARAMS * a + b]! += row[a]! * row[b]!;
    }
  }
  return { matrix, right };
}

/** Solves by Cholesky with the diagonal raised; null where that is not possible. */
function solved(matrix: Float64Array, right: Float64Array, damping: number): Float64Array | null {
  const l = new Float64Array(PARAMS * PARAMS);
  const out = Float64Array.from(right);
  for (let a = 0; a < PARAMS; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[PARAMS * a + b]! * (a === b ? 1 + damping : 1);
      for (let c = 0; c < b; c++) sum -= l[PARAMS * a + c]! * l[PARAMS * b + c]!;
      if (a === b) {
        if (!(sum > 0)) return null;
        l[PARAMS * a + a] = Math.sqrt(sum);
      } else l[PARAMS * a + b] = sum / l[PARAMS * b + b]!;
    }
    for (let c = 0; c < a; c++) out[a]! -= l[PARAMS * a + c]! * out[c]!;
    out[a]! /= l[PARAMS * a + a]!;
  }
  for (let a = PARAMS - 1; a >= 0; a--) {
    for (let c = a + 1; c < PARAMS; c++) out[a]! -= l[PARAMS * c + a]! * out[c]!;
    out[a]! /= l[PARAMS * a + a]!;
  }
  return out;
}

/** Unit direction of rising values along the grid's axes, from the 3×3×3 voxels around; null at the border or where flat. */
function gradientAt({ values, dimensions }: Volume, at: Triple, spacing: Triple): Triple | null {
  const [nx, ny, nz] = dimensions;
  const [i, j, k] = at.map(Math.round) as [number, number, number];
  if (i < 1 || j < 1 || k < 1 || i >= nx - 1 || j >= ny - 1 || k >= nz - 1) return null;
  const sum = [0, 0, 0];
  for (let dk = -1; dk <= 1; dk++)
    for (let dj = -1; dj <= 1; dj++)
      for (let di = -1; di <= 1; di++) {
        const value = values[i + di + nx * (j + dj + ny * (k + dk))]!;
        const weight = 4 >> (Math.abs(di) + Math.abs(dj) + Math.abs(dk) - 1);
        sum[0]! += di * value * weight;
        sum[1]! += dj * value * weight;
        sum[2]! += dk * value * weight;
      }
  const mm = tripleOf(sum.map((value, axis) => value / spacing[axis]!));
  return mm.some((value) => value !== 0) ? unit(mm) : null;
}

function unit([x, y, z]: Triple): Triple {
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
}

function crossed(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
