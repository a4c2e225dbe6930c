/**
 * Means of blocks of fx·fy·fz voxels; rows left over at the far ends are dropped.
 * src Int16 nx·ny·nz, dst Int16 (nx/fx)·(ny/fy)·(nz/fz); slices kFrom to kTo (exclusive) of dst are written.
 */
export function shrink(
  src: usize, nx: i32, ny: i32, fx: i32, fy: i32, fz: i32, dst: usize, mx: i32, my: i32, kFrom: i32, kTo: i32,
): void {
  const count = f64(fx * fy * fz);
  for (let k = kFrom; k < kTo; k++)
    for (let j = 0; j < my; j++) {
      let out = dst + ((<usize>(k * my + j) * mx) << 1);
      for (let i = 0; i < mx; i++) {
        let sum: i32 = 0;
        for (let c = 0; c < fz; c++)
          for (let b = 0; b < fy; b++) {
            let at = src + ((<usize>((k * fz + c) * ny + j * fy + b) * nx + i * fx) << 1);
            for (let a = 0; a < fx; a++) {
              sum += load<i16>(at);
              at += 2;
            }
          }
        store<i16>(out, <i16>Math.round(f64(sum) / count));
        out += 2;
      }
    }
}
