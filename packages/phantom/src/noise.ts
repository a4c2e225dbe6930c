import type { Triple } from '@specola/space';
import { blurSlice, gaussianWeights } from './blur.ts';
import type { Scanner } from './scanner.ts';

/** Neighbouring slices share part of their noise (overlapping reconstruction), by these weights. */
const THROUGH_PLANE = [0.25, 0.5, 0.25];

/**
 * Seeded noise with grain. Each slice has its own stream, so a slice is the same whatever was made before it.
 */
export function grainNoise(
  { dimensions, noiseHu, noiseGrainMm, seed }: Scanner,
  spacing: Triple,
): { addSlice(sumHu: Float32Array, k: number): void } {
  if (noiseHu === 0) return { addSlice: () => undefined };
  const [nx, ny] = dimensions;
  const alongI = gaussianWeights(noiseGrainMm / spacing[0]);
  const alongJ = gaussianWeights(noiseGrainMm / spacing[1]);
  const wide = nx + alongI.length - 1;
  const high = ny + alongJ.length - 1;
  const power = (weights: Iterable<number>): number => [...weights].reduce((sum, w) => sum + w * w, 0);
  const scale = noiseHu / Math.sqrt(power(alongI) * power(alongJ) * power(THROUGH_PLANE));
  const white = new Float32Array(wide * high);
  const scratch = new Float32Array(nx * high);
  const ring = THROUGH_PLANE.map(() => new Float32Array(nx * ny));
  const made = [-1, -1, -1];

  return {
    addSlice(sumHu, k) {
      for (let t = 0; t < 3; t++) {
        const source = k + t;
        if (made[source % 3] !== source) {
          fillWhite(white, seed, source);
          blurSlice(white, { wide, high }, { alongI, alongJ }, scratch, ring[source % 3]!);
          made[source % 3] = source;
        }
        const weight = scale * THROUGH_PLANE[t]!;
        const slice = ring[source % 3]!;
        for (let v = 0; v < nx * ny; v++) sumHu[v] = sumHu[v]! + weight * slice[v]!;
      }
    },
  };
}

/**
 * Independent values of mean 0 and variance 1: the sum of four 16-bit uniforms, nearly normal, and normal once grain has
 * mixed neighbours. Generator: sfc32 (C. Doty-Humphrey, PractRand).
 */
function fillWhite(out: Float32Array, seed: number, stream: number): void {
  let a = seed | 0;
  let b = Math.imul(stream + 1, 0x9e3779b1);
  let c = 0x2545f491;
  let count = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t;
  };
  for (let n = 0; n < 16; n++) next();
  const unit = 1 / Math.sqrt((4 * (65536 * 65536 - 1)) / 12);
  for (let v = 0; v < out.length; v++) {
    const p = next();
    const q = next();
    out[v] = ((p & 0xffff) + (p >>> 16) + (q & 0xffff) + (q >>> 16) - 2 * 65535) * unit;
  }
}
