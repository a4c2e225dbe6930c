import { type Seen, SUPERSAMPLES } from './rasterize-mesh.ts';

/** Sixteen directions around a circle, each x and y: cosines of multiples of 22.5° spelled out, so that they are the same on every machine. */
const C = 0.9238795325112867;
const S = 0.3826834323650898;
const H = Math.SQRT1_2;
const CIRCLE = [
  1,
  0,
  C,
  S,
  H,
  H,
  S,
  C,
  0,
  1,
  -S,
  C,
  -H,
  H,
  -C,
  S,
  -1,
  0,
  -C,
  -S,
  -H,
  -H,
  -S,
  -C,
  0,
  -1,
  S,
  -C,
  H,
  -H,
  C,
  -S,
];

/** How far around a point its neighbors are looked at: fine creases and deep hollows, in mm. */
const RINGS_MM = [0.7, 1.6, 3.5, 8, 16];
/** Pixels of a 4 × 4 tile each look in their own directions and lengths; the blur after it joins what they saw. */
const TILE = 4;
const DIRECTIONS = 8;

/**
 * How much of the sky each pixel sees, from 0 (deep in a hollow) to 1 (open): neighbors that stand higher than the
 * pixel's own tangent plane take light away. Screen-space ambient occlusion after Shanmugam and Arikan (2007).
 *
 * @param normals  per pixel, in the camera's frame, three numbers each; 0 0 0 where nothing is seen
 */
export function ambientLight(
  seen: Seen,
  normals: Float32Array,
  width: number,
  height: number,
  pxPerMm: number,
): Float32Array {
  const heights = pixelHeights(seen, width, height);
  const rough = new Float32Array(width * height).fill(1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (heights[at] === Number.NEGATIVE_INFINITY) continue;
      const place = (x & (TILE - 1)) + TILE * (y & (TILE - 1));
      const turn = (place * 7) & 15;
      const stretch = 0.75 + 0.5 * (((place * 5) & 15) / 16);
      const [nx, ny, nz] = [normals[3 * at]!, normals[3 * at + 1]!, normals[3 * at + 2]!];
      let taken = 0;
      for (let ring = 0; ring < RINGS_MM.length; ring++) {
        const reachMm = RINGS_MM[ring]! * stretch;
        const reachPx = reachMm * pxPerMm;
        if (reachPx < 0.8) continue;
        let ringTaken = 0;
        for (let d = 0; d < DIRECTIONS; d++) {
          const way = 2 * ((2 * d + turn + ring) & 15);
          const qx = Math.round(x + CIRCLE[way]! * reachPx);
          const qy = Math.round(y + CIRCLE[way + 1]! * reachPx);
          if (qx < 0 || qy < 0 || qx >= width || qy >= height) continue;
          const other = heights[qy * width + qx]!;
          if (other === Number.NEGATIVE_INFINITY) continue;
          const vx = (qx - x) / pxPerMm;
          const vy = (y - qy) / pxPerMm;
          const vz = other - heights[at]!;
          const squared = vx * vx + vy * vy + vz * vz;
          const rise = (vx * nx + vy * ny + vz * nz) / Math.sqrt(squared + 1e-6);
          // What stands far in front of the pixel is another part of the body, not the wall of this hollow.
          const near = 1 / (1 + squared / (9 * reachMm * reachMm));
          if (rise > 0.08) ringTaken += (rise - 0.08) * near;
        }
        taken += ringTaken / DIRECTIONS;
      }
      const open = 1 - Math.min(1, 0.78 * taken);
      rough[at] = open;
    }
  return blurred(rough, heights, width, height);
}

/** The foremost of each pixel's samples. */
function pixelHeights({ columns, heightMm }: Seen, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = SUPERSAMPLES * (y * columns + x);
      out[y * width + x] = Math.max(
        heightMm[at]!,
        heightMm[at + 1]!,
        heightMm[at + columns]!,
        heightMm[at + columns + 1]!,
      );
    }
  return out;
}

/** Mean over one tile, along rows and then columns, of the pixels that lie about as high. */
function blurred(light: Float32Array, heights: Float32Array, width: number, height: number): Float32Array {
  const pass = (from: Float32Array, step: number, length: number, at: (x: number, y: number) => number) => {
    const to = new Float32Array(from.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const here = y * width + x;
        const own = heights[here]!;
        const place = at(x, y);
        let sum = 0;
        let count = 0;
        for (let d = -TILE / 2; d <= TILE / 2; d++) {
          if (place + d < 0 || place + d >= length) continue;
          const there = here + d * step;
          if (!(Math.abs(heights[there]! - own) < 1.5)) continue;
          const weight = Math.abs(d) === TILE / 2 ? 0.5 : 1;
          sum += weight * from[there]!;
          count += weight;
        }
        to[here] = count > 0 ? sum / count : from[here]!;
      }
    return to;
  };
  return pass(
    pass(light, 1, width, (x) => x),
    width,
    height,
    (_, y) => y,
  );
}
