import type { ModelManifest } from '@specola/record';
import { type Triple, tripleOf } from '@specola/space';
import { BadManifestError } from './automatic-errors.ts';

/** Where the network is put: the first voxel of each patch along each axis, which may lie before the grid. */
export interface TilePlan {
  readonly patch: Triple;
  readonly starts: readonly [readonly number[], readonly number[], readonly number[]];
  readonly trim: Triple;
  /** Weight of a voxel within a patch, along each axis; they are multiplied. */
  readonly weights: readonly [Float32Array, Float32Array, Float32Array];
}

/** As in nnU-Net and MONAI: one eighth of the patch. */
const SIGMA_SHARE = 1 / 8;
/** Far out a Gaussian is nearly nothing; where a single patch covers a voxel it must still divide. */
const LEAST_WEIGHT = 1e-3;

/**
 * Patches that cover a grid, evenly spread so that the last one ends where the grid ends. A grid smaller than a patch
 * lies in its middle. The plan depends on sizes alone, so the same scan is cut the same way everywhere.
 *
 * @param shift  whole voxels by which all patches begin earlier: the same scan seen through other windows
 * @throws BadManifestError when patches overlap by less than what is trimmed
 */
export function planTiles(
  size: Triple,
  { patchVoxels, overlapShare, blending, trimVoxels }: ModelManifest['input'],
  shift: Triple = [0, 0, 0],
): TilePlan {
  const patch = tripleOf(size.map((n, t) => patchVoxels?.[t] ?? n + shift[t]!));
  const startsAlong = (t: 0 | 1 | 2): number[] => {
    const step = Math.max(1, Math.floor(patch[t] * (1 - overlapShare)));
    if (step > patch[t] - 2 * trimVoxels[t] && size[t] + shift[t] > patch[t])
      throw new BadManifestError(
        `patches of ${patch[t]} voxels that overlap by ${patch[t] - step} leave gaps when ${trimVoxels[t]} are trimmed from each side`,
      );
    const spare = patchVoxels ? Math.max(0, patch[t] - size[t]) : 0;
    const first = -Math.floor(spare / 2) - shift[t];
    const last = Math.max(first, size[t] - patch[t]);
    const gaps = Math.ceil((last - first) / step);
    return Array.from({ length: gaps + 1 }, (_, n) =>
      gaps === 0 ? first : Math.round(first + (n * (last - first)) / gaps),
    );
  };
  const weightsAlong = (t: 0 | 1 | 2): Float32Array => {
    const sigma = SIGMA_SHARE * patch[t];
    return Float32Array.from({ length: patch[t] }, (_, n) =>
      blending === 'constant' ? 1 : Math.max(LEAST_WEIGHT, Math.exp(-0.5 * ((n - (patch[t] - 1) / 2) / sigma) ** 2)),
    );
  };
  return {
    patch,
    starts: [startsAlong(0), startsAlong(1), startsAlong(2)],
    trim: trimVoxels,
    weights: [weightsAlong(0), weightsAlong(1), weightsAlong(2)],
  };
}
