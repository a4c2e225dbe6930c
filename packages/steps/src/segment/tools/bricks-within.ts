import {
  type BitBrick,
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  brickOrigin,
  emptyBrickMask,
  type IjkToLps,
  type Triple,
  toLps,
  withBitBricks,
} from '@specola/space';

/** Blocks of a brick that are asked before voxels are. */
const BLOCK = 8;

/** Whether a point lies within a body, LPS mm. */
export type WithinTest = (point: Triple) => boolean;

/**
 * What a body says of a ball: that all of it lies within (true) or without (false), or how to ask a point of it. So most
 * of a volume is answered brick by brick, and voxels are asked only along the surface of the body.
 */
export type BodyTest = (centerLpsMm: Triple, radiusMm: number) => boolean | WithinTest;

interface Grid {
  readonly dimensions: BrickMask['dimensions'];
  readonly ijkToLps: IjkToLps;
}

/** The voxels of some bricks whose centers lie within a body. */
export function bricksWithin({ dimensions, ijkToLps }: Grid, bricks: readonly number[], body: BodyTest): BrickMask {
  const empty = emptyBrickMask(dimensions);
  const found = new Map<number, BitBrick>();
  const ask = (start: Triple, side: number): boolean | WithinTest => {
    const half = (side - 1) / 2;
    const center = toLps([start[0] + half, start[1] + half, start[2] + half], ijkToLps);
    return body(center, half * reachMm);
  };
  // Half the diagonal of a block, and a little more: rounding must leave no voxel on the wrong side of a block.
  const reachMm = 1.0001 * [0, 1, 2].reduce((sum, axis) => sum + stepMm(ijkToLps, axis), 0);
  for (const brick of bricks) {
    const start = brickOrigin(empty, brick);
    const whole = ask(start, BRICK_SIDE);
    if (whole === false) continue;
    found.set(brick, whole === true ? 1 : wordsWithin(start, { dimensions, ijkToLps }, ask));
  }
  return withBitBricks(empty, found);
}

const stepMm = (m: IjkToLps, axis: number): number =>
  Math.sqrt(m[axis]! * m[axis]! + m[axis + 4]! * m[axis + 4]! + m[axis + 8]! * m[axis + 8]!);

function wordsWithin(
  [i0, j0, k0]: Triple,
  { dimensions: [nx, ny, nz], ijkToLps }: Grid,
  ask: (start: Triple, side: number) => boolean | WithinTest,
): Uint32Array {
  const words = new Uint32Array(BRICK_WORDS);
  for (let k = k0; k < Math.min(k0 + BRICK_SIDE, nz); k += BLOCK)
    for (let j = j0; j < Math.min(j0 + BRICK_SIDE, ny); j += BLOCK)
      for (let i = i0; i < Math.min(i0 + BRICK_SIDE, nx); i += BLOCK) {
        const block = ask([i, j, k], BLOCK);
        if (block === false) continue;
        for (let kk = k; kk < Math.min(k + BLOCK, nz); kk++)
          for (let jj = j; jj < Math.min(j + BLOCK, ny); jj++) {
            let bits = 0;
            for (let ii = i; ii < Math.min(i + BLOCK, nx); ii++)
              if (block === true || block(toLps([ii, jj, kk], ijkToLps))) bits |= 1 << (ii & 31);
            const row = (jj & 31) + BRICK_SIDE * (kk & 31);
            words[row] = words[row]! | bits;
          }
      }
  return words;
}
