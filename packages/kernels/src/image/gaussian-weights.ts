/** Weights below this part of the whole are left out at both ends. */
const LEAST = 3e-5;
const MOST_REACH = 15;

/**
 * Weights of a Gaussian on whole steps, by the modified Bessel functions: its variance is exactly `variance`, also below a
 * step, where a sampled Gaussian is too narrow.
 * Source: T. Lindeberg, "Scale-space for discrete signals", IEEE PAMI 12 (1990).
 *
 * @param variance  in steps², at most 14
 * @returns an odd number of weights, symmetric
 */
export function gaussianWeights(variance: number): Float64Array {
  if (!(variance > 0)) return Float64Array.of(1);
  const half = variance / 2;
  const side: number[] = [];
  let sum = 0;
  for (let n = 0; n <= MOST_REACH; n++) {
    // The Bessel function of order n, but for a factor that goes when the sum is made 1.
    let term = 1;
    for (let m = 1; m <= n; m++) term *= half / m;
    let bessel = 0;
    for (let m = 0; m < 60; m++) {
      bessel += term;
      term *= (half * half) / ((m + 1) * (m + 1 + n));
    }
    side.push(bessel);
    sum += n === 0 ? bessel : 2 * bessel;
    if (bessel < LEAST * sum) break;
  }
  const reach = side.length - 1;
  return Float64Array.from({ length: 2 * reach + 1 }, (_, t) => side[Math.abs(t - reach)]! / sum);
}
