// Cosines times 2^13, as the Independent JPEG Group's "slow integer" transform has them (jidctint.c, after Loeffler,
// Ligtenberg and Moschytz, ICASSP 1989). DCMTK and GDCM use that transform: other rounding would give other samples.
const SCALE_BITS: i32 = 13;
const C_0_298: i32 = 2446;
const C_0_390: i32 = 3196;
const C_0_541: i32 = 4433;
const C_0_765: i32 = 6270;
const C_0_899: i32 = 7373;
const C_1_175: i32 = 9633;
const C_1_501: i32 = 12299;
const C_1_847: i32 = 15137;
const C_1_961: i32 = 16069;
const C_2_053: i32 = 16819;
const C_2_562: i32 = 20995;
const C_3_072: i32 = 25172;

const ROW: usize = 32;
const BLOCK: usize = 256;

/** Twelve bits leave less room in 32: jidctint.c keeps one bit of fraction between the passes instead of two. */
// @ts-ignore: decorator
@inline
function fractionBits(precision: i32): i32 {
  return precision == 8 ? 2 : 1;
}

/** A block whose first coefficient alone is not zero: every sample is the same. Leaves `work` zero. */
export function flatBlock(work: usize, out: usize, columns: i32, height: i32, width: i32, precision: i32): void {
  const fraction = fractionBits(precision);
  const sample = clamped(((load<i32>(work) << fraction) + (1 << (fraction + 2))) >> (fraction + 3), precision);
  store<i32>(work, 0);
  const eight = i16x8.splat(<i16>sample);
  for (let y: i32 = 0; y < height; y++) {
    const row = out + (<usize>(y * columns) << 1);
    if (width == 8) v128.store(row, eight);
    else for (let x: i32 = 0; x < width; x++) store<u16>(row + (<usize>x << 1), <u16>sample);
  }
}

/** Turns 8 × 8 dequantized coefficients to samples: first down the columns, then along the rows. Leaves `work` zero. */
export function inverseDct(work: usize, out: usize, columns: i32, height: i32, width: i32, precision: i32): void {
  const middle = work + BLOCK;
  const turned = middle + BLOCK;
  const fraction = fractionBits(precision);
  transform(work, middle, SCALE_BITS - fraction);
  transform(work + 16, middle + 16, SCALE_BITS - fraction);
  memory.fill(work, 0, BLOCK);
  turn(middle, turned);
  transform(turned, middle, SCALE_BITS + fraction + 3);
  transform(turned + 16, middle + 16, SCALE_BITS + fraction + 3);
  turn(middle, turned);
  const half = i32x4.splat(1 << (precision - 1));
  const most = i32x4.splat((1 << precision) - 1);
  const none = i32x4.splat(0);
  for (let y: i32 = 0; y < height; y++) {
    const from = turned + <usize>y * ROW;
    const low = i32x4.max_s(none, i32x4.min_s(most, i32x4.add(v128.load(from), half)));
    const high = i32x4.max_s(none, i32x4.min_s(most, i32x4.add(v128.load(from, 16), half)));
    const eight = i16x8.narrow_i32x4_u(low, high);
    const row = out + (<usize>(y * columns) << 1);
    if (width == 8) v128.store(row, eight);
    else {
      v128.store(from, eight);
      memory.copy(row, from, <usize>width << 1);
    }
  }
}

// @ts-ignore: decorator
@inline
function clamped(sample: i32, precision: i32): i32 {
  return max(0, min((1 << precision) - 1, sample + (1 << (precision - 1))));
}

// @ts-ignore: decorator
@inline
function times(value: v128, factor: i32): v128 {
  return i32x4.mul(value, i32x4.splat(factor));
}

/** Four columns side by side. Sound coefficients keep every sum within 32 bits, as jidctint.c shows. */
function transform(from: usize, to: usize, shift: i32): void {
  const half = i32x4.splat(1 << (shift - 1));
  const c0 = v128.load(from);
  const c1 = v128.load(from, 32);
  const c2 = v128.load(from, 64);
  const c3 = v128.load(from, 96);
  const c4 = v128.load(from, 128);
  const c5 = v128.load(from, 160);
  const c6 = v128.load(from, 192);
  const c7 = v128.load(from, 224);

  const evenSum = times(i32x4.add(c2, c6), C_0_541);
  const even2 = i32x4.sub(evenSum, times(c6, C_1_847));
  const even3 = i32x4.add(evenSum, times(c2, C_0_765));
  const even0 = i32x4.add(i32x4.shl(i32x4.add(c0, c4), SCALE_BITS), half);
  const even1 = i32x4.add(i32x4.shl(i32x4.sub(c0, c4), SCALE_BITS), half);

  const c73 = i32x4.add(c7, c3);
  const c51 = i32x4.add(c5, c1);
  const z5 = times(i32x4.add(c73, c51), C_1_175);
  const z1 = times(i32x4.add(c7, c1), -C_0_899);
  const z2 = times(i32x4.add(c5, c3), -C_2_562);
  const z3 = i32x4.add(times(c73, -C_1_961), z5);
  const z4 = i32x4.add(times(c51, -C_0_390), z5);
  const odd0 = i32x4.add(times(c1, C_1_501), i32x4.add(z1, z4));
  const odd1 = i32x4.add(times(c3, C_3_072), i32x4.add(z2, z3));
  const odd2 = i32x4.add(times(c5, C_2_053), i32x4.add(z2, z4));
  const odd3 = i32x4.add(times(c7, C_0_298), i32x4.add(z1, z3));

  const sum0 = i32x4.add(even0, even3);
  const sum1 = i32x4.add(even1, even2);
  const sum2 = i32x4.sub(even1, even2);
  const sum3 = i32x4.sub(even0, even3);
  v128.store(to, i32x4.shr_s(i32x4.add(sum0, odd0), shift));
  v128.store(to, i32x4.shr_s(i32x4.add(sum1, odd1), shift), 32);
  v128.store(to, i32x4.shr_s(i32x4.add(sum2, odd2), shift), 64);
  v128.store(to, i32x4.shr_s(i32x4.add(sum3, odd3), shift), 96);
  v128.store(to, i32x4.shr_s(i32x4.sub(sum3, odd3), shift), 128);
  v128.store(to, i32x4.shr_s(i32x4.sub(sum2, odd2), shift), 160);
  v128.store(to, i32x4.shr_s(i32x4.sub(sum1, odd1), shift), 192);
  v128.store(to, i32x4.shr_s(i32x4.sub(sum0, odd0), shift), 224);
}

/** Rows to columns, 4 × 4 at a time. */
function turn(from: usize, to: usize): void {
  turnQuarter(from, to);
  turnQuarter(from + 16, to + 128);
  turnQuarter(from + 128, to + 16);
  turnQuarter(from + 144, to + 144);
}

// @ts-ignore: decorator
@inline
function turnQuarter(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const dc = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(ba, dc, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(ba, dc, 1, 3), 96);
}
