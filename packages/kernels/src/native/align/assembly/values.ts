/** What stands for "outside the volume". */
const OUTSIDE: f32 = -1e30;

/** The value between eight voxels, or OUTSIDE; the last voxel of each axis is inside. */
@inline
export function between(src: usize, nx: i32, ny: i32, nz: i32, x: f64, y: f64, z: f64): f32 {
  if (!(x >= 0 && y >= 0 && z >= 0 && x <= f64(nx - 1) && y <= f64(ny - 1) && z <= f64(nz - 1))) return OUTSIDE;
  // On the last voxel the cell before it is taken, so that no neighbor lies outside.
  const i = min(i32(x), max(nx - 2, 0));
  const j = min(i32(y), max(ny - 2, 0));
  const k = min(i32(z), max(nz - 2, 0));
  const u = f32(x - f64(i)), v = f32(y - f64(j)), w = f32(z - f64(k));
  const right: usize = nx > 1 ? 2 : 0;
  const down: usize = ny > 1 ? <usize>nx << 1 : 0;
  const deep: usize = nz > 1 ? (<usize>nx * ny) << 1 : 0;
  const at = src + ((<usize>(k * ny + j) * nx + i) << 1);
  const a = row(at, right, u), b = row(at + down, right, u);
  const c = row(at + deep, right, u), d = row(at + deep + down, right, u);
  const front = a + v * (b - a), back = c + v * (d - c);
  return front + w * (back - front);
}

@inline
function row(at: usize, right: usize, u: f32): f32 {
  const a = f32(load<i16>(at));
  return a + u * (f32(load<i16>(at + right)) - a);
}

/**
 * Values of a volume at points.
 * points Float32 x y z; toIjk Float64 ×12, row-major; out Float32, OUTSIDE where the point is.
 */
export function valuesAt(
  points: usize, count: i32, src: usize, nx: i32, ny: i32, nz: i32, toIjk: usize, out: usize,
): void {
  for (let n = 0; n < count; n++) {
    const at = points + <usize>n * 12;
    const px = f64(load<f32>(at)), py = f64(load<f32>(at, 4)), pz = f64(load<f32>(at, 8));
    const x = load<f64>(toIjk) * px + load<f64>(toIjk, 8) * py + load<f64>(toIjk, 16) * pz + load<f64>(toIjk, 24);
    const y = load<f64>(toIjk, 32) * px + load<f64>(toIjk, 40) * py + load<f64>(toIjk, 48) * pz + load<f64>(toIjk, 56);
    const z = load<f64>(toIjk, 64) * px + load<f64>(toIjk, 72) * py + load<f64>(toIjk, 80) * pz + load<f64>(toIjk, 88);
    store<f32>(out + (<usize>n << 2), between(src, nx, ny, nz, x, y, z));
  }
}

/**
 * A volume laid on another grid, by the index of that grid; what lies outside becomes `padding`.
 * gridToIjk Float64 ×12: index of the target grid to index of the source; slices kFrom to kTo (exclusive) are written.
 */
export function resample(
  src: usize, nx: i32, ny: i32, nz: i32, gridToIjk: usize, dst: usize, mx: i32, my: i32, kFrom: i32, kTo: i32, padding: i32,
): void {
  const m = gridToIjk;
  for (let k = kFrom; k < kTo; k++)
    for (let j = 0; j < my; j++)
      for (let i = 0; i < mx; i++) {
        const x = load<f64>(m) * f64(i) + load<f64>(m, 8) * f64(j) + load<f64>(m, 16) * f64(k) + load<f64>(m, 24);
        const y = load<f64>(m, 32) * f64(i) + load<f64>(m, 40) * f64(j) + load<f64>(m, 48) * f64(k) + load<f64>(m, 56);
        const z = load<f64>(m, 64) * f64(i) + load<f64>(m, 72) * f64(j) + load<f64>(m, 80) * f64(k) + load<f64>(m, 88);
        const value = between(src, nx, ny, nz, x, y, z);
        store<i16>(dst + ((<usize>(k * my + j) * mx + i) << 1), value == OUTSIDE ? <i16>padding : <i16>Math.round(f64(value)));
      }
}
