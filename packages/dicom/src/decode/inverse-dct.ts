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

function transform(
  c: Int32Array,
  from: number,
  step: number,
  { out, shift }: { out: Int32Array; shift: number },
): void {
  const at = (n: number): number => c[from + n * step]!;
  const evenSum = (at(2) + at(6)) * C_0_541;
  const even2 = evenSum - at(6) * C_1_847;
  const even3 = evenSum + at(2) * C_0_765;
  const even0 = (at(0) + at(4)) * (1 << SCALE_BITS);
  const even1 = (at(0) - at(4)) * (1 << SCALE_BITS);
  const sums = [even0 + even3, even1 + even2, even1 - even2, even0 - even3] as const;

  const [o0, o1, o2, o3] = [at(7), at(5), at(3), at(1)] as const;
  const z5 = (o0 + o2 + o1 + o3) * C_1_175;
  const z1 = -(o0 + o3) * C_0_899;
  const z2 = -(o1 + o2) * C_2_562;
  const z3 = -(o0 + o2) * C_1_961 + z5;
  const z4 = -(o1 + o3) * C_0_390 + z5;
  const odds = [
    o3 * C_1_501 + z1 + z4,
    o2 * C_3_072 + z2 + z3,
    o1 * C_2_053 + z2 + z4,
    o0 * C_0_298 + z1 + z3,
  ] as const;

  const half = 2 ** (shift - 1);
  const scale = 2 ** shift;
  for (let n = 0; n < 4; n++) {
    out[from + n * step] = Math.floor((sums[n]! + odds[n]! + half) / scale);
    out[from + (7 - n) * step] = Math.floor((sums[n]! - odds[n]! + half) / scale);
  }
}
