// Which of several blurred segments has the largest share of a voxel.

/** Where a share is larger than the best so far it becomes the best, and its label wins; the rest loses it. */
export function largerShare(share: usize, best: usize, rest: usize, winner: usize, from: i32, to: i32, label: i32): void {
  for (let v = from; v < to; v++) {
    const at = <usize>v << 2;
    const own = load<f32>(share + at);
    if (own == 0) continue;
    if (own > load<f32>(best + at)) {
      store<f32>(best + at, own);
      store<u8>(winner + <usize>v, <u8>label);
    }
    if (share != rest) store<f32>(rest + at, load<f32>(rest + at) - own);
  }
}

/** The voxels of one label as bits; rows rowFrom to rowTo. */
export function labelRows(labels: usize, out: usize, nx: i32, rowFrom: i32, rowTo: i32, rowBytes: i32, label: i32): void {
  for (let row = rowFrom; row < rowTo; row++) {
    const from = labels + <usize>row * <usize>nx;
    const dst = out + <usize>row * <usize>rowBytes;
    memory.fill(dst, 0, <usize>rowBytes);
    for (let i = 0; i < nx; i++)
      if (load<u8>(from + i) == <u8>label) {
        const at = dst + (i >> 3);
        store<u8>(at, load<u8>(at) | (1 << <u8>(i & 7)));
      }
  }
}
