import {
  type BrickMask,
  type Dimensions,
  type IjkToLps,
  ijkToLpsOf,
  invertIjkToLps,
  LengthMismatchError,
  voxelCountOf,
} from '@specola/space';
import { type BrickBuilder, brickBuilder } from './brick-builder.ts';
import { largestShare } from './largest-share.ts';

export interface Grid {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
}

export interface PlacedLabels {
  /** By label; a label without a voxel in the target has none here. */
  readonly masks: ReadonlyMap<number, BrickMask>;
  /** Voxels of each label in the source, and how many of them lie outside the target. */
  readonly counts: ReadonlyMap<number, { readonly inSource: number; readonly outside: number }>;
  /** Voxel to voxel; otherwise each voxel of the target took a label by the rule that was asked for. */
  readonly exact: boolean;
}

/** How labels come onto a grid of other voxels: that of the nearest one, or the one that fills most of the voxel. */
export type Placing = 'nearest' | 'share';

/** Voxel centers that meet within this share of a voxel, all over the grid, are the same voxels. */
const SAME_VOXEL = 0.05;

/**
 * Brings labels from their own grid onto another one, whatever the directions of the two.
 *
 * @param values  one label for each voxel, i fastest; 0 is none
 * @throws LengthMismatchError when they do not fill their grid
 */
export function placeLabels(
  { values, dimensions, ijkToLps }: Grid & { readonly values: Int16Array | Uint8Array },
  target: Grid,
  { placing = 'nearest' }: { readonly placing?: Placing } = {},
): PlacedLabels {
  if (values.length !== voxelCountOf(dimensions))
    throw new LengthMismatchError('labels', voxelCountOf(dimensions), values.length);
  const toTarget = composed(invertIjkToLps(target.ijkToLps), ijkToLps);
  const step = voxelSteps(toTarget, dimensions);
  return step
    ? shifted(values, dimensions, target, step)
    : resampled(values, { dimensions, ijkToLps }, target, toTarget, placing);
}

/** Twelve numbers: source voxel to target voxel. */
function composed(lpsToTarget: readonly number[], m: IjkToLps): number[] {
  const out: number[] = [];
  for (let r = 0; r < 3; r++)
    for (let c = 0; c < 4; c++) {
      let sum = c === 3 ? lpsToTarget[4 * r + 3]! : 0;
      for (let n = 0; n < 3; n++) sum += lpsToTarget[4 * r + n]! * m[4 * n + c]!;
      out.push(sum);
    }
  return out;
}

/** Whole steps along each axis when the two grids are one, turned or cut; null when they are not. */
function voxelSteps(toTarget: readonly number[], [nx, ny, nz]: Dimensions): number[] | null {
  const whole = toTarget.map(Math.round);
  for (let r = 0; r < 3; r++) {
    const row = whole.slice(4 * r, 4 * r + 3);
    if (row.filter((value) => value !== 0).length !== 1 || !row.some((value) => Math.abs(value) === 1)) return null;
  }
  for (const corner of [
    [0, 0, 0],
    [nx - 1, 0, 0],
    [0, ny - 1, 0],
    [0, 0, nz - 1],
    [nx - 1, ny - 1, nz - 1],
  ] as const)
    for (let r = 0; r < 3; r++) {
      const at = (m: readonly number[]) =>
        m[4 * r]! * corner[0] + m[4 * r + 1]! * corner[1] + m[4 * r + 2]! * corner[2] + m[4 * r + 3]!;
      if (Math.abs(at(toTarget) - at(whole)) > SAME_VOXEL) return null;
    }
  return whole;
}

/** Builders and counts by label: 0 to 32767. */
class Shelf {
  readonly builders = new Map<number, BrickBuilder>();
  readonly inSource = new Float64Array(32768);
  readonly outside = new Float64Array(32768);
  private readonly dimensions: Dimensions;

  constructor(dimensions: Dimensions) {
    this.dimensions = dimensions;
  }
  builder(label: number): BrickBuilder {
    let builder = this.builders.get(label);
    if (!builder) {
      builder = brickBuilder(this.dimensions);
      this.builders.set(label, builder);
    }
    return builder;
  }
  placed(exact: boolean): PlacedLabels {
    const counts = new Map<number, { inSource: number; outside: number }>();
    for (let label = 1; label < this.inSource.length; label++)
      if (this.inSource[label]! > 0)
        counts.set(label, { inSource: this.inSource[label]!, outside: this.outside[label]! });
    return { masks: new Map([...this.builders].map(([label, builder]) => [label, builder.finish()])), counts, exact };
  }
}

