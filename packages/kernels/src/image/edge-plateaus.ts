import { spacingMmOf, type Triple, type Volume } from '@specola/space';

/** What the grey values do across an edge, met at many places. */
export interface EdgePlateaus {
  /** Median over the profiles: highest value just inside, and level outside. */
  readonly inside: number;
  readonly outside: number;
  /** First and third quartile of the value inside. */
  readonly insideQuartiles: readonly [number, number];
  /** Profiles that were used. */
  readonly profiles: number;
}

export interface EdgeReach {
  /** The value inside is the highest met up to this far from the edge, mm. */
  readonly insideMm: number;
  /** The value outside is the median between these distances from the edge, mm. */
  readonly outsideMm: readonly [number, number];
  /** Profiles that rise by less than this are no edge. */
  readonly leastRise: number;
}

/**
 * Reads the grey values along the gradient through each place, in steps of half the smallest spacing.
 *
 * The half-maximum between both plateaus is where an edge blurred by a symmetric point spread truly lies, as long as
 * what is inside is thicker than the point spread; thinner layers peak lower.
 * Source: Prevrhal et al., Phys. Med. Biol. 44 (1999) 751 (accuracy of thin cortical shells in CT).
 *
 * @param places  Int32, three each: i, j, k of voxels at the edge, on its brighter side
 * @returns null when no profile rises
 */
export function edgePlateaus(volume: Volume, places: Int32Array, reach: EdgeReach): EdgePlateaus | null {
  const spacing = spacingMmOf(volume.ijkToLps);
  const stepMm = 0.5 * Math.min(...spacing);
  const insides: number[] = [];
  const outsides: number[] = [];
  const level: number[] = [];
  for (let p = 0; p < places.length; p += 3) {
    const at: Triple = [places[p]!, places[p + 1]!, places[p + 2]!];
    const inward = gradientAt(volume, at, spacing);
    if (!inward) continue;
    const valueAt = (mm: number) =>
      interpolated(
        volume,
        at[0] + (inward[0] * mm) / spacing[0],
        at[1] + (inward[1] * mm) / spacing[1],
        at[2] + (inward[2] * mm) / spacing[2],
      );
    let peak = -Infinity;
    for (let mm = 0; mm <= reach.insideMm; mm += stepMm) peak = Math.max(peak, valueAt(mm));
    level.length = 0;
    for (let mm = reach.outsideMm[0]; mm <= reach.outsideMm[1]; mm += stepMm) level.push(valueAt(-mm));
    const outside = quantile(level, 0.5);
    if (!(peak - outside >= reach.leastRise)) continue;
    insides.push(peak);
    outsides.push(outside);
  }
  if (insides.length === 0) return null;
  return {
    inside: quantile(insides, 0.5),
    outside: quantile(outsides, 0.5),
    insideQuartiles: [quantile(insides, 0.25), quantile(insides, 0.75)],
    profiles: insides.length,
  };
}

/** Unit direction of rising values in mm, from differences over the 3×3×3 neighbourhood; null at the border or where flat. */
function gradientAt({ values, dimensions }: Volume, [i, j, k]: Triple, spacing: Triple): Triple | null {
  const [nx, ny, nz] = dimensions;
  if (i < 1 || j < 1 || k < 1 || i >= nx - 1 || j >= ny - 1 || k >= nz - 1) return null;
  let [gi, gj, gk] = [0, 0, 0];
  for (let dk = -1; dk <= 1; dk++)
    for (let dj = -1; dj <= 1; dj++)
      for (let di = -1; di <= 1; di++) {
        const value = values[i + di + nx * (j + dj + ny * (k + dk))]!;
        // Sobel weights: 4 on the axis, 2 at edges, 1 at corners.
        const weight = 4 >> (Math.abs(di) + Math.abs(dj) + Math.abs(dk) - 1);
        gi += di * value * weight;
        gj += dj * value * weight;
        gk += dk * value * weight;
      }
  gi /= spacing[0];
  gj /= spacing[1];
  gk /= spacing[2];
  const length = Math.sqrt(gi * gi + gj * gj + gk * gk);
  return length > 0 ? [gi / length, gj / length, gk / length] : null;
}

/** Trilinear; places outside the grid take the value at its border. */
function interpolated({ values, dimensions: [nx, ny, nz] }: Volume, x: number, y: number, z: number): number {
  const i = Math.min(Math.max(x, 0), nx - 1);
  const j = Math.min(Math.max(y, 0), ny - 1);
  const k = Math.min(Math.max(z, 0), nz - 1);
  const [i0, j0, k0] = [Math.floor(i), Math.floor(j), Math.floor(k)];
  const [fi, fj, fk] = [i - i0, j - j0, k - k0];
  const [di, dj, dk] = [i0 < nx - 1 ? 1 : 0, j0 < ny - 1 ? nx : 0, k0 < nz - 1 ? nx * ny : 0];
  const at = i0 + nx * (j0 + ny * k0);
  const row = (from: number) => values[from]! * (1 - fi) + values[from + di]! * fi;
  const plane = (from: number) => row(from) * (1 - fj) + row(from + dj) * fj;
  return plane(at) * (1 - fk) + plane(at + dk) * fk;
}

function quantile(values: readonly number[], fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))]!;
}
