/** Bytes of one place of an axis: four indices (Int32), four weights (Float32). */
const PLACE: usize = 32;

@inline
function sourceOf(place: usize, n: usize): i32 {
  return load<i32>(place + (n << 2));
}

@inline
function weightOf(place: usize, n: usize): f32 {
  return load<f32>(place + 16 + (n << 2));
}

/**
 * Slices kFrom to kTo (exclusive) of a volume on a finer grid: each value from four places along each axis, whose indices and weights
 * the caller has worked out. First the slice between slices (Float32, nx·ny), then each row between rows (nx), then along it.
 */
export function finerSlices(
  src: usize, nx: i32, ny: i32, placesI: usize, mx: i32, placesJ: usize, my: i32, placesK: usize, kFrom: i32, kTo: i32,
  slice: usize, row: usize, dst: usize,
): void {
  const sliceBytes = <usize>(nx * ny) << 1;
  for (let k = kFrom; k < kTo; k++) {
    const pk = placesK + <usize>k * PLACE;
    const a = src + <usize>sourceOf(pk, 0) * sliceBytes, b = src + <usize>sourceOf(pk, 1) * sliceBytes;
    const c = src + <usize>sourceOf(pk, 2) * sliceBytes, d = src + <usize>sourceOf(pk, 3) * sliceBytes;
    const wa = weightOf(pk, 0), wb = weightOf(pk, 1), wc = weightOf(pk, 2), wd = weightOf(pk, 3);
    for (let n: usize = 0; n < <usize>(nx * ny); n++) {
      const at = n << 1;
      store<f32>(
        slice + (n << 2),
        wa * <f32>load<i16>(a + at) + wb * <f32>load<i16>(b + at) + wc * <f32>load<i16>(c + at) + wd * <f32>load<i16>(d + at),
      );
    }
    for (let j = 0; j < my; j++) {
      const pj = placesJ + <usize>j * PLACE;
      const rowBytes = <usize>nx << 2;
      const e = slice + <usize>sourceOf(pj, 0) * rowBytes, f = slice + <usize>sourceOf(pj, 1) * rowBytes;
      const g = slice + <usize>sourceOf(pj, 2) * rowBytes, h = slice + <usize>sourceOf(pj, 3) * rowBytes;
      const we = weightOf(pj, 0), wf = weightOf(pj, 1), wg = weightOf(pj, 2), wh = weightOf(pj, 3);
      for (let at: usize = 0; at < rowBytes; at += 4)
        store<f32>(row + at, we * load<f32>(e + at) + wf * load<f32>(f + at) + wg * load<f32>(g + at) + wh * load<f32>(h + at));
      const out = dst + (<usize>((k * my + j) * mx) << 1);
      for (let i = 0; i < mx; i++) {
        const pi = placesI + <usize>i * PLACE;
        let value: f32 = 0;
        for (let n: usize = 0; n < 4; n++) value += weightOf(pi, n) * load<f32>(row + (<usize>sourceOf(pi, n) << 2));
        store<i16>(out + (<usize>i << 1), <i16>max<f32>(-32768, min<f32>(32767, floor<f32>(value + 0.5))));
      }
    }
  }
}
