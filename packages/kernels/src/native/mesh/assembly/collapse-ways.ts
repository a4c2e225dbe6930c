// Which way a triangle faces, as one bit for each of 26 directions: the axes, between two of them, between three, and the
// opposite of each. A bit is set where the normal is surely less than a right angle away.
import { dot } from './collapse-state';

/** Cosine that a normal must keep off a right angle, times the length of the direction (at most √3): rounding has no say. */
const MARGIN: f32 = 0.02;

export function waysOf(normal: v128): u32 {
  const margin = f32x4.splat(MARGIN * sqrt<f32>(dot(normal, normal)));
  const xxx = i32x4.shuffle(normal, normal, 0, 0, 0, 0);
  const yyy = i32x4.shuffle(normal, normal, 1, 1, 1, 1);
  const zzz = i32x4.shuffle(normal, normal, 2, 2, 2, 2);
  const up = f32x4(1, -1, 1, -1), half = f32x4(1, 1, -1, -1);
  const yUp = f32x4.mul(yyy, up), yHalf = f32x4.mul(yyy, half), zUp = f32x4.mul(zzz, up);
  // x±y twice with the opposites of y±z mixed in: x+y, x−y and x+z, x−z; then y+z, y−z and their opposites.
  const xAndY = f32x4.add(xxx, i32x4.shuffle(yUp, zUp, 0, 1, 4, 5));
  const yAndZ = f32x4.add(yHalf, zUp);
  const all = f32x4.add(xxx, f32x4.add(yHalf, zUp));
  return <u32>i32x4.bitmask(f32x4.gt(normal, margin)) & 7 |
    (<u32>i32x4.bitmask(f32x4.gt(f32x4.neg(normal), margin)) & 7) << 3 |
    <u32>i32x4.bitmask(f32x4.gt(xAndY, margin)) << 6 |
    <u32>i32x4.bitmask(f32x4.gt(f32x4.neg(xAndY), margin)) << 10 |
    <u32>i32x4.bitmask(f32x4.gt(yAndZ, margin)) << 14 |
    <u32>i32x4.bitmask(f32x4.gt(all, margin)) << 18 |
    <u32>i32x4.bitmask(f32x4.gt(f32x4.neg(all), margin)) << 22;
}

/** The direction of a bit, not of unit length. */
export function wayOf(bit: u32): v128 {
  if (bit < 6) {
    const one: f32 = bit < 3 ? 1 : -1;
    const axis = bit % 3;
    return f32x4(axis === 0 ? one : 0, axis === 1 ? one : 0, axis === 2 ? one : 0, 0);
  }
  if (bit < 14) {
    const one: f32 = bit < 10 ? 1 : -1;
    const which = (bit - 6) & 3;
    const other: f32 = which & 1 ? -one : one;
    return which < 2 ? f32x4(one, other, 0, 0) : f32x4(one, 0, other, 0);
  }
  if (bit < 18) return f32x4(0, bit < 16 ? 1 : -1, bit & 1 ? -1 : 1, 0);
  const one: f32 = bit < 22 ? 1 : -1;
  const which = (bit - 18) & 3;
  return f32x4(one, which < 2 ? one : -one, which & 1 ? -one : one, 0);
}
