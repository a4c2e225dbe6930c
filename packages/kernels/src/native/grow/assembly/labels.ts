// What grew, as bits.
import { FAR, SIDE } from './ways';

/** The voxels of labels 1 to `labels` in one brick, as bits: 1,024 words for each label, row j + 32·k, at `out`. */
export function brickLabels(
  keys: usize, nx: i32, ny: i32, nz: i32, bi: i32, bj: i32, bk: i32, labels: u32, out: usize,
): void {
  memory.fill(out, 0, <usize>labels << 12);
  const i0 = bi * SIDE;
  const width = min(SIDE, nx - i0);
  const height = min(SIDE, ny - bj * SIDE);
  const depth = min(SIDE, nz - bk * SIDE);
  for (let k = 0; k < depth; k++)
    for (let j = 0; j < height; j++) {
      const from = keys + ((<usize>((bk * SIDE + k) * ny + bj * SIDE + j) * <usize>nx + <usize>i0) << 2);
      const dst = out + (<usize>(j + SIDE * k) << 2);
      // Rows are mostly runs of one label.
      let run: u32 = 0;
      let word: u32 = 0;
      for (let i = 0; i < width; i++) {
        const key = load<u32>(from + (<usize>i << 2));
        const label: u32 = key < FAR ? key & 255 : 0;
        if (label != run) {
          if (word && run <= labels) store<u32>(dst + (<usize>(run - 1) << 12), load<u32>(dst + (<usize>(run - 1) << 12)) | word);
          run = label;
          word = 0;
        }
        if (run) word |= <u32>1 << i;
      }
      if (word && run <= labels) store<u32>(dst + (<usize>(run - 1) << 12), load<u32>(dst + (<usize>(run - 1) << 12)) | word);
    }
}
