import { invertIjkToLps, type Triple, toLps, tripleOf, type Volume } from '@specola/space';
import type { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { exactLog } from './exact-log.ts';
import { composed, type RigidMotion } from './rigid-motion.ts';

/** How alike two volumes are under a motion. */
export interface Likeness {
  /** Normalized mutual information, (H(fixed) + H(moving)) / H(both): 1 for strangers, 2 for one volume and itself. */
  readonly normalized: number;
  /** Mutual information in nats. */
  readonly mutual: number;
  /** Share of the samples that fall inside the moving volume. */
  readonly overlap: number;
}

/** Grey values are sorted into so many bins; more make the estimate noisy, fewer blur edges. */
const BINS = 40;
const SAMPLES_PER_PIECE = 8192;
/** Values below and above these shares of all samples are taken as these: metal and noise would eat the bins. */
const LOW_SHARE = 0.01;
const HIGH_SHARE = 0.995;
const NOT_A_SAMPLE = 255;
const OUTSIDE = -1e29;

/** A pair of volumes with sample points, ready to be compared under any motion. */
export interface Comparison {
  /** @param motion  takes a place of the fixed volume to the moving one, LPS */
  likeness(motion: RigidMotion): Promise<Likeness>;
  /** True when one of the two has no values to tell apart. */
  readonly flat: 'fixed' | 'moving' | null;
}

/**
 * Prepares a comparison. Sample points follow a fixed low-discrepancy sequence through the fixed volume (never on its
 * grid, which would favor shifts by whole voxels); `start` gives another stretch of the sequence.
 *
 * Source: D. Mattes et al. 2003 (Parzen window); C. Studholme et al. 1999 (normalized); M. Roberts 2018 (sequence R3)
 */
export async function compareVolumes(
  fixed: Volume,
  moving: Volume,
  { samples, start }: { samples: number; start: number },
  crew: Crew,
  scope: Scope,
): Promise<Comparison> {
  const points = samplePoints(fixed, samples, start, scope);
  const fixedValues = await valuesAt(fixed, points, crew, scope);
  const movingRange = rangeOf(Float32Array.from(everyNth(moving.values)));
  const range = rangeOf(fixedValues.filter((value) => value > OUTSIDE));
  const bins = scope.uint8(samples);
  const perBin = (BINS - 5) / (range.high - range.low);
  for (let n = 0; n < samples; n++) {
    const value = fixedValues[n]!;
    const place = Math.floor((value - range.low) * perBin);
    bins[n] = value > OUTSIDE ? Math.min(BINS - 5, Math.max(0, place)) : NOT_A_SAMPLE;
  }
  const flat = !(range.high > range.low) ? 'fixed' : !(movingRange.high > movingRange.low) ? 'moving' : null;
  const pieces = piecesOf(samples, SAMPLES_PER_PIECE);
  const toIjk = scope.float64(12);
  const counts = pieces.map(() => scope.float64(BINS * BINS + 1));
  const inverse = invertIjkToLps(moving.ijkToLps);
  const [nx, ny, nz] = moving.dimensions;
  const { arena } = crew;
  return {
    flat,
    async likeness(motion) {
      toIjk.set(composed(inverse, motion));
      for (const part of counts) part.fill(0);
      await crew.run(
        'align.countPairs',
        pieces.map(({ from, to }, n) => [
          arena.pointer(points) + 12 * from,
          arena.pointer(bins) + from,
          to - from,
          arena.pointer(moving.values),
          nx,
          ny,
          nz,
          arena.pointer(toIjk),
          movingRange.low,
          (BINS - 5) / (movingRange.high - movingRange.low),
          BINS,
          arena.pointer(counts[n]!),
        ]),
      );
      const both = new Float64Array(BINS * BINS + 1);
      // In the order of the pieces, so that the sum has the same bits for any crew.
      for (const part of counts) for (let c = 0; c < both.length; c++) both[c]! += part[c]!;
      return likenessOf(both, samples);
    },
  };
}

function likenessOf(both: Float64Array, samples: number): Likeness {
  const total = both[BINS * BINS]!;
  if (total < 1) return { normalized: 0, mutual: 0, overlap: 0 };
  const rows = new Float64Array(BINS);
  const columns = new Float64Array(BINS);
  let together = 0;
  for (let r = 0; r < BINS; r++)
    for (let c = 0; c < BINS; c++) {
      const share = both[r * BINS + c]! / total;
      if (share <= 0) continue;
      rows[r]! += share;
      columns[c]! += share;
      together -= share * exactLog(share);
    }
  const alone = entropyOf(rows) + entropyOf(columns);
  return { normalized: together > 0 ? alone / together : 1, mutual: alone - together, overlap: total / samples };
}

const entropyOf = (shares: Float64Array): number => {
  let sum = 0;
  for (const share of shares) if (share > 0) sum -= share * exactLog(share);
  return sum;
};

/** Fractions of the sequence R3: powers of the root of x⁴ = x + 1. */
const R3: Triple = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703];

function samplePoints({ dimensions, ijkToLps }: Volume, samples: number, start: number, scope: Scope): Float32Array {
  const points = scope.float32(3 * samples);
  for (let n = 0; n < samples; n++) {
    const at = tripleOf(
      R3.map((step, axis) => {
        const place = 0.5 + step * (n + 1 + start);
        return (place - Math.floor(place)) * (dimensions[axis]! - 1);
      }),
    );
    points.set(toLps(at, ijkToLps), 3 * n);
  }
  return points;
}

async function valuesAt(volume: Volume, points: Float32Array, crew: Crew, scope: Scope): Promise<Float32Array> {
  const { arena } = crew;
  const out = scope.float32(points.length / 3);
  const toIjk = scope.float64(12);
  toIjk.set(invertIjkToLps(volume.ijkToLps));
  const [nx, ny, nz] = volume.dimensions;
  await crew.run(
    'align.valuesAt',
    piecesOf(out.length, SAMPLES_PER_PIECE).map(({ from, to }) => [
      arena.pointer(points) + 12 * from,
      to - from,
      arena.pointer(volume.values),
      nx,
      ny,
      nz,
      arena.pointer(toIjk),
      arena.pointer(out) + 4 * from,
    ]),
  );
  return out;
}

const MOST_RANGE_VALUES = 100_000;

function everyNth(values: Int16Array): number[] {
  const stride = Math.max(1, Math.floor(values.length / MOST_RANGE_VALUES));
  return Array.from({ length: Math.ceil(values.length / stride) }, (_, n) => values[n * stride]!);
}

function rangeOf(values: Float32Array): { low: number; high: number } {
  if (values.length === 0) return { low: 0, high: 0 };
  const sorted = values.slice().sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return { low: at(LOW_SHARE), high: at(HIGH_SHARE) };
}
