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
export function deviationColor(distanceMm: number, limitMm: number): Rgb {
  const place = ((Math.min(1, Math.max(-1, distanceMm / limitMm)) + 1) / 2) * (DEVIATION_STOPS.length - 1);
  const at = Math.min(DEVIATION_STOPS.length - 2, Math.floor(place));
  const [low, high] = [DEVIATION_STOPS[at]!, DEVIATION_STOPS[at + 1]!];
  const share = place - at;
  return [0, 1, 2].map((c) => Math.round(low[c]! + share * (high[c]! - low[c]!))) as unknown as Rgb;
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
