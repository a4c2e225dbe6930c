import { between } from './values';

/**
 * Counts pairs of values: of the fixed volume by its bin, of the moving one by a cubic B-spline over four bins (Parzen
 * window; Mattes et al. 2003). Adds to `out`, Float64 bins·bins + 1: rows are the bins of the fixed volume, the last
 * number counts the points inside the moving volume.
 *
 * points Float32 x y z in the fixed frame; fixedBins Uint8, 255 where the point is no sample
 * toIjk Float64 ×12: fixed frame to index of the moving volume
 */
export function countPairs(
  points: usize, fixedBins: usize, count: i32, src: usize, nx: i32, ny: i32, nz: i32, toIjk: usize,
  low: f64, perBin: f64, bins: i32, out: usize,
): void {
  const m0 = load<f64>(toIjk), m1 = load<f64>(toIjk, 8), m2 = load<f64>(toIjk, 16), m3 = load<f64>(toIjk, 24);
  const m4 = load<f64>(toIjk, 32), m5 = load<f64>(toIjk, 40), m6 = load<f64>(toIjk, 48), m7 = load<f64>(toIjk, 56);
  const m8 = load<f64>(toIjk, 64), m9 = load<f64>(toIjk, 72), ma = load<f64>(toIjk, 80), mb = load<f64>(toIjk, 88);
  const last = f64(bins - 3);
  let inside: f64 = 0;
  for (let n = 0; n < count; n++) {
    const row = load<u8>(fixedBins + <usize>n);
    if (row == 255) continue;
    const at = points + <usize>n * 12;
    const px = f64(load<f32>(at)), py = f64(load<f32>(at, 4)), pz = f64(load<f32>(at, 8));
    const value = between(src, nx, ny, nz, m0 * px + m1 * py + m2 * pz + m3, m4 * px + m5 * py + m6 * pz + m7, m8 * px + m9 * py + ma * pz + mb);
    if (value < -1e29) continue;
    inside += 1;
    const place = min(last, max(2.0, (f64(value) - low) * perBin + 2.0));
    const bin = i32(place);
    const t = place - f64(bin), s = 1.0 - t;
    const t2 = t * t, t3 = t2 * t;
    const cell = out + ((<usize>row * bins + <usize>(bin - 1)) << 3);
    store<f64>(cell, load<f64>(cell) + (s * s * s) / 6.0);
    store<f64>(cell, load<f64>(cell, 8) + (3.0 * t3 - 6.0 * t2 + 4.0) / 6.0, 8);
    store<f64>(cell, load<f64>(cell, 16) + (-3.0 * t3 + 3.0 * t2 + 3.0 * t + 1.0) / 6.0, 16);
    store<f64>(cell, load<f64>(cell, 24) + t3 / 6.0, 24);
  }
  const total = out + ((<usize>bins * bins) << 3);
  store<f64>(total, load<f64>(total) + inside);
}
