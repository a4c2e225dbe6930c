import type { measureSegments } from '@specola/commands';
import { bricksInUse, measuresOf, Scope, segmentShape } from '@specola/kernels';
import type { SegmentMeasures } from '@specola/record';
import {
  BRICK_SIDE,
  BRICK_WORDS,
  type BrickMask,
  brickOrigin,
  type SegmentState,
  type Triple,
  type Volume,
  wordsOfBrick,
} from '@specola/space';
import type { Run, Workbench } from '../../runner/values.ts';
import { segmentSurface } from '../edit/segment-surface.ts';

export const runMeasureSegments: Run<typeof measureSegments> = async ({ volume, segments: { now } }, _, bench) => {
  const table: SegmentMeasures[] = [];
  for (const [n, segment] of now.segments.entries()) {
    bench.pace.signal.throwIfAborted();
    table.push(await measuresOfSegment(segment, volume, bench));
    bench.pace.report((n + 1) / now.segments.length);
  }
  return { table };
};

async function measuresOfSegment(segment: SegmentState, volume: Volume, { crew }: Workbench): Promise<SegmentMeasures> {
  const shape = segmentShape(segment.voxels, volume.ijkToLps);
  if (!shape)
    return {
      segment: segment.id,
      voxels: 0,
      volumeMm3: 0,
      surface: null,
      centroidLpsMm: null,
      boxLpsMm: null,
      feret: null,
      principal: null,
      orientedBox: null,
      valueHu: null,
    };
  using scope = new Scope(crew.arena);
  const surface = measuresOf(await segmentSurface(segment, volume, { crew, scope }));
  const [most, middle, least] = shape.principal.variancesMm2;
  return {
    segment: segment.id,
    voxels: shape.voxels,
    volumeMm3: rounded(shape.volumeMm3),
    surface: {
      areaMm2: rounded(surface.areaMm2),
      volumeMm3: rounded(surface.volumeMm3),
      // That of a ball of the same volume over its own: 1 for a ball.
      roundness: rounded(Math.cbrt(36 * Math.PI * surface.volumeMm3 ** 2) / surface.areaMm2),
    },
    centroidLpsMm: point(shape.centroid),
    boxLpsMm: { min: point(shape.box.min), max: point(shape.box.max) },
    feret: {
      lengthMm: rounded(shape.feret.lengthMm),
      fromLpsMm: point(shape.feret.from),
      toLpsMm: point(shape.feret.to),
    },
    principal: {
      axesLps: shape.principal.axes.map((axis) => axis.map(fine)) as [Vector, Vector, Vector],
      variancesMm2: point(shape.principal.variancesMm2),
      elongation: middle > 0 ? rounded(Math.sqrt(most / middle)) : null,
      flatness: least > 0 ? rounded(Math.sqrt(middle / least)) : null,
    },
    orientedBox: { centerLpsMm: point(shape.orientedBox.center), sidesMm: point(shape.orientedBox.sidesMm) },
    valueHu: valuesOf(segment.voxels, shape.voxels, volume),
  };
}

type Vector = [number, number, number];
/** Lengths to a thousandth of a mm, volumes to a thousandth of a mm³. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const fine = (value: number): number => Math.round(value * 1e6) / 1e6;
const point = (list: Triple): Vector => list.map(rounded) as Vector;

function valuesOf(
  mask: BrickMask,
  count: number,
  { dimensions: [nx, ny], values, valueScale }: Volume,
): SegmentMeasures['valueHu'] {
  // 65,536 possible values: the histogram gives the median, and every sum exactly.
  const histogram = new Uint32Array(65536);
  for (const brick of bricksInUse(mask)) {
    const [bi, bj, bk] = brickOrigin(mask, brick);
    const words = wordsOfBrick(mask, brick);
    for (let row = 0; row < BRICK_WORDS; row++) {
      const start = bi + nx * (bj + (row % BRICK_SIDE) + ny * (bk + Math.floor(row / BRICK_SIDE)));
      for (let left = words[row]!; left !== 0; left &= left - 1)
        histogram[values[start + 31 - Math.clz32(left & -left)]! + 32768]!++;
    }
  }
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
  const { slope, intercept } = valueScale;
  const real = (value: number) => rounded(slope * value + intercept);
  return { min: real(min), max: real(max), mean: real(mean), median: real(median), sd: rounded(Math.abs(slope) * sd) };
}
