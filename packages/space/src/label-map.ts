import { BrokenPromiseError } from './errors.ts';
import type { IjkToLps } from './frames.ts';
import { tripleOf } from './frames.ts';
import type { Dimensions } from './volume.ts';

/** Side of a brick in voxels. 32³ bytes = 32 KiB: an edit copies little, and a 512×512×300 map has 2,560 bricks. */
export const BRICK_SIDE = 32;
const BRICK_VOXELS = BRICK_SIDE ** 3;

/** A brick where every voxel has one label is that number; otherwise 32³ labels, i fastest. Never written in place. */
export type Brick = number | Uint8Array;

/** What a label stands for. */
export interface Segment {
  readonly label: number;
  readonly name: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
}

/**
 * Labels on a grid, in copy-on-write bricks: an edited map shares every untouched brick with the one before, so an
 * edit costs what it touches and undo keeps the old list.
 */
export interface LabelMap {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
  readonly bricksPerSide: Dimensions;
  readonly bricks: readonly Brick[];
  readonly segments: readonly Segment[];
}

export function emptyLabelMap(dimensions: Dimensions, ijkToLps: IjkToLps, segments: readonly Segment[] = []): LabelMap {
  const bricksPerSide = tripleOf(dimensions.map((n) => Math.ceil(n / BRICK_SIDE)));
  const count = bricksPerSide[0] * bricksPerSide[1] * bricksPerSide[2];
  return { dimensions, ijkToLps, bricksPerSide, bricks: new Array<Brick>(count).fill(0), segments };
}

export function labelAt(map: LabelMap, i: number, j: number, k: number): number {
  const brick = map.bricks[brickIndex(map, i, j, k)]!;
  return typeof brick === 'number' ? brick : brick[offsetInBrick(i, j, k)]!;
}

/** The same map with some voxels changed; bricks that no change touches are shared. */
export function withLabels(
  map: LabelMap,
  changes: Iterable<readonly [i: number, j: number, k: number, label: number]>,
): LabelMap {
  const [nx, ny, nz] = map.dimensions;
  const fresh = new Map<number, Uint8Array>();
  for (const [i, j, k, label] of changes) {
    if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz)
      throw new BrokenPromiseError(`Voxel (${i}, ${j}, ${k}) lies outside a grid of ${nx}×${ny}×${nz}.`);
    const at = brickIndex(map, i, j, k);
    let brick = fresh.get(at);
    if (!brick) {
      const old = map.bricks[at]!;
      brick = typeof old === 'number' ? new Uint8Array(BRICK_VOXELS).fill(old) : old.slice();
      fresh.set(at, brick);
    }
    brick[offsetInBrick(i, j, k)] = label;
  }
  return withBricks(map, fresh);
}

/** The same map with whole bricks replaced; a brick of a single label is folded into that number. */
export function withBricks(map: LabelMap, fresh: ReadonlyMap<number, Brick>): LabelMap {
  const bricks = map.bricks.slice();
  for (const [at, brick] of fresh) bricks[at] = folded(brick);
  return { ...map, bricks };
}

function folded(brick: Brick): Brick {
  if (typeof brick === 'number') return brick;
  const first = brick[0]!;
  return brick.every((label) => label === first) ? first : brick;
}

function brickIndex({ bricksPerSide: [bx, by] }: LabelMap, i: number, j: number, k: number): number {
  return (i >> 5) + bx * ((j >> 5) + by * (k >> 5));
}

const offsetInBrick = (i: number, j: number, k: number): number => (i & 31) + 32 * ((j & 31) + 32 * (k & 31));
