import { combineBricks, countBricks } from '@specola/kernels';
import type { BrickMask, Segmentation } from '@specola/space';

/** The most labels that a byte holds besides 0. */
const MOST_LABELS = 255;

/** Where a segment stands in a file of labels: its layer, and its value in it. */
export interface SegmentPlace {
  readonly id: string;
  readonly layer: number;
  readonly label: number;
}

/** Puts segments into layers so that no two of one layer overlap: the first layer that has room, in their order. */
export function segmentLayers({ segments }: Segmentation): SegmentPlace[] {
  const layers: { held: BrickMask; labels: number }[] = [];
  return segments.map(({ id, voxels }) => {
    let layer = layers.findIndex(
      ({ held, labels }) => labels < MOST_LABELS && countBricks(combineBricks('and', held, voxels)) === 0,
    );
    if (layer < 0) {
      layer = layers.push({ held: voxels, labels: 0 }) - 1;
    } else layers[layer]!.held = combineBricks('or', layers[layer]!.held, voxels);
    return { id, layer, label: ++layers[layer]!.labels };
  });
}
