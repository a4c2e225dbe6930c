import { spacingMmOf, type Volume } from '@specola/space';

/** What the tissue of an image without a scale of its own shows. */
export interface TissueSignal {
  /** Mean over spread within small even patches, at the 80th percentile of all: signal over noise. */
  readonly signalToNoise: number;
  /** How many times as bright the brightest region is as the darkest, by a smooth surface through all even patches; 1 where these are too few. */
  readonly shading: number;
}

/** Patches of about this side, mm: smaller than a muscle, larger than the noise's grain. */
const PATCH_MM = 5;
const FEWEST_PX = 3;
/** Slices that are looked at; more say the same. */
const MOST_SLICES = 48;
const FEWEST_PATCHES = 200;
/** The evenest fifth of patches shows the noise. */
const NOISE_SHARE = 0.8;
/** A patch whose spread is more than this part of its mean holds an edge. */
const MOST_SPREAD = 0.2;
/** Of the surface the outer twentieths are left out: there it runs beyond what carries it. */
const OUTER_SHARE = 0.05;

interface Patch {
  readonly at: readonly [number, number, number];
  readonly mean: number;
  readonly spread: number;
}

/**
 * Signal over noise, and shading (intensity inhomogeneity), of an MR: by patches that lie wholly within tissue.
 *
 * @param tissueFrom  stored values from here on are tissue
 * @returns null where there is too little of it to say
 */
export function tissueSignal(volume: Volume, tissueFrom: number): TissueSignal | null {
  const patches = patchesOf(volume, tissueFrom);
  if (patches.length < FEWEST_PATCHES) return null;
  const evenness = ({ mean, spread }: Patch) => mean / Math.max(spread, 1e-3 * mean);
  const sorted = patches.toSorted((a, b) => evenness(a) - evenness(b));
  const even = patches.filter(({ mean, spread }) => spread < MOST_SPREAD * mean);
  const fitted = even.length < FEWEST_PATCHES ? [0] : smoothLogarithms(even).sort((a, b) => a - b);
  const low = fitted[Math.floor(OUTER_SHARE * fitted.length)]!;
  const high = fitted[Math.ceil((1 - OUTER_SHARE) * fitted.length) - 1]!;
  return {
    signalToNoise: evenness(sorted[Math.floor(NOISE_SHARE * sorted.length)]!),
    shading: Math.exp(high - low),
  };
}

function patchesOf(
  { values, dimensions: [nx, ny, nz], ijkToLps, valueScale: { slope, intercept } }: Volume,
  tissueFrom: number,
): Patch[] {
  const [si, sj] = spacingMmOf(ijkToLps);
  const wide = Math.max(FEWEST_PX, Math.round(PATCH_MM / si));
  const high = Math.max(FEWEST_PX, Math.round(PATCH_MM / sj));
  const every = Math.max(1, Math.floor(nz / MOST_SLICES));
  const patches: Patch[] = [];
  for (let k = every >> 1; k < nz; k += every)
    for (let j = 0; j + high <= ny; j += high)
      for (let i = 0; i + wide <= nx; i += wide) {
        let [sum, squares, lowest] = [0, 0, 32767];
        for (let y = j; y < j + high; y++) {
          const row = nx * (y + ny * k);
          for (let x = i; x < i + wide; x++) {
            const value = values[row + x]!;
            if (value < lowest) lowest = value;
            sum += value;
            squares += value * value;
          }
        }
        if (lowest < tissueFrom) continue;
        const count = wide * high;
        const stored = sum / count;
        const mean = slope * stored + intercept;
        const spread = slope * Math.sqrt(Math.max(0, (squares - count * stored * stored) / (count - 1)));
        if (mean > 0) patches.push({ at: [(2 * i) / nx - 1, (2 * j) / ny - 1, (2 * k) / nz - 1], mean, spread });
      }
  return patches;
}

/** The logarithm of brightness at each patch, by the least-squares polynomial of second degree through all. */
function smoothLogarithms(patches: readonly Patch[]): number[] {
  const rows = patches.map(({ at: [x, y, z] }) => [1, x, y, z, x * x, y * y, z * z, x * y, x * z, y * z]);
  const terms = rows[0]!.length;
  const normal = Array.from({ length: terms }, () => new Float64Array(terms + 1));
  for (const [n, row] of rows.entries()) {
    const log = Math.log(patches[n]!.mean);
    for (let r = 0; r < terms; r++) {
      for (let c = 0; c < terms; c++) normal[r]![c]! += row[r]! * row[c]!;
      normal[r]![terms]! += row[r]! * log;
    }
  }
  const weights = solved(normal, 1e-6 * patches.length);
  return rows.map((row) => row.reduce((sum, value, n) => sum + value * weights[n]!, 0));
}

/** Gauss–Jordan on a symmetric system, kept from singularity by a little weight on its diagonal. */
function solved(system: Float64Array[], ridge: number): number[] {
  const terms = system.length;
  for (let n = 0; n < terms; n++) system[n]![n]! += ridge;
  for (let pivot = 0; pivot < terms; pivot++) {
    const row = system[pivot]!;
    const by = row[pivot]!;
    for (let c = pivot; c <= terms; c++) row[c]! /= by;
    for (let r = 0; r < terms; r++) {
      if (r === pivot) continue;
      const factor = system[r]![pivot]!;
      for (let c = pivot; c <= terms; c++) system[r]![c]! -= factor * row[c]!;
    }
  }
  return system.map((row) => row[terms]!);
}
