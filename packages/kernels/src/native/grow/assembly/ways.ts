// What a step from voxel to voxel costs.

/** Nothing has come here. One step beyond it is still below 2³². */
export const FAR: u32 = 0x7fffffff;
export const SIDE = 32;

/** Keys of four voxels reached from those at `at`. */
@inline export function way(at: usize, from: usize, here: v128, step: u32, most: i32, means: i32): v128 {
  const there = i32x4.extend_low_i16x8_s(v128.load64_zero(from));
  const value = means ? i32x4.shr_s(i32x4.add(here, there), 1) : i32x4.abs(i32x4.sub(here, there));
  return i32x4.add(i32x4.add(v128.load(at), i32x4.splat(step)), i32x4.shl(i32x4.min_s(value, i32x4.splat(most)), 8));
}

@inline export function wayOne(at: usize, from: usize, here: i16, step: u32, most: i32, means: i32): u32 {
  const there = <i32>load<i16>(from);
  const value = means ? (<i32>here + there) >> 1 : abs(<i32>here - there);
  return load<u32>(at) + step + (<u32>min(value, most) << 8);
}