function shifted(
  values: Int16Array | Uint8Array,
  [nx, ny, nz]: Dimensions,
  target: Grid,
  step: readonly number[],
): PlacedLabels {
  const [tx, ty, tz] = target.dimensions;
  const shelf = new Shelf(target.dimensions);
  let last = 0;
  let builder: BrickBuilder | null = null;
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, v++) {
        const label = values[v]!;
        if (label <= 0) continue;
        shelf.inSource[label]!++;
        const x = step[0]! * i + step[1]! * j + step[2]! * k + step[3]!;
        const y = step[4]! * i + step[5]! * j + step[6]! * k + step[7]!;
        const z = step[8]! * i + step[9]! * j + step[10]! * k + step[11]!;
        if (x < 0 || y < 0 || z < 0 || x >= tx || y >= ty || z >= tz) {
          shelf.outside[label]!++;
          continue;
        }
        if (label !== last || !builder) {
          builder = shelf.builder(label);
          last = label;
        }
        builder.set(x, y, z);
      }
  return shelf.placed(true);
}

function resampled(
  values: Int16Array | Uint8Array,
  source: Grid,
  target: Grid,
  toTarget: readonly number[],
  placing: Placing,
): PlacedLabels {
  const [nx, ny, nz] = source.dimensions;
  const shelf = new Shelf(target.dimensions);
  countOutside(values, source.dimensions, target.dimensions, toTarget, shelf);
  const back = composed(invertIjkToLps(source.ijkToLps), target.ijkToLps);
  const [from, to] = reach(toTarget, source.dimensions, target.dimensions);
  const shared = placing === 'share' ? largestShare(values, source.dimensions, back) : null;
  for (let z = from[2]!; z <= to[2]!; z++)
    for (let y = from[1]!; y <= to[1]!; y++)
      for (let x = from[0]!; x <= to[0]!; x++) {
        if (shared) {
          const label = shared(x, y, z);
          if (label > 0) shelf.builder(label).set(x, y, z);
          continue;
        }
        const i = Math.round(back[0]! * x + back[1]! * y + back[2]! * z + back[3]!);
        const j = Math.round(back[4]! * x + back[5]! * y + back[6]! * z + back[7]!);
        const k = Math.round(back[8]! * x + back[9]! * y + back[10]! * z + back[11]!);
        if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) continue;
        const label = values[i + nx * (j + ny * k)]!;
        if (label > 0) shelf.builder(label).set(x, y, z);
      }
  return shelf.placed(false);
}

/** A source voxel counts as outside when its center lies beyond half a voxel of the target's rim. */
function countOutside(
  values: Int16Array | Uint8Array,
  [nx, ny, nz]: Dimensions,
  [tx, ty, tz]: Dimensions,
  m: readonly number[],
  shelf: Shelf,
): void {
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, v++) {
        const label = values[v]!;
        if (label <= 0) continue;
        shelf.inSource[label]!++;
        const x = m[0]! * i + m[1]! * j + m[2]! * k + m[3]!;
        const y = m[4]! * i + m[5]! * j + m[6]! * k + m[7]!;
        const z = m[8]! * i + m[9]! * j + m[10]! * k + m[11]!;
        if (x < -0.5 || y < -0.5 || z < -0.5 || x > tx - 0.5 || y > ty - 0.5 || z > tz - 0.5) shelf.outside[label]!++;
      }
}

/** The part of the target that the source's box reaches. */
function reach(m: readonly number[], [nx, ny, nz]: Dimensions, target: Dimensions): [number[], number[]] {
  const from = [Infinity, Infinity, Infinity];
  const to = [-Infinity, -Infinity, -Infinity];
  for (const i of [-0.5, nx - 0.5])
    for (const j of [-0.5, ny - 0.5])
      for (const k of [-0.5, nz - 0.5])
        for (let r = 0; r < 3; r++) {
          const at = m[4 * r]! * i + m[4 * r + 1]! * j + m[4 * r + 2]! * k + m[4 * r + 3]!;
          from[r] = Math.min(from[r]!, at);
          to[r] = Math.max(to[r]!, at);
        }
  return [from.map((at) => Math.max(0, Math.ceil(at))), to.map((at, r) => Math.min(target[r]! - 1, Math.floor(at)))];
}

/** A grid around some points along given directions: where contours that lie askew are filled. */
export function gridAlong(
  [u, v, n]: readonly [readonly number[], readonly number[], readonly number[]],
  {
    originLps,
    spacingMm,
    dimensions,
  }: { originLps: readonly number[]; spacingMm: readonly number[]; dimensions: Dimensions },
): Grid {
  const m = [0, 1, 2].flatMap((r) => [
    u[r]! * spacingMm[0]!,
    v[r]! * spacingMm[1]!,
    n[r]! * spacingMm[2]!,
    originLps[r]!,
  ]);
  return { dimensions, ijkToLps: ijkToLpsOf(m) };
}
