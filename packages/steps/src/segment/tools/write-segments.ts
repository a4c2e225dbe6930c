import type { writeSegments } from '@specola/commands';
import { writeSegmentationNrrd } from '@specola/formats';
import { BRICK_SIDE, bricksPerSideOf, type Segmentation, wordsOfBrick } from '@specola/space';
import type { Run } from '../../runner/values.ts';
import { type SegmentPlace, segmentLayers } from './segment-layers.ts';

export const runWriteSegments: Run<typeof writeSegments> = async ({ segments: { now } }) => {
  const places = segmentLayers(now);
  const layers = places.reduce((most, { layer }) => Math.max(most, layer + 1), 1);
  return {
    segmentation: {
      bytes: writeSegmentationNrrd((k) => sliceOf(now, places, { k, layers }), {
        dimensions: now.dimensions,
        ijkToLps: now.ijkToLps,
        layers,
        segments: now.segments.map(({ name, color }, n) => ({ ...places[n]!, name, color })),
      }),
    },
  };
};

/** Slice k of all layers, layers fastest. A fresh array each time: the packer may still hold the one before. */
function sliceOf(
  { dimensions, segments }: Segmentation,
  places: readonly SegmentPlace[],
  { k, layers }: { k: number; layers: number },
): Uint8Array {
  const [nx, ny] = dimensions;
  const [bx, by] = bricksPerSideOf(dimensions);
  const slice = new Uint8Array(layers * nx * ny);
  for (const [n, { voxels }] of segments.entries()) {
    const { layer, label } = places[n]!;
    for (let b = 0; b < bx * by; b++) {
      const brick = bx * by * (k >> 5) + b;
      if (voxels.bricks[brick] === 0) continue;
      const words = wordsOfBrick(voxels, brick);
      const [i, j] = [BRICK_SIDE * (b % bx), BRICK_SIDE * Math.floor(b / bx)];
      for (let row = 0; row < BRICK_SIDE && j + row < ny; row++)
        for (let left = words[row + BRICK_SIDE * (k & 31)]!; left !== 0; left &= left - 1)
          slice[layers * ((j + row) * nx + i + 31 - Math.clz32(left & -left)) + layer] = label;
    }
  }
  return slice;
}
