import type { BitMask, Triple } from '@specola/space';

/** A plane in which much of a segment ends at once. */
export interface FlatFace {
  readonly axis: 0 | 1 | 2;
  /** The last plane that holds voxels. */
  readonly plane: number;
  /** 1: it ends towards higher indices. */
  readonly towards: 1 | -1;
  readonly faceMm2: number;
  /** Of the largest cut across this axis. */
  readonly share: number;
  readonly atBorder: boolean;
}

/** A rounded end of a ball is flat by 4(n − 1)/n² of its largest cut when it has n planes; twice that is no rounding. */
const MORE_THAN_A_BALL = 2;
const LEAST_SHARE = 0.4;
/** Smaller faces are rounding on voxels. */
const LEAST_MM2 = 25;

/**
 * Looks for planes along i, j or k in which a segment breaks off. Where it has too few planes to tell a cut from a
 * rounded end, nothing is found.
 *
 * @param spacingMm  along i, j, k
 */
export function flatFaces(mask: BitMask, spacingMm: Triple): FlatFace[] {
  const found: FlatFace[] = [];
  const counts = countPlanes(mask);
  for (const axis of [0, 1, 2] as const) {
    const { area, up, down } = counts[axis];
    const held = area.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    const largest = area.reduce((most, count) => Math.max(most, count), 0);
    const ball = (4 * (held - 1)) / held ** 2;
    const needed = Math.max(LEAST_SHARE, MORE_THAN_A_BALL * ball);
    const voxelMm2 = (spacingMm[0] * spacingMm[1] * spacingMm[2]) / spacingMm[axis];
    for (const [towards, faces] of [
      [1, up],
      [-1, down],
    ] as const)
      for (const [plane, count] of faces.entries()) {
        const share = count / largest;
        if (count === 0 || share < needed || count * voxelMm2 < LEAST_MM2) continue;
        const atBorder = plane === (towards === 1 ? area.length - 1 : 0);
        found.push({ axis, plane, towards, faceMm2: count * voxelMm2, share, atBorder });
      }
  }
  return found;
}

interface PlaneCounts {
  /** Voxels of each plane. */
  readonly area: Float64Array;
  /** Of these, how many have none behind them, towards higher and towards lower indices. */
  readonly up: Float64Array;
  readonly down: Float64Array;
}

function countPlanes({ dimensions, wordsPerRow, words }: BitMask): readonly [PlaneCounts, PlaneCounts, PlaneCounts] {
  const [, ny, nz] = dimensions;
  const [alongI, alongJ, alongK] = dimensions.map((n) => ({
    area: new Float64Array(n),
    up: new Float64Array(n),
    down: new Float64Array(n),
  })) as [PlaneCounts, PlaneCounts, PlaneCounts];
  const bump = (counts: Float64Array, at: number, by: number) => {
    counts[at] = counts[at]! + by;
  };
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const row = (k * ny + j) * wordsPerRow;
      for (let w = 0; w < wordsPerRow; w++) {
        const word = words[row + w]!;
        if (word === 0) continue;
        const outside = (there: boolean, step: number) =>
          bitsOf(there ? word & ~words[row + w + step * wordsPerRow]! : word);
        const all = bitsOf(word);
        bump(alongJ.area, j, all);
        bump(alongK.area, k, all);
        bump(alongJ.up, j, outside(j + 1 < ny, 1));
        bump(alongJ.down, j, outside(j > 0, -1));
        bump(alongK.up, k, outside(k + 1 < nz, ny));
        bump(alongK.down, k, outside(k > 0, -ny));
        const after = (word >>> 1) | (w + 1 < wordsPerRow ? words[row + w + 1]! << 31 : 0);
        const before = (word << 1) | (w > 0 ? words[row + w - 1]! >>> 31 : 0);
        eachBit(word, 32 * w, (i) => bump(alongI.area, i, 1));
        eachBit(word & ~after, 32 * w, (i) => bump(alongI.up, i, 1));
        eachBit(word & ~before, 32 * w, (i) => bump(alongI.down, i, 1));
      }
    }
  return [alongI, alongJ, alongK];
}

function eachBit(word: number, base: number, visit: (i: number) => void): void {
  for (let left = word; left !== 0; left &= left - 1) visit(base + 31 - Math.clz32(left & -left));
}

/** Source: Hacker's Delight, 5-1. */
function bitsOf(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
