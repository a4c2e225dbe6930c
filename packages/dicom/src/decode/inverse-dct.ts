// Cosines times 2^13, as the Independent JPEG Group's "slow integer" transform has them (jidctint.c, after Loeffler,
// Ligtenberg and Moschytz, ICASSP 1989). DCMTK and GDCM use that transform: other rounding would give other samples.
const SCALE_BITS = 13;
const C_0_298 = 2446;
const C_0_390 = 3196;
const C_0_541 = 4433;
const C_0_765 = 6270;
const C_0_899 = 7373;
const C_1_175 = 9633;
const C_1_501 = 12299;
const C_1_847 = 15137;
const C_1_961 = 16069;
const C_2_053 = 16819;
const C_2_562 = 20995;
const C_3_072 = 25172;

/**
 * Turns 8 × 8 coefficients to samples: first down the columns, then along the rows.
 *
 * @param coefficients  dequantized, in rows; overwritten
 * @param samples       filled with 0 to 2^precision − 1
 */
export function inverseDct(coefficients: Int32Array, samples: Int32Array, precision: 8 | 12): void {
  // Twelve bits leave less room in 32: jidctint.c keeps one bit of fraction between the passes instead of two.
  const fractionBits = precision === 8 ? 2 : 1;
  for (let column = 0; column < 8; column++)
    transform(coefficients, column, 8, { out: coefficients, shift: SCALE_BITS - fractionBits });
  for (let row = 0; row < 64; row += 8)
    transform(coefficients, row, 1, { out: samples, shift: SCALE_BITS + fractionBits + 3 });
  const middle = 1 << (precision - 1);
  const most = 2 * middle - 1;
  for (let n = 0; n < 64; n++) samples[n] = Math.max(0, Math.min(most, samples[n]! + middle));
}

/** One row or column. Sound coefficients keep every sum within 32 bits, as jidctint.c shows. */
function transform(
  c: Int32Array,
  from: number,
  step: number,
  { out, shift }: { out: Int32Array; shift: number },
): void {
  const half = 1 << (shift - 1);
  const c0 = c[from]!;
  const c1 = c[from + step]!;
  const c2 = c[from + 2 * step]!;
  const c3 = c[from + 3 * step]!;
  const c4 = c[from + 4 * step]!;
  const c5 = c[from + 5 * step]!;
  const c6 = c[from + 6 * step]!;
  const c7 = c[from + 7 * step]!;
  // Most columns of a smooth image hold one number: the sums below would give it eight times.
  if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) === 0) {
    const flat = (c0 * (1 << SCALE_BITS) + half) >> shift;
    for (let n = 0; n < 8; n++) out[from + n * step] = flat;
    return;
  }
  const evenSum = (c2 + c6) * C_0_541;
  const even2 = evenSum - c6 * C_1_847;
  const even3 = evenSum + c2 * C_0_765;
  const even0 = (c0 + c4) * (1 << SCALE_BITS) + half;
  const even1 = (c0 - c4) * (1 << SCALE_BITS) + half;

  const z5 = (c7 + c3 + c5 + c1) * C_1_175;
  const z1 = -(c7 + c1) * C_0_899;
  const z2 = -(c5 + c3) * C_2_562;
  const z3 = -(c7 + c3) * C_1_961 + z5;
  const z4 = -(c5 + c1) * C_0_390 + z5;
  const odd0 = c1 * C_1_501 + z1 + z4;
  const odd1 = c3 * C_3_072 + z2 + z3;
  const odd2 = c5 * C_2_053 + z2 + z4;
  const odd3 = c7 * C_0_298 + z1 + z3;

  out[from] = (even0 + even3 + odd0) >> shift;
  out[from + step] = (even1 + even2 + odd1) >> shift;
  out[from + 2 * step] = (even1 - even2 + odd2) >> shift;
  out[from + 3 * step] = (even0 - even3 + odd3) >> shift;
  out[from + 4 * step] = (even0 - even3 - odd3) >> shift;
  out[from + 5 * step] = (even1 - even2 - odd2) >> shift;
  out[from + 6 * step] = (even1 + even2 - odd1) >> shift;
  out[from + 7 * step] = (even0 + even3 - odd0) >> shift;
}
