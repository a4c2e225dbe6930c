import { bricksFromRuns, type VoxelRun } from '@specola/kernels';
import { type BrickMask, type Dimensions, emptyBrickMask, type IndexBox, tripleOf } from '@specola/space';

/** The voxels of a box (cut to the grid) for which a rule holds. */
export function voxelsWhere(
  { dimensions }: { readonly dimensions: Dimensions },
  box: IndexBox | null,
  rule: (i: number, j: number, k: number) => boolean,
): BrickMask {
  if (!box) return emptyBrickMask(dimensions);
  const from = tripleOf(box.from.map((at) => Math.max(at, 0)));
  const to = tripleOf(box.to.map((at, axis) => Math.min(at, dimensions[axis]! - 1)));
  function* runs(): Generator<VoxelRun> {
    for (let k = from[2]; k <= to[2]; k++)
      for (let j = from[1]; j <= to[1]; j++) {
        let first = -1;
        for (let i = from[0]; i <= to[0] + 1; i++) {
          const inside = i <= to[0] && rule(i, j, k);
          if (inside && first < 0) first = i;
          else if (!inside && first >= 0) {
            yield [first, i - 1, j, k];
            first = -1;
          }
        }
      }
  }
  return bricksFromRuns(dimensions, runs());
}
