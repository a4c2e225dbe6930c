import { spacingMmOf, type Volume } from '@specola/space';

/** Patches of about this side, mm: smaller than a muscle, larger than the noise's grain. */
const PATCH_MM = 5;
/** Slices that are looked at; more say the same. */
const MOST_SLICES = 48;
/** Among patches of soft tissue most hold an edge or a vessel; the evenest fifth shows the noise alone. */
const EVENEST_SHARE = 0.2;
const FEWEST_PATCHES = 60;
/** Bone beside air may have the mean of tissue: a patch with more than a few values this far from it is an edge. */
const ASIDE_HU = 500;
const STRANGE_SHARE = 0.05;

/**
 * Standard deviation of the noise in soft tissue, in HU: the spread within small patches whose mean is that of muscle,
 * organ or water, at the 20th percentile of all such patches.
 *
 * @param bandHu  means of the patches that count
 * @returns null where there is not enough soft tissue to say
 */
export function tissueNoiseHu(
  { values, dimensions: [nx, ny, nz], ijkToLps }: Volume,
  bandHu: { readonly fromHu: number; readonly toHu: number },
): number | null {
  const [si, sj] = spacingMmOf(ijkToLps);
  const wide = Math.max(3, Math.round(PATCH_MM / si));
  const high = Math.max(3, Math.round(PATCH_MM / sj));
  const every = Math.max(1, Math.floor(nz / MOST_SLICES));
  const spreads: number[] = [];
  for (let k = every >> 1; k < nz; k += every)
    for (let j = 0; j + high <= ny; j += high)
      for (let i = 0; i + wide <= nx; i += wide) {
        let [sum, squares, strange] = [0, 0, 0];
        for (let y = j; y < j + high; y++) {
          const row = nx * (y + ny * k);
          for (let x = i; x < i + wide; x++) {
            const value = values[row + x]!;
            sum += value;
            squares += value * value;
            if (value < bandHu.fromHu - ASIDE_HU || value > bandHu.toHu + ASIDE_HU) strange++;
          }
        }
        const count = wide * high;
        const mean = sum / count;
        if (mean < bandHu.fromHu || mean > bandHu.toHu || strange > STRANGE_SHARE * count) continue;
        spreads.push(Math.sqrt(Math.max(0, (squares - count * mean * mean) / (count - 1))));
      }
  if (spreads.length < FEWEST_PATCHES) return null;
  spreads.sort((a, b) => a - b);
  return spreads[Math.floor(EVENEST_SHARE * spreads.length)]!;
}
