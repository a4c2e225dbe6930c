import type { Rgb } from './picture.ts';

/** From inside the truth (blue) over none (near white) to outside (red); told apart also by those who see no red or green. */
export const DEVIATION_STOPS: readonly Rgb[] = [
  [24, 70, 150],
  [84, 150, 205],
  [190, 215, 230],
  [244, 240, 230],
  [247, 200, 160],
  [226, 120, 80],
  [165, 25, 40],
];

/** From well known (near white) to hardly (dark red), and the colors of places that have no number: gone or merged, and no edge of the image. */
export const DOUBT_STOPS: readonly Rgb[] = [
  [250, 246, 232],
  [254, 227, 178],
  [253, 196, 120],
  [246, 153, 77],
  [226, 103, 48],
  [181, 53, 32],
  [110, 18, 28],
];
export const NO_NUMBER_COLORS: { readonly ended: Rgb; readonly noEdge: Rgb } = {
  ended: [96, 78, 168],
  noEdge: [150, 154, 160],
};

/** The color of a signed distance; at ±limit and beyond it is the darkest. */
export const deviationColor = (distanceMm: number, limitMm: number): Rgb =>
  colorOnScale(DEVIATION_STOPS, (distanceMm / limitMm + 1) / 2);

/** The color at a share of the way along evenly spaced stops; beyond the ends it is that of the end. */
export function colorOnScale(stops: readonly Rgb[], share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const at = Math.min(stops.length - 2, Math.floor(place));
  const [low, high] = [stops[at]!, stops[at + 1]!];
  const between = (c: 0 | 1 | 2): number => Math.round(low[c] + (place - at) * (high[c] - low[c]));
  return [between(0), between(1), between(2)];
}

/** From thin (dark red) to thick (near white), for walls. */
export const WALL_STOPS: readonly Rgb[] = [
  [110, 18, 28],
  [181, 53, 32],
  [226, 103, 48],
  [246, 153, 77],
  [253, 196, 120],
  [254, 227, 178],
  [238, 236, 228],
];

/** Colors of all vertices for the wall under each, three bytes a vertex; at `thickMm` and beyond it is the lightest. */
export function wallColors(thicknessMm: Float32Array, thickMm: number): Uint8Array {
  const colors = new Uint8Array(3 * thicknessMm.length);
  for (let v = 0; v < thicknessMm.length; v++) colors.set(colorOnScale(WALL_STOPS, thicknessMm[v]! / thickMm), 3 * v);
  return colors;
}

/** Colors of all vertices for a signed distance each, three bytes a vertex; a distance that is no number is grey. */
export function deviationColors(deviationMm: Float32Array, limitMm: number): Uint8Array {
  const colors = new Uint8Array(3 * deviationMm.length);
  for (let v = 0; v < deviationMm.length; v++) {
    const distance = deviationMm[v]!;
    colors.set(Number.isFinite(distance) ? deviationColor(distance, limitMm) : [150, 150, 150], 3 * v);
  }
  return colors;
}
