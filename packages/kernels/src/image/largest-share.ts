import type { Dimensions } from '@specola/space';

/** Places looked at along each side of a coarse voxel: with more the answer changes in the third digit of the share. */
const MOST_PLACES = 6;

/**
 * Tells for a voxel of another grid the label that fills most of it (0 counts as one). Where two fill as much, as is common
 * halfway between slices, the label nearest to its center decides, so that nothing shrinks.
 * A voxel smaller than the source's takes the labels around its center by trilinear weights; a larger one is looked at
 * in several places.
 *
 * @param values    labels of the source, i fastest; outside of its grid there is 0
 * @param toSource  twelve numbers: voxel of the other grid to voxel of the source
 */
export function largestShare(
  values: Int16Array | Uint8Array,
  [nx, ny, nz]: Dimensions,
  toSource: readonly number[],
): (x: number, y: number, z: number) => number {
  const m = toSource;
  const offsets = placesWithin(m);
  const places = offsets.length / 3;
  const labels = new Int32Array(8 * places);
  const weights = new Float64Array(8 * places);
  const at = (i: number, j: number, k: number): number =>
    i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz ? 0 : Math.max(0, values[i + nx * (j + ny * k)]!);
  return (x, y, z) => {
    let held = 0;
    for (let p = 0; p < offsets.length; p += 3) {
      const [px, py, pz] = [x + offsets[p]!, y + offsets[p + 1]!, z + offsets[p + 2]!];
      const i = m[0]! * px + m[1]! * py + m[2]! * pz + m[3]!;
      const j = m[4]! * px + m[5]! * py + m[6]! * pz + m[7]!;
      const k = m[8]! * px + m[9]! * py + m[10]! * pz + m[11]!;
      const [i0, j0, k0] = [Math.floor(i), Math.floor(j), Math.floor(k)];
      for (let corner = 0; corner < 8; corner++) {
        const [di, dj, dk] = [corner & 1, (corner >> 1) & 1, corner >> 2];
        const weight = (di ? i - i0 : 1 - i + i0) * (dj ? j - j0 : 1 - j + j0) * (dk ? k - k0 : 1 - k + k0);
        if (weight <= 0) continue;
        const label = at(i0 + di, j0 + dj, k0 + dk);
        let n = 0;
        while (n < held && labels[n] !== label) n++;
        if (n === held) {
          labels[held] = label;
          weights[held++] = 0;
        }
        weights[n] = weights[n]! + weight;
      }
    }
    let best = 0;
    for (let n = 1; n < held; n++) if (weights[n]! > weights[best]!) best = n;
    const nearest = at(
      Math.round(m[0]! * x + m[1]! * y + m[2]! * z + m[3]!),
      Math.round(m[4]! * x + m[5]! * y + m[6]! * z + m[7]!),
      Math.round(m[8]! * x + m[9]! * y + m[10]! * z + m[11]!),
    );
    // Sums of the same weights in another order differ in the last digit: such shares are equal.
    for (let n = 0; n < held; n++)
      if (labels[n] === nearest && weights[best]! - weights[n]! < 1e-9 * places) return nearest;
    return held === 0 ? 0 : labels[best]!;
  };
}

/** Offsets within a voxel, three numbers each, as many along each side as it is long in voxels of the source. */
function placesWithin(m: readonly number[]): Float64Array {
  const [ni, nj, nk] = [0, 1, 2].map((c) => {
    const length = Math.sqrt(m[c]! ** 2 + m[4 + c]! ** 2 + m[8 + c]! ** 2);
    return Math.min(MOST_PLACES, Math.max(1, Math.ceil(length - 0.01)));
  }) as [number, number, number];
  const places: number[] = [];
  for (let k = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++) places.push((i + 0.5) / ni - 0.5, (j + 0.5) / nj - 0.5, (k + 0.5) / nk - 0.5);
  return Float64Array.from(places);
}
