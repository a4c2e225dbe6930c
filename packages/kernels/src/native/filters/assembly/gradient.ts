/**
 * The length of the gradient as a level from 0 to `levels` − 1: the difference across two steps, one at the rim, in values
 * for each mm times `scale`. Rows rowFrom to rowTo.
 */
export function gradientRows(
  values: usize, out: usize, nx: i32, ny: i32, nz: i32, rowFrom: i32, rowTo: i32, perI: f32, perJ: f32, perK: f32,
  levels: i32,
): void {
  const stepJ = <usize>nx << 1;
  const stepK = stepJ * <usize>ny;
  for (let row = rowFrom; row < rowTo; row++) {
    const j = row % ny;
    const k = row / ny;
    const from = values + (<usize>row * <usize>nx << 1);
    const to = out + (<usize>row * <usize>nx << 1);
    const lowJ: usize = j > 0 ? stepJ : 0;
    const highJ: usize = j + 1 < ny ? stepJ : 0;
    const lowK: usize = k > 0 ? stepK : 0;
    const highK: usize = k + 1 < nz ? stepK : 0;
    const spanJ: f32 = perJ / <f32>max(1, (lowJ ? 1 : 0) + (highJ ? 1 : 0));
    const spanK: f32 = perK / <f32>max(1, (lowK ? 1 : 0) + (highK ? 1 : 0));
    for (let i = 0; i < nx; i++) {
      const at = from + (<usize>i << 1);
      const lowI: usize = i > 0 ? 2 : 0;
      const highI: usize = i + 1 < nx ? 2 : 0;
      const spanI: f32 = perI / <f32>max(1, (lowI ? 1 : 0) + (highI ? 1 : 0));
      const gi = <f32>(<i32>load<i16>(at + highI) - <i32>load<i16>(at - lowI)) * spanI;
      const gj = <f32>(<i32>load<i16>(at + highJ) - <i32>load<i16>(at - lowJ)) * spanJ;
      const gk = <f32>(<i32>load<i16>(at + highK) - <i32>load<i16>(at - lowK)) * spanK;
      store<i16>(to + (<usize>i << 1), <i16>min(<f32>(levels - 1), sqrt(gi * gi + gj * gj + gk * gk)));
    }
  }
}
