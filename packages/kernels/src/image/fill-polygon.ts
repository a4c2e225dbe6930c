/**
 * Sets the pixels whose centers lie inside a closed polygon, by counting the edges to their left (even-odd): a channel of
 * no width that joins a hole to the rim (a keyhole) leaves the hole empty. A center exactly on an edge belongs to the
 * pixel row or column that the edge comes before, so that polygons side by side share no pixel and leave none out.
 *
 * @param x, y  corners in pixels; (0, 0) is the center of the first pixel
 * @param out   width · height, 1 where inside; lend one filled with 0
 * @returns how many pixels were set
 */
export function fillPolygon(
  x: Float64Array,
  y: Float64Array,
  { width, height, out }: { width: number; height: number; out: Uint8Array },
): number {
  const corners = x.length;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let n = 0; n < corners; n++) {
    lowest = Math.min(lowest, y[n]!);
    highest = Math.max(highest, y[n]!);
  }
  let count = 0;
  const crossings: number[] = [];
  for (let row = Math.max(0, Math.ceil(lowest)); row <= Math.min(height - 1, Math.floor(highest)); row++) {
    crossings.length = 0;
    for (let n = 0, before = corners - 1; n < corners; before = n++) {
      const up = y[before]! < y[n]!;
      // From its lower end, whichever way it runs: two polygons that share the edge cross it at the same number.
      const [low, high] = up ? [before, n] : [n, before];
      // Half open: a corner on the row is counted with the edge above it only.
      if (!(y[low]! <= row && row < y[high]!)) continue;
      const share = (row - y[low]!) / (y[high]! - y[low]!);
      crossings.push(x[low]! + share * (x[high]! - x[low]!));
    }
    crossings.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil(crossings[pair]!));
      // Up to, and not with, a center that lies on the right edge.
      const to = Math.min(width - 1, Math.ceil(crossings[pair + 1]!) - 1);
      for (let column = from; column <= to; column++) {
        out[row * width + column] = 1;
        count++;
      }
    }
  }
  return count;
}
