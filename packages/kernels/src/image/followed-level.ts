import { type BitMask, LengthMismatchError, type Volume, voxelCountOf } from '@specola/space';

/** The grey value that parts the inside of a mask from its outside best. */
export interface FollowedLevel {
  /** Halfway between two stored values, in the unit of the volume. */
  readonly level: number;
  readonly brighterInside: boolean;
  /** Share of the pairs of an inside and an outside voxel, face to face, that it parts: 1 for a mask made by a threshold. */
  readonly share: number;
  /** Pairs that were looked at: those at the rim of the grid have no outside. */
  readonly pairs: number;
}

/** Int16 has so many values. */
const VALUES = 65536;
const LOWEST = -32768;

/**
 * Looks whether a mask follows an edge of the image: at every face between a voxel inside and one outside it asks which
 * levels lie between their two values, and takes the level that most faces agree on.
 *
 * @throws LengthMismatchError when values and mask are not of one grid
 */
export function followedLevel(mask: BitMask, { values, dimensions, valueScale }: Volume): FollowedLevel {
  if (values.length !== voxelCountOf(dimensions) || mask.dimensions.some((n, axis) => n !== dimensions[axis]))
    throw new LengthMismatchError('mask', voxelCountOf(dimensions), voxelCountOf(mask.dimensions));
  const brighter = new Int32Array(VALUES + 1);
  const darker = new Int32Array(VALUES + 1);
  let pairs = 0;
  const note = (inside: number, outside: number): void => {
    pairs++;
    if (inside > outside) {
      brighter[outside + 1 - LOWEST]!++;
      brighter[inside + 1 - LOWEST]!--;
    } else if (inside < outside) {
      darker[inside + 1 - LOWEST]!++;
      darker[outside + 1 - LOWEST]!--;
    }
  };
  eachFace(mask, (v, step) => note(values[v]!, values[v + step]!));
  const [bright, dark] = [mostAgreed(brighter), mostAgreed(darker)];
  const brighterInside = bright.count >= dark.count;
  const { at, count } = brighterInside ? bright : dark;
  return {
    level: valueScale.slope * (at + LOWEST - 0.5) + valueScale.intercept,
    brighterInside,
    share: pairs === 0 ? 0 : count / pairs,
    pairs,
  };
}

/** Where the running sum is largest; in the middle, where it stays so for a while. */
function mostAgreed(steps: Int32Array): { at: number; count: number } {
  let [count, from, to, sum] = [0, 0, 0, 0];
  let open = false;
  for (let at = 0; at < steps.length; at++) {
    sum += steps[at]!;
    if (sum > count) [count, from, to, open] = [sum, at, at, true];
    else if (open && sum === count) to = at;
    else open = false;
  }
  return { at: (from + to + 1) >> 1, count };
}

/** Calls with a voxel inside and the step to its neighbor outside, in the order of the voxels. */
function eachFace(
  { dimensions: [nx, ny, nz], wordsPerRow, words }: BitMask,
  face: (voxel: number, step: number) => void,
): void {
  const told = (bits: number, from: number, step: number): void => {
    for (let left = bits; left !== 0; left &= left - 1) face(from + 31 - Math.clz32(left & -left), step);
  };
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const row = (k * ny + j) * wordsPerRow;
      for (let w = 0; 32 * w < nx; w++) {
        const word = words[row + w]!;
        if (word === 0) continue;
        const from = nx * (k * ny + j) + 32 * w;
        const next = 32 * (w + 1) < nx ? words[row + w + 1]! : 0;
        const last = w > 0 ? words[row + w - 1]! : 0;
        const there = nx - 32 * w >= 32 ? -1 : (1 << (nx - 32 * w)) - 1;
        const hasNext = 32 * (w + 1) < nx ? there : there >>> 1;
        told(word & ~((word >>> 1) | (next << 31)) & hasNext, from, 1);
        told(word & ~((word << 1) | (last >>> 31)) & (w > 0 ? -1 : ~1), from, -1);
        if (j + 1 < ny) told(word & ~words[row + w + wordsPerRow]!, from, nx);
        if (j > 0) told(word & ~words[row + w - wordsPerRow]!, from, -nx);
        if (k + 1 < nz) told(word & ~words[row + w + wordsPerRow * ny]!, from, nx * ny);
        if (k > 0) told(word & ~words[row + w - wordsPerRow * ny]!, from, -nx * ny);
      }
    }
}
