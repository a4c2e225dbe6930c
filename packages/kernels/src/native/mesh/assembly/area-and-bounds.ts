// How large a surface is.
import { cornerOf } from './points';

/** Writes seven Float64 at `out`: the area of the triangles from…to, and the bounds of their vertices (min, max). */
export function areaAndBounds(triangles: usize, positions: usize, from: i32, to: i32, out: usize): void {
  let area: f64 = 0;
  let low = f32x4.splat(Infinity), high = f32x4.splat(-Infinity);
  for (let t = from; t < to; t++) {
    const a = cornerOf(triangles, positions, t, 0);
    const b = cornerOf(triangles, positions, t, 1);
    const c = cornerOf(triangles, positions, t, 2);
    low = f32x4.pmin(low, f32x4.pmin(a, f32x4.pmin(b, c)));
    high = f32x4.pmax(high, f32x4.pmax(a, f32x4.pmax(b, c)));
    const u = f32x4.sub(b, a), w = f32x4.sub(c, a);
    const normal = f32x4.sub(
      f32x4.mul(i32x4.shuffle(u, u, 1, 2, 0, 3), i32x4.shuffle(w, w, 2, 0, 1, 3)),
      f32x4.mul(i32x4.shuffle(u, u, 2, 0, 1, 3), i32x4.shuffle(w, w, 1, 2, 0, 3)),
    );
    const square = f32x4.mul(normal, normal);
    area += <f64>sqrt<f32>(
      f32x4.extract_lane(square, 0) + f32x4.extract_lane(square, 1) + f32x4.extract_lane(square, 2),
    );
  }
  store<f64>(out, 0.5 * area);
  store<f64>(out, f32x4.extract_lane(low, 0), 8);
  store<f64>(out, f32x4.extract_lane(low, 1), 16);
  store<f64>(out, f32x4.extract_lane(low, 2), 24);
  store<f64>(out, f32x4.extract_lane(high, 0), 32);
  store<f64>(out, f32x4.extract_lane(high, 1), 40);
  store<f64>(out, f32x4.extract_lane(high, 2), 48);
}
