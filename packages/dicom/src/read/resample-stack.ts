import type { Dimensions } from '@specola/space';
import type { GridPlan } from './grid-plan.ts';

export interface SliceSize {
  readonly rows: number;
  readonly columns: number;
}

/** The size of the grid: that of an image, and room for the images moved sideways. */
export const gridDimensionsOf = ({ dimensions: [i, j, k] }: GridPlan, { rows, columns }: SliceSize): Dimensions => [
  columns + i,
  rows + j,
  k,
];

/**
 * Lays the slices of a stack on the regular grid of a plan. Pixels move within the slices' own planes by cubic
 * convolution (Keys 1981, a = −1/2: exact for parabolas, so edges neither move nor blur as they do with straight lines);
 * between slices the grey values run straight, since nothing is known of what lies there. Plain sums in one fixed order:
 * the same stack gives the same bytes everywhere.
 *
 * @param frames   Int16, rows · columns for each frame of the stack, in its order
 * @param outside  what stands where no pixel was scanned
 * @param out      Int16 of the grid's size, i fastest
 */
export function resampleStack(
  frames: Int16Array,
  plan: GridPlan,
  { rows, columns, outside }: SliceSize & { readonly outside: number },
  out: Int16Array,
): void {
  const [nx, ny] = gridDimensionsOf(plan, { rows, columns });
  const perSlice = nx * ny;
  const shelf = movedSlices(frames, plan, { rows, columns, outside });
  for (const [n, { below, above, share }] of plan.slices.entries()) {
    const lower = shelf(below);
    const upper = share > 0 ? shelf(above) : lower;
    const at = n * perSlice;
    for (let v = 0; v < perSlice; v++) {
      const value = lower[v]! + share * (upper[v]! - lower[v]!);
      out[at + v] = Math.max(-32768, Math.min(32767, Math.floor(value + 0.5)));
    }
  }
}

/** Frames moved onto the grid; the last two are kept, since neighbors in the grid mostly ask for the same ones. */
function movedSlices(
  frames: Int16Array,
  plan: GridPlan,
  size: SliceSize & { readonly outside: number },
): (k: number) => Float32Array {
  const [nx, ny] = gridDimensionsOf(plan, size);
  const { rows, columns, outside } = size;
  const kept: { k: number; moved: Float32Array }[] = [];
  const wide = new Float32Array(nx * rows);
  return (k) => {
    const known = kept.find((one) => one.k === k);
    if (known) return known.moved;
    const moved = kept.length < 2 ? new Float32Array(nx * ny) : kept.shift()!.moved;
    const { i, j } = plan.shiftsPx[k]!;
    const frame = frames.subarray(k * rows * columns, (k + 1) * rows * columns);
    const alongI = tapsFor(i, { count: columns, room: nx });
    for (let row = 0; row < rows; row++)
      for (let x = 0; x < nx; x++) wide[row * nx + x] = tapped(frame, alongI, x, row * columns, 1, outside);
    const alongJ = tapsFor(j, { count: rows, room: ny });
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) moved[y * nx + x] = tapped(wide, alongJ, y, x, nx, outside);
    kept.push({ k, moved });
    return moved;
  };
}

/** Four weights, the same for every pixel of a line, and for each pixel the four that it is made of (−1: none). */
interface Taps {
  readonly weights: readonly [number, number, number, number];
  readonly from: Int32Array;
}

/** Shifts that differ from a whole number of pixels by less are whole: the pixels stay what they are. */
const WHOLE_SHIFT = 1e-3;

function tapsFor(shiftPx: number, { count, room }: { count: number; room: number }): Taps {
  const whole = Math.round(shiftPx);
  const shift = Math.abs(shiftPx - whole) < WHOLE_SHIFT ? whole : shiftPx;
  const t = Math.ceil(shift) - shift;
  const from = new Int32Array(4 * room).fill(-1);
  for (let x = 0; x < room; x++) {
    const base = x - Math.ceil(shift);
    if (base + t <= -0.5 || base + t >= count - 0.5) continue;
    for (let tap = 0; tap < 4; tap++) from[4 * x + tap] = Math.max(0, Math.min(count - 1, base + tap - 1));
  }
  const weights = [
    t * (-0.5 + t * (1 - 0.5 * t)),
    1 + t * t * (-2.5 + 1.5 * t),
    t * (0.5 + t * (2 - 1.5 * t)),
    t * t * (-0.5 + 0.5 * t),
  ] as const;
  return { weights, from };
}

function tapped(
  line: Int16Array | Float32Array,
  { weights: [a, b, c, d], from }: Taps,
  x: number,
  start: number,
  stride: number,
  outside: number,
): number {
  const at = 4 * x;
  if (from[at]! < 0) return outside;
  return (
    a * line[start + stride * from[at]!]! +
    b * line[start + stride * from[at + 1]!]! +
    c * line[start + stride * from[at + 2]!]! +
    d * line[start + stride * from[at + 3]!]!
  );
}
