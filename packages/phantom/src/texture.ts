/**
 * A material that varies in space: HU around a mean, with lobes of about `grainMm`. Value noise on a lattice, smoothed
 * across its cells; integer hashes only, so the same everywhere.
 *
 * @param depthHu  largest departure from the mean
 */
export function textured(
  meanHu: number,
  { depthHu, grainMm, seed }: { depthHu: number; grainMm: number; seed: number },
): (x: number, y: number, z: number) => number {
  const per = 1 / grainMm;
  return (x, y, z) => {
    const i = Math.floor(x * per);
    const j = Math.floor(y * per);
    const k = Math.floor(z * per);
    const u = eased(x * per - i);
    const v = eased(y * per - j);
    const w = eased(z * per - k);
    const near =
      (1 - v) * ((1 - u) * lattice(i, j, k, seed) + u * lattice(i + 1, j, k, seed)) +
      v * ((1 - u) * lattice(i, j + 1, k, seed) + u * lattice(i + 1, j + 1, k, seed));
    const far =
      (1 - v) * ((1 - u) * lattice(i, j, k + 1, seed) + u * lattice(i + 1, j, k + 1, seed)) +
      v * ((1 - u) * lattice(i, j + 1, k + 1, seed) + u * lattice(i + 1, j + 1, k + 1, seed));
    return meanHu + depthHu * ((1 - w) * near + w * far);
  };
}

const eased = (t: number): number => t * t * (3 - 2 * t);

/** From −1 to 1. Mixing: the finalizer of MurmurHash3 (A. Appleby). */
function lattice(i: number, j: number, k: number, seed: number): number {
  let h = Math.imul(i, 0x8da6b343) ^ Math.imul(j, 0xd8163841) ^ Math.imul(k, 0xcb1ab31f) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 0x7fffffff - 1;
}
