import type { Triple } from '@specola/space';

/** How far an image is blurred in all: point spread and the averaging over a voxel, as a Gaussian along the grid's axes. */
export interface ImageBlur {
  /** Sigma along i, j, k. */
  readonly sigmaMm: Triple;
}
