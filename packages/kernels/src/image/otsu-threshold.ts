/**
 * The value that parts a histogram into two classes of the largest variance between them: the first value of the upper
 * class.
 *
 * @param values  Int16; `from` and `to` (both included) bound those that count
 * @returns null when fewer than two different values count
 * @source Otsu, IEEE Trans. Syst. Man Cybern. 9 (1979) 62
 */
export function otsuThreshold(
  values: Int16Array,
  { from = -32768, to = 32767 }: { from?: number; to?: number } = {},
): number | null {
  const histogram = new Float64Array(65536);
  for (const value of values) if (value >= from && value <= to) histogram[value + 32768]!++;
  let [count, sum] = [0, 0];
  for (let bin = 0; bin < histogram.length; bin++) {
    count += histogram[bin]!;
    sum += histogram[bin]! * (bin - 32768);
  }
  let [below, sumBelow, best, at] = [0, 0, 0, null as number | null];
  for (let bin = 0; bin < histogram.length; bin++) {
    const here = histogram[bin]!;
    if (below > 0 && below < count && here > 0) {
      const difference = sumBelow / below - (sum - sumBelow) / (count - below);
      const between = below * (count - below) * difference * difference;
      if (between > best) [best, at] = [between, bin - 32768];
    }
    below += here;
    sumBelow += here * (bin - 32768);
  }
  return at;
}
