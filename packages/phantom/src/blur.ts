/**
 * Weights of a Gaussian on whole steps, by the modified Bessel functions: its variance is exactly sigma², also where sigma
 * is below a step, where a sampled Gaussian is too narrow. No exponential is taken: the sum is made 1 at the end.
 * Source: T. Lindeberg, "Scale-space for discrete signals", IEEE PAMI 12 (1990).
 *
 * @param sigma  in steps
 * @returns an odd number of weights, symmetric, that cover all but 1e-4
 */
export function gaussianWeights(sigma: number): Float64Array {
  if (sigma === 0) return Float64Array.of(1);
  const half = (sigma * sigma) / 2;
  const side: number[] = [];
  let sum = 0;
  for (let n = 0; n < 64; n++) {
    let term = 1;
    for (let m = 1; m <= n; m++) term *= half / m;
    let bessel = 0;
    for (let m = 0; m < 80; m++) {
      bessel += term;
      term *= (half * half) / ((m + 1) * (m + 1 + n));
    }
    side.push(bessel);
    sum += n === 0 ? bessel : 2 * bessel;
    if (bessel < 3e-5 * sum) break;
  }
  const radius = side.length - 1;
  return Float64Array.from({ length: 2 * radius + 1 }, (_, t) => side[Math.abs(t - radius)]! / sum);
}

/**
 * Blurs one slice along i and then along j, dropping the margin that the weights need.
 *
 * @param slice    wide·high, margins included
 * @param scratch  at least (wide − 2·mi)·high
 * @param out      (wide − 2·mi)·(high − 2·mj)
 */
export function blurSlice(
  slice: Float32Array,
  { wide, high }: { wide: number; high: number },
  { alongI, alongJ }: { alongI: Float64Array; alongJ: Float64Array },
  scratch: Float32Array,
  out: Float32Array,
): void {
  const nx = wide - alongI.length + 1;
  const ny = high - alongJ.length + 1;
  for (let j = 0; j < high; j++) {
    for (let i = 0; i < nx; i++) {
      let sum = 0;
      for (let t = 0; t < alongI.length; t++) sum += alongI[t]! * slice[j * wide + i + t]!;
      scratch[j * nx + i] = sum;
    }
  }
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      let sum = 0;
      for (let t = 0; t < alongJ.length; t++) sum += alongJ[t]! * scratch[(j + t) * nx + i]!;
      out[j * nx + i] = sum;
    }
  }
}
