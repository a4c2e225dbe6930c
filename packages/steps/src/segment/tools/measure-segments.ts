import type { measureSegments } from '@specola/commands';
import { bricksInUse, countBricks } from '@specola/kernels';
import type { SegmentMeasures } from '@specola/record';
import {
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  brickOrigin,
  signedVoxelVolumeMm3,
  toLps,
  type Volume,
  wordsOfBrick,
} from '@specola/space';
import type { Run } from '../../runner/values.ts';

export const runMeasureSegments: Run<typeof measureSegments> = async ({ volume, segments: { now } }) => ({
  table: now.segments.map(({ id, voxels }) => measuresOfSegment(id, voxels, volume)),
});

/** Lengths to a thousandth of a mm, volumes to a thousandth of a mm³. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function measuresOfSegment(id: string, voxels: BrickMask, volume: Volume): SegmentMeasures {
  const count = countBricks(voxels);
  const volumeMm3 = rounded(count * Math.abs(signedVoxelVolumeMm3(volume.ijkToLps)));
  if (count === 0) return { segment: id, voxels: 0, volumeMm3: 0, centroidLpsMm: null, boxLpsMm: null, valueHu: null };
  const { dimensions, values, valueScale, ijkToLps: m } = volume;
  const [nx, ny] = dimensions;
  const sum = [0, 0, 0];
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  // 65,536 possible values: the histogram gives the median, and every sum exactly.
  const histogram = new Uint32Array(65536);
  for (const brick of bricksInUse(voxels)) {
    const [bi, bj, bk] = brickOrigin(voxels, brick);
    const words = wordsOfBrick(voxels, brick);
    for (let row = 0; row < BRICK_WORDS; row++) {
      const [j, k] = [bj + (row % BRICK_SIDE), bk + Math.floor(row / BRICK_SIDE)];
      for (let left = words[row]!; left !== 0; left &= left - 1) {
        const i = bi + 31 - Math.clz32(left & -left);
        histogram[values[i + nx * (j + ny * k)]! + 32768]!++;
        sum[0] = sum[0]! + i;
        sum[1] = sum[1]! + j;
        sum[2] = sum[2]! + k;
        for (let r = 0; r < 3; r++) {
          const at = m[4 * r]! * i + m[4 * r + 1]! * j + m[4 * r + 2]! * k + m[4 * r + 3]!;
          if (at < min[r]!) min[r] = at;
          if (at > max[r]!) max[r] = at;
        }
      }
    }
  }
  const point = (list: readonly number[]) => list.map(rounded) as [number, number, number];
  return {
    segment: id,
    voxels: count,
    volumeMm3,
    centroidLpsMm: point([...toLps([sum[0]! / count, sum[1]! / count, sum[2]! / count], m)]),
    boxLpsMm: { min: point(min), max: point(max) },
    valueHu: valuesOf(histogram, count, valueScale),
  };
}

function valuesOf(
  histogram: Uint32Array,
  count: number,
  { slope, intercept }: Volume['valueScale'],
): SegmentMeasures['valueHu'] {
  let [sum, squares, seen, median, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
  for (let bin = 0; bin < histogram.length; bin++) {
    const here = histogram[bin]!;
    if (here === 0) continue;
    const value = bin - 32768;
    sum += here * value;
    squares += here * value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (seen < (count + 1) / 2 && seen + here >= (count + 1) / 2) median = value;
    seen += here;
  }
  const mean = sum / count;
  const sd = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const real = (value: number) => rounded(slope * value + intercept);
  return { min: real(min), max: real(max), mean: real(mean), median: real(median), sd: rounded(Math.abs(slope) * sd) };
}
