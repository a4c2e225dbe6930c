import {
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  bricksPerSideOf,
  type Dimensions,
  emptyBrickMask,
  withBitBricks,
} from '@specola/space';

/** A brick mask that is filled voxel by voxel, in any order. */
export interface BrickBuilder {
  /** The voxel must lie in the grid. */
  set(i: number, j: number, k: number): void;
  finish(): BrickMask;
}

/** Bricks are made when a voxel falls into them; neighbors mostly share one, so the last is kept at hand. */
export function brickBuilder(dimensions: Dimensions): BrickBuilder {
  const [bx, by] = bricksPerSideOf(dimensions);
  const fresh = new Map<number, Uint32Array>();
  let lastAt = -1;
  let last: Uint32Array = new Uint32Array(0);
  return {
    set(i, j, k) {
      const at = (i >> 5) + bx * ((j >> 5) + by * (k >> 5));
      if (at !== lastAt) {
        let words = fresh.get(at);
        if (!words) {
          words = new Uint32Array(BRICK_WORDS);
          fresh.set(at, words);
        }
        last = words;
        lastAt = at;
      }
      const row = (j & 31) + BRICK_SIDE * (k & 31);
      last[row] = last[row]! | (1 << (i & 31));
    },
    finish: () => withBitBricks(emptyBrickMask(dimensions), fresh),
  };
}
