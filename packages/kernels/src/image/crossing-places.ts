import type { Volume } from '@specola/space';

/**
 * Places where the values along lines of the grid cross a level, the same for the same volume: along i, j and k, so that
 * edges of every direction are met.
 *
 * @param level         as stored
 * @param linesPerSide  along each axis the square of so many lines are read, evenly spread
 * @param most          places; evenly taken from those that were met
 * @returns Float32, voxel indices i j k of each
 */
export function crossingPlaces(
  { values, dimensions }: Volume,
  level: number,
  { linesPerSide, most }: { readonly linesPerSide: number; readonly most: number },
): Float32Array {
  const strides = [1, dimensions[0], dimensions[0] * dimensions[1]] as const;
  const met: number[] = [];
  for (let axis = 0; axis < 3; axis++) {
    const [b, c] = [(axis + 1) % 3, (axis + 2) % 3] as [number, number];
    const stepB = Math.max(1, Math.floor(dimensions[b]! / linesPerSide));
    const stepC = Math.max(1, Math.floor(dimensions[c]! / linesPerSide));
    for (let y = stepB >> 1; y < dimensions[b]!; y += stepB)
      for (let z = stepC >> 1; z < dimensions[c]!; z += stepC) {
        let at = y * strides[b]! + z * strides[c]!;
        let before = values[at]!;
        for (let x = 1; x < dimensions[axis]!; x++) {
          at += strides[axis]!;
          const here = values[at]!;
          if (before < level !== here < level) {
            const place = [0, 0, 0];
            place[axis] = x - 1 + (level - before) / (here - before);
            place[b] = y;
            place[c] = z;
            met.push(...place);
          }
          before = here;
        }
      }
  }
  const count = met.length / 3;
  const kept = Math.min(most, count);
  return Float32Array.from(
    { length: 3 * kept },
    (_, n) => met[3 * Math.floor((Math.floor(n / 3) * count) / kept) + (n % 3)]!,
  );
}
