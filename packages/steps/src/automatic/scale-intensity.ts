import type { ModelManifest } from '@specola/record';
import type { Volume } from '@specola/space';

type Intensity = ModelManifest['input']['intensity'];

/** What is done to a grey value in its unit: clipped, then shifted and scaled. */
export interface IntensityScale {
  readonly low: number;
  readonly high: number;
  readonly shift: number;
  readonly factor: number;
}

/**
 * The numbers of a manifest for one scan. Percentiles, means and deviations are those of all its voxels, exactly: grey
 * values are whole, so they are counted, not sampled.
 */
export function intensityScale(volume: Volume, { clip, scale }: Intensity): IntensityScale {
  const counted = clip.by === 'percentiles' || scale.by === 'scan-mean-sd' ? countValues(volume) : null;
  const { slope, intercept } = volume.valueScale;
  const [low, high] =
    clip.by === 'none'
      ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
      : clip.by === 'values'
        ? [clip.low, clip.high]
        : [percentile(counted!, clip.low) * slope + intercept, percentile(counted!, clip.high) * slope + intercept];
  switch (scale.by) {
    case 'none':
      return { low, high, shift: 0, factor: 1 };
    case 'mean-sd':
      return { low, high, shift: -scale.mean, factor: 1 / scale.sd };
    case 'scan-mean-sd': {
      const { mean, sd } = momentsOf(counted!, volume, { low, high, nonzero: scale.over === 'nonzero' });
      return { low, high, shift: -mean, factor: sd > 0 ? 1 / sd : 0 };
    }
    case 'clip-range': {
      const factor = high > low ? (scale.to[1] - scale.to[0]) / (high - low) : 0;
      return { low, high, shift: (factor === 0 ? 0 : scale.to[0] / factor) - low, factor };
    }
  }
}

export const scaled = (value: number, { low, high, shift, factor }: IntensityScale): number =>
  ((value < low ? low : value > high ? high : value) + shift) * factor;

/** Every stored value as the network wants it: index stored + 32768. */
export function scaledTable({ slope, intercept }: Volume['valueScale'], scale: IntensityScale): Float32Array {
  const table = new Float32Array(65536);
  for (let n = 0; n < table.length; n++) table[n] = scaled((n - 32768) * slope + intercept, scale);
  return table;
}

/** How often each stored value stands in the scan: index stored + 32768. */
function countValues({ values }: Volume): Float64Array {
  const counts = new Float64Array(65536);
  for (let v = 0; v < values.length; v++) counts[values[v]! + 32768]!++;
  return counts;
}

/** Stored value below which a share of all lies, between two values by their distance, as numpy's `percentile`. */
function percentile(counts: Float64Array, percent: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const place = (percent / 100) * (total - 1);
  const [first, second] = [nth(counts, Math.floor(place)), nth(counts, Math.ceil(place))];
  return first + (second - first) * (place - Math.floor(place));
}

function nth(counts: Float64Array, n: number): number {
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!;
    if (seen > n) return value - 32768;
  }
  return 32767;
}

function momentsOf(
  counts: Float64Array,
  { valueScale: { slope, intercept } }: Volume,
  { low, high, nonzero }: { low: number; high: number; nonzero: boolean },
): { mean: number; sd: number } {
  const each = (visit: (value: number, count: number) => void) => {
    for (let n = 0; n < counts.length; n++) {
      const value = (n - 32768) * slope + intercept;
      if (counts[n]! > 0 && !(nonzero && value === 0)) visit(Math.min(Math.max(value, low), high), counts[n]!);
    }
  };
  let total = 0;
  let sum = 0;
  each((value, count) => {
    total += count;
    sum += count * value;
  });
  const mean = total > 0 ? sum / total : 0;
  let squares = 0;
  each((value, count) => {
    squares += count * (value - mean) ** 2;
  });
  return { mean, sd: total > 0 ? Math.sqrt(squares / total) : 0 };
}
