import { BrokenPromiseError, spacingMmOf, type Volume, voxelCountOf } from '@specola/space';
import { blurSlice, gaussianWeights } from './blur.ts';
import { grainNoise } from './noise.ts';
import { scenePainter } from './paint.ts';
import type { Scanner } from './scanner.ts';
import type { Scene } from './scene.ts';

/** Slices painted at once: a block of the painter's first cut. */
const SLAB = 16;
/** What a CT stores in twelve bits. */
const LOWEST_HU = -1024;
const HIGHEST_HU = 3071;

/**
 * Images a scene as a scanner does: averaged over each voxel, blurred, with grainy noise, rounded to whole HU.
 *
 * @param lend  gives the Int16 array for the values; lend one from shared memory where kernels will read it
 */
export function imageScene(scene: Scene, scanner: Scanner, lend: (length: number) => Int16Array): Volume {
  const work = imageSlabs(scene, scanner, lend);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, slab by slab: yields the fraction done, so that the caller may report it or stop. */
export function* imageSlabs(
  scene: Scene,
  scanner: Scanner,
  lend: (length: number) => Int16Array,
): Generator<number, Volume> {
  const [nx, ny, nz] = scanner.dimensions;
  const spacing = spacingMmOf(scanner.ijkToLps);
  const alongI = gaussianWeights(scanner.pointSpreadMm.inPlane / spacing[0]);
  const alongJ = gaussianWeights(scanner.pointSpreadMm.inPlane / spacing[1]);
  const alongK = gaussianWeights(scanner.pointSpreadMm.throughPlane / spacing[2]);
  const [mi, mj, mk] = [alongI, alongJ, alongK].map((w) => (w.length - 1) / 2) as [number, number, number];
  const values = lend(voxelCountOf(scanner.dimensions));
  if (values.length !== voxelCountOf(scanner.dimensions))
    throw new BrokenPromiseError('The array lent for a phantom has another length than its grid.');

  const wide = nx + 2 * mi;
  const high = ny + 2 * mj;
  const slab = new Float32Array(wide * high * SLAB);
  const paint = scenePainter(scene, scanner, { mi, mj, mk });
  const noise = grainNoise(scanner, spacing);
  // The last 2·mk+1 slices, blurred in the plane; slice k stands at k modulo their number.
  const ring = Array.from({ length: 2 * mk + 1 }, () => new Float32Array(nx * ny));
  const scratch = new Float32Array(nx * high);
  for (let from = 0; from < nz + 2 * mk; from += SLAB) {
    const to = Math.min(from + SLAB, nz + 2 * mk);
    paint(slab, from, to);
    for (let k = from; k < to; k++) {
      const slice = slab.subarray((k - from) * wide * high, (k - from + 1) * wide * high);
      blurSlice(slice, { wide, high }, { alongI, alongJ }, scratch, ring[k % ring.length]!);
      if (k >= 2 * mk) writeSlice(k - 2 * mk);
    }
    yield to / (nz + 2 * mk);
  }
  return {
    dimensions: scanner.dimensions,
    values,
    valueScale: { slope: 1, intercept: 0, unit: 'HU' },
    ijkToLps: scanner.ijkToLps,
    modality: 'CT',
  };

  function writeSlice(k: number): void {
    const sum = scratch.fill(0, 0, nx * ny);
    for (let t = 0; t < ring.length; t++) {
      const weight = alongK[t]!;
      const slice = ring[(k + t) % ring.length]!;
      for (let v = 0; v < nx * ny; v++) sum[v] = sum[v]! + weight * slice[v]!;
    }
    noise.addSlice(sum, k);
    const at = k * nx * ny;
    for (let v = 0; v < nx * ny; v++)
      values[at + v] = Math.max(LOWEST_HU, Math.min(HIGHEST_HU, Math.floor(sum[v]! + 0.5)));
  }
}
