import {
  type BrickBox,
  boxOfBricks,
  brickBoxAround,
  bricksFromBox,
  type Crew,
  invertBricks,
  maskInBox,
  maskOfLabel,
  type Scope,
} from '@specola/kernels';
import {
  type BitMask,
  type BrickMask,
  type Dimensions,
  emptyBrickMask,
  spacingMmOf,
  type Triple,
  tripleOf,
  type Volume,
} from '@specola/space';
import type { EditJob } from './edit-step.ts';

/** The part of the grid that an edit works on, with masks borrowed for the time of the edit. */
export interface WorkBox {
  readonly box: BrickBox;
  readonly spacingMm: Triple;
  readonly crew: Crew;
  /** The voxels of a mask within the box. */
  maskOf(voxels: BrickMask): BitMask;
  /** The grey values within the box, in memory lent for the time of the edit. */
  valuesOf(volume: Volume): Int16Array;
  /** As `valuesOf`, only to be read: the volume's own where the box is the whole grid. */
  readValues(volume: Volume): Int16Array;
  /** Writes a label where a mask of the box is set. */
  paintLabel(mask: BitMask, labels: Uint8Array, label: number): void;
  /** Takes charge of a mask that a kernel lent. */
  hold(mask: BitMask): BitMask;
  /** The voxels of a label, of a dense map of the box, on the whole grid. */
  bricksOfLabel(labels: Uint8Array, label: number): Promise<BrickMask>;
  /** A mask of the box on the whole grid. */
  bricksOf(mask: BitMask): BrickMask;
}

interface BoxBench {
  readonly spacingMm: Triple;
  readonly crew: Crew;
  readonly scope: Scope;
  /** Bricks that come out as they are here are shared with it. */
  readonly like?: BrickMask;
}

/** Works around what a mask holds, and as far beyond it as an edit reaches. The mask holds something. */
export const openWorkBox = (voxels: BrickMask, reachMm: number, bench: BoxBench): WorkBox =>
  openBox(workBoxOf(voxels, reachMm, bench.spacingMm), bench);

/** The box that `openWorkBox` works on. */
export function workBoxOf(voxels: BrickMask, reachMm: number, spacingMm: Triple): BrickBox {
  const reach = tripleOf(spacingMm.map((stepMm) => Math.ceil(reachMm / stepMm) + 1));
  const around = boxOfBricks(voxels) ?? { from: [0, 0, 0] as Triple, to: [0, 0, 0] as Triple };
  return brickBoxAround(voxels.dimensions, around, reach);
}

/** As `openWorkBox`, for a tool that edits one segment. */
export const workBoxAround = ({ volume, crew, scope, target }: EditJob, voxels: BrickMask, reachMm: number): WorkBox =>
  openWorkBox(voxels, reachMm, { spacingMm: spacingMmOf(volume.ijkToLps), crew, scope, like: target.voxels });

/** All voxels of a grid. */
export const everyVoxelOf = (grid: Dimensions): BrickMask => invertBricks(emptyBrickMask(grid));

/** Works on a box that was chosen before. */
export function openBox(box: BrickBox, { spacingMm, crew, scope, like }: BoxBench): WorkBox {
  const hold = (mask: BitMask): BitMask => {
    scope.hold(mask.words);
    return mask;
  };
  const valuesOf = ({ values, dimensions: [nx, ny] }: Volume): Int16Array => {
    const [width, height, depth] = box.dimensions;
    const [i, j, k] = box.origin;
    const part = scope.int16(width * height * depth);
    for (let kk = 0; kk < depth; kk++)
      for (let jj = 0; jj < height; jj++) {
        const from = i + nx * (j + jj + ny * (k + kk));
        part.set(values.subarray(from, from + width), width * (jj + height * kk));
      }
    return part;
  };
  return {
    box,
    spacingMm,
    crew,
    maskOf: (voxels) => hold(maskInBox(voxels, box, crew.arena)),
    hold,
    valuesOf,
    readValues(volume) {
      const whole = volume.dimensions.every((n, axis) => n === box.dimensions[axis]);
      return whole && crew.arena.holds(volume.values) ? volume.values : valuesOf(volume);
    },
    paintLabel({ words, wordsPerRow, dimensions: [width, height, depth] }, labels, label) {
      for (let row = 0; row < height * depth; row++)
        for (let w = 0; 32 * w < width; w++)
          for (let left = words[row * wordsPerRow + w]!; left !== 0; left &= left - 1)
            labels[row * width + 32 * w + 31 - Math.clz32(left & -left)] = label;
    },
    bricksOfLabel: async (labels, label) =>
      bricksFromBox(hold(await maskOfLabel(labels, box.dimensions, label, crew)), box, like ? { like } : {}),
    bricksOf: (mask) => bricksFromBox(mask, box, like ? { like } : {}),
  };
}
