import {
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  brickOrigin,
  type IjkToLps,
  type PointLps,
  signedVoxelVolumeMm3,
  type Triple,
  toLps,
  tripleOf,
  wordsOfBrick,
} from '@specola/space';
import { bricksInUse } from '../image/brick-masks.ts';
import { symmetricAxes } from './symmetric-axes.ts';

/** Where a segment lies and how it is built, by its voxel centers; lengths in mm, directions in LPS. */
export interface SegmentShape {
  readonly voxels: number;
  readonly volumeMm3: number;
  readonly centroid: PointLps;
  /** Along the axes of the patient. */
  readonly box: { readonly min: Triple; readonly max: Triple };
  /** The two voxel centers that lie furthest apart. */
  readonly feret: { readonly lengthMm: number; readonly from: PointLps; readonly to: PointLps };
  /** Directions in which the segment spreads most, next and least, with the variance along each, mm². */
  readonly principal: { readonly axes: readonly [Triple, Triple, Triple]; readonly variancesMm2: Triple };
  /** The box along the principal axes. */
  readonly orientedBox: { readonly center: PointLps; readonly sidesMm: Triple };
}

/** Measures the shape of a segment; null when it has no voxel. */
export function segmentShape(mask: BrickMask, ijkToLps: IjkToLps): SegmentShape | null {
  const ends = rowEnds(mask);
  const sums = momentsOf(mask, ijkToLps);
  if (sums.count === 0) return null;
  const mean = tripleOf(sums.first.map((sum) => sum / sums.count));
  // A voxel is no point: its own variance, spread evenly over its width, is left out, as regionprops does.
  const [xx, yy, zz, xy, xz, yz] = sums.second.map((sum) => sum / sums.count) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { values, axes } = symmetricAxes([
    xx - mean[0] ** 2,
    yy - mean[1] ** 2,
    zz - mean[2] ** 2,
    xy - mean[0] * mean[1],
    xz - mean[0] * mean[2],
    yz - mean[1] * mean[2],
  ]);
  const points = ends.map((ijk) => toLps(ijk, ijkToLps));
  const along = (axis: Triple): [number, number] =>
    points.reduce<[number, number]>(
      ([low, high], p) => {
        const at = p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2];
        return [Math.min(low, at), Math.max(high, at)];
      },
      [Infinity, -Infinity],
    );
  const ranges = axes.map(along) as [[number, number], [number, number], [number, number]];
  const middle = ranges.map(([low, high]) => (low + high) / 2);
  const center = [0, 1, 2].map((c) => axes.reduce((sum, axis, n) => sum + middle[n]! * axis[c]!, 0));
  const boxes = [0, 1, 2].map((c) => along([c === 0 ? 1 : 0, c === 1 ? 1 : 0, c === 2 ? 1 : 0]));
  return {
    voxels: sums.count,
    volumeMm3: sums.count * Math.abs(signedVoxelVolumeMm3(ijkToLps)),
    centroid: mean as Triple as PointLps,
    box: {
      min: tripleOf(boxes.map(([low]) => low)),
      max: tripleOf(boxes.map(([, high]) => high)),
    },
    feret: furthestApart(points),
    principal: { axes, variancesMm2: tripleOf(values.map((value) => Math.max(0, value))) },
    orientedBox: {
      center: tripleOf(center) as PointLps,
      sidesMm: tripleOf(ranges.map(([low, high]) => high - low)),
    },
  };
}

/** First and last voxel of every row, less those that lie between others of their slice: no other can be an extreme. */
function rowEnds(mask: BrickMask): Triple[] {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const ny = mask.dimensions[1];
  for (const brick of bricksInUse(mask)) {
    const [bi, bj, bk] = brickOrigin(mask, brick);
    const words = wordsOfBrick(mask, brick);
    for (let row = 0; row < BRICK_WORDS; row++) {
      const word = words[row]!;
      if (word === 0) continue;
      const at = bj + (row % BRICK_SIDE) + ny * (bk + Math.floor(row / BRICK_SIDE));
      const [low, high] = [bi + 31 - Math.clz32(word & -word), bi + 31 - Math.clz32(word)];
      first.set(at, Math.min(first.get(at) ?? Infinity, low));
      last.set(at, Math.max(last.get(at) ?? -Infinity, high));
    }
  }
  const slices = Map.groupBy(first.keys(), (at) => Math.floor(at / ny));
  return [...slices].flatMap(([k, rows]) => {
    const sorted = rows.map((at) => at - ny * k).sort((a, b) => a - b);
    const at = (j: number) => j + ny * k;
    const left = chain(
      sorted.map((j) => [j, first.get(at(j))!] as const),
      -1,
    );
    const right = chain(
      sorted.map((j) => [j, last.get(at(j))!] as const),
      1,
    );
    return [...left, ...right].map(([j, i]): Triple => [i, j, k]);
  });
}

/** The outermost of points sorted by j, on the side of lower (−1) or higher (1) i. Source: Andrew's monotone chain. */
function chain(points: readonly (readonly [j: number, i: number])[], side: -1 | 1): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (const point of points) {
    while (kept.length >= 2) {
      const [a, b] = [kept.at(-2)!, kept.at(-1)!];
      if (side * ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])) < 0) break;
      kept.pop();
    }
    kept.push(point);
  }
  return kept;
}

function furthestApart(points: readonly PointLps[]): SegmentShape['feret'] {
  let [best, from, to] = [-1, points[0]!, points[0]!];
  for (let a = 0; a < points.length; a++) {
    const p = points[a]!;
    for (let b = a; b < points.length; b++) {
      const q = points[b]!;
      const off = (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2;
      if (off > best) [best, from, to] = [off, p, q];
    }
  }
  return { lengthMm: Math.sqrt(best), from, to };
}

/** Sums of positions and of their products in LPS: x, y, z; xx, yy, zz, xy, xz, yz. */
function momentsOf(mask: BrickMask, m: IjkToLps): { count: number; first: number[]; second: number[] } {
  let count = 0;
  const first = [0, 0, 0];
  const second = [0, 0, 0, 0, 0, 0];
  for (const brick of bricksInUse(mask)) {
    const [bi, bj, bk] = brickOrigin(mask, brick);
    const words = wordsOfBrick(mask, brick);
    for (let row = 0; row < BRICK_WORDS; row++) {
      const [j, k] = [bj + (row % BRICK_SIDE), bk + Math.floor(row / BRICK_SIDE)];
      for (let left = words[row]!; left !== 0; left &= left - 1) {
        const i = bi + 31 - Math.clz32(left & -left);
        const x = m[0]! * i + m[1]! * j + m[2]! * k + m[3]!;
        const y = m[4]! * i + m[5]! * j + m[6]! * k + m[7]!;
        const z = m[8]! * i + m[9]! * j + m[10]! * k + m[11]!;
        count++;
        first[0]! += x;
        first[1]! += y;
        first[2]! += z;
        second[0]! += x * x;
        second[1]! += y * y;
        second[2]! += z * z;
        second[3]! += x * y;
        second[4]! += x * z;
        second[5]! += y * z;
      }
    }
  }
  return { count, first, second };
}
