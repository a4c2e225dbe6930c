import type { BitMask } from '@specola/space';

/**
 * Picks voxels of a mask, evenly over its voxels in their order (i fastest, then j, k): the same mask gives the same.
 *
 * @param most  no more than this many
 * @returns Int32, three each: i, j, k
 */
export function sampleMask(mask: BitMask, voxels: number, { most }: { most: number }): Int32Array {
  const {
    dimensions: [, ny],
    wordsPerRow,
    words,
  } = mask;
  const stride = Math.max(1, Math.ceil(voxels / most));
  const places: number[] = [];
  let seen = 0;
  let next = Math.floor(stride / 2);
  for (let w = 0; w < words.length; w++) {
    let word = words[w]!;
    if (word === 0) continue;
    for (; word !== 0; word &= word - 1) {
      if (seen++ !== next) continue;
      next += stride;
      const row = Math.floor(w / wordsPerRow);
      places.push(32 * (w % wordsPerRow) + 31 - Math.clz32(word & -word), row % ny, Math.floor(row / ny));
    }
  }
  return Int32Array.from(places);
}
