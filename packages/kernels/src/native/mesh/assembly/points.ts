// Points and boxes in one SIMD register: x y z, and 0.

@inline
export function loadPoint(at: usize): v128 {
  return v128.load_lane<f32>(at + 8, v128.load64_zero(at), 2);
}

@inline
export function storePoint(at: usize, point: v128): void {
  v128.store64_lane(at, point, 0);
  v128.store32_lane(at + 8, point, 2);
}

@inline
export function cornerOf(triangles: usize, positions: usize, triangle: i32, corner: usize): v128 {
  return loadPoint(positions + <usize>load<u32>(triangles + <usize>triangle * 12 + (corner << 2)) * 12);
}

/** The corner of a frame (seven Float64: corner, one over the side, counts), its scale four times, and its last cell. */
@inline
export function frameCorner(frame: usize): v128 {
  return f32x4(<f32>load<f64>(frame), <f32>load<f64>(frame, 8), <f32>load<f64>(frame, 16), 0);
}

@inline
export function frameScale(frame: usize): v128 {
  return f32x4.splat(<f32>load<f64>(frame, 24));
}

@inline
export function frameLast(frame: usize): v128 {
  return i32x4(<i32>load<f64>(frame, 32) - 1, <i32>load<f64>(frame, 40) - 1, <i32>load<f64>(frame, 48) - 1, 0);
}

/** The cell of a point, clamped to the frame. */
@inline
export function cellOf(point: v128, corner: v128, scale: v128, last: v128): v128 {
  const cell = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(point, corner), scale));
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(cell, last));
}
