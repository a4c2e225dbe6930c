import { type BrickBuilder, brickBuilder } from '@specola/kernels';
import type { ModelManifest } from '@specola/record';
import type { BrickMask, Dimensions } from '@specola/space';
import { gridSize, type ModelGrid, placesOnModel } from './model-grid.ts';

/** Turns planes of probabilities on the model's grid into segments on the scan's. */
export interface ScanLabels {
  take(at: number, probabilities: Float32Array): void;
  /** One mask for each segment of the manifest, in its order. */
  finish(): BrickMask[];
}

/**
 * Probabilities are interpolated linearly, then decided on the scan's own voxels: nearest labels would make the steps
 * of a coarse model into steps of the bone. Two planes of the model are held at a time.
 */
export function scanLabels(dimensions: Dimensions, grid: ModelGrid, output: ModelManifest['output']): ScanLabels {
  const { channels, segments } = output;
  const [count0, count1, count2] = gridSize(grid);
  const [places0, places1, places2] = [placesOnModel(grid[0]), placesOnModel(grid[1]), placesOnModel(grid[2])];
  const [scan0, scan1, scan2] = [
    dimensions[grid[0].scanAxis],
    dimensions[grid[1].scanAxis],
    dimensions[grid[2].scanAxis],
  ];
  const builders = segments.map(() => brickBuilder(dimensions));
  const plane = count1 * count2;
  // Scan planes in the order in which their upper neighbor comes.
  const waiting = Array.from({ length: scan0 }, (_, a) => a).sort(
    (a, b) => places0.lower[a]! - places0.lower[b]! || a - b,
  );
  const mixed = new Float32Array(channels * plane);
  const line = new Float32Array(channels * count2);
  const before = new Float32Array(channels * plane);
  const place: [number, number, number] = [0, 0, 0];
  const mark = marker(output, builders);
  let next = 0;

  const decidePlane = (a: number, upper: Float32Array): void => {
    const share0 = places0.share[a]!;
    for (let n = 0; n < mixed.length; n++) mixed[n] = before[n]! + share0 * (upper[n]! - before[n]!);
    place[grid[0].scanAxis] = a;
    for (let b = 0; b < scan1; b++) {
      const low = places1.lower[b]! * count2;
      const up = count1 > 1 ? count2 : 0;
      const share1 = places1.share[b]!;
      for (let channel = 0; channel < channels; channel++)
        for (let c = 0; c < count2; c++) {
          const at = channel * plane + low + c;
          line[channel * count2 + c] = mixed[at]! + share1 * (mixed[at + up]! - mixed[at]!);
        }
      place[grid[1].scanAxis] = b;
      for (let c = 0; c < scan2; c++) {
        place[grid[2].scanAxis] = c;
        mark(line, count2, places2.lower[c]!, count2 > 1 ? 1 : 0, places2.share[c]!, place);
      }
    }
  };
  return {
    take(at, probabilities) {
      // With one plane only, it is its own upper neighbor.
      if (count0 === 1) before.set(probabilities);
      if (at > 0 || count0 === 1)
        while (next < waiting.length && (count0 === 1 || places0.lower[waiting[next]!]! === at - 1))
          decidePlane(waiting[next++]!, probabilities);
      before.set(probabilities);
    },
    finish: () => builders.map((builder) => builder.finish()),
  };
}

type Mark = (
  line: Float32Array,
  perChannel: number,
  lower: number,
  up: number,
  share: number,
  place: readonly [number, number, number],
) => void;

/** Gives a voxel to its segment or segments; of equal probabilities the lower channel has it. */
function marker({ channels, decide, segments }: ModelManifest['output'], builders: readonly BrickBuilder[]): Mark {
  const segmentOf = new Int32Array(channels).fill(-1);
  for (const [n, { channel }] of segments.entries()) segmentOf[channel] = n;
  if (decide.by === 'largest')
    return (line, perChannel, lower, up, share, [i, j, k]) => {
      let best = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let channel = 0, at = lower; channel < channels; channel++, at += perChannel) {
        const value = line[at]! + share * (line[at + up]! - line[at]!);
        if (value > most) {
          most = value;
          best = channel;
        }
      }
      const segment = segmentOf[best]!;
      if (segment >= 0) builders[segment]!.set(i, j, k);
    };
  return (line, perChannel, lower, up, share, [i, j, k]) => {
    for (const [n, { channel }] of segments.entries()) {
      const at = channel * perChannel + lower;
      if (line[at]! + share * (line[at + up]! - line[at]!) >= decide.at) builders[n]!.set(i, j, k);
    }
  };
}
