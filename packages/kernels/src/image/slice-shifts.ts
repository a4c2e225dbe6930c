import { spacingMmOf, type Volume } from '@specola/space';

/** How far each slice lies beside where its neighbors lead one to expect it. */
export interface SliceShifts {
  /** One for each pair of neighbors k, k + 1: the jump in mm along i and j, less what is usual around it. */
  readonly jumpsMm: readonly { readonly i: number; readonly j: number; readonly lengthMm: number }[];
  /** The usual jump around each pair, mm: anatomy changes from slice to slice, and so does noise. */
  readonly usualMm: readonly number[];
  /** How much of the difference between the two slices the shift takes away: 1 all of it, 0 none. */
  readonly explained: readonly number[];
  /** Contrast of the one slice over that of the other, the larger below: a shift leaves it at 1, anatomy that ends does not. */
  readonly contrastKept: readonly number[];
}

/** Pixels are averaged to about this size: patients move by millimeters, and noise averages out. */
const COARSE_MM = 2;
/** Values beyond are cut: metal and air outside would outweigh what moved. */
const LOWEST = -1000;
const HIGHEST = 1000;
/** Pairs on each side that say what is usual. */
const AROUND = 6;
const ROUNDS = 4;
/** The rim is left out: what a shift pulls in there was not imaged. */
const RIM = 4;

/**
 * The shift within the plane that lays each slice best over the one before it, by least squares of grey values (Lucas and
 * Kanade 1981) on averaged slices. Anatomy that drifts shifts slices too, but evenly: what stands out of the median of
 * the six pairs on each side is a jump of the patient or the table.
 */
export function sliceShifts(volume: Volume): SliceShifts {
  const [nx, ny, nz] = volume.dimensions;
  const [si, sj] = spacingMmOf(volume.ijkToLps);
  const by = { i: Math.max(1, Math.round(COARSE_MM / si)), j: Math.max(1, Math.round(COARSE_MM / sj)) };
  const size = { wide: Math.floor(nx / by.i), high: Math.floor(ny / by.j) };
  if (size.wide < 4 * RIM || size.high < 4 * RIM || nz < 4)
    return { jumpsMm: [], usualMm: [], explained: [], contrastKept: [] };
  const shifts: [number, number][] = [];
  const explained: number[] = [];
  const contrastKept: number[] = [];
  let before = coarse(volume, 0, by, size);
  for (let k = 1; k < nz; k++) {
    const slice = coarse(volume, k, by, size);
    const [i, j] = shiftBetween(before, slice, size);
    shifts.push([i * si * by.i, j * sj * by.j]);
    explained.push(1 - differenceAt(before, slice, size, i, j) / differenceAt(before, slice, size, 0, 0));
    const [a, b] = [contrastOf(before), contrastOf(slice)];
    contrastKept.push(Math.min(a, b) / Math.max(a, b, 1));
    before = slice;
  }
  const around = (k: number) =>
    shifts.slice(Math.max(0, k - AROUND), k + AROUND + 1).filter((_, n) => n !== Math.min(k, AROUND));
  const jumpsMm = shifts.map(([i, j], k) => {
    const near = around(k);
    const [di, dj] = [i - median(near.map(([a]) => a)), j - median(near.map(([, b]) => b))];
    return { i: di, j: dj, lengthMm: Math.sqrt(di * di + dj * dj) };
  });
  const usualMm = jumpsMm.map((_, k) =>
    median(
      jumpsMm
        .slice(Math.max(0, k - AROUND), k + AROUND + 1)
        .filter((__, n) => n !== Math.min(k, AROUND))
        .map(({ lengthMm }) => lengthMm),
    ),
  );
  return { jumpsMm, usualMm, explained, contrastKept };
}

interface Size {
  readonly wide: number;
  readonly high: number;
}

/** A slice averaged over blocks and smoothed once (1 2 1). */
function coarse(
  { values, dimensions: [nx, ny] }: Volume,
  k: number,
  by: { i: number; j: number },
  { wide, high }: Size,
): Float32Array {
  const blocks = new Float32Array(wide * high);
  for (let j = 0; j < high * by.j; j++) {
    const row = nx * (j + ny * k);
    const to = wide * Math.floor(j / by.j);
    for (let i = 0, block = 0, inBlock = 0; block < wide; i++) {
      const value = values[row + i]!;
      blocks[to + block] = blocks[to + block]! + Math.max(LOWEST, Math.min(HIGHEST, value));
      if (++inBlock === by.i) {
        inBlock = 0;
        block++;
      }
    }
  }
  const area = by.i * by.j;
  const smooth = new Float32Array(wide * high);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      let sum = 0;
      for (let b = -1; b <= 1; b++)
        for (let a = -1; a <= 1; a++) {
          const at = Math.min(wide - 1, Math.max(0, x + a)) + wide * Math.min(high - 1, Math.max(0, y + b));
          sum += (2 - Math.abs(a)) * (2 - Math.abs(b)) * blocks[at]!;
        }
      smooth[x + wide * y] = sum / (16 * area);
    }
  return smooth;
}

/** Where (in pixels) the second image must be read so that it lies over the first. */
function shiftBetween(first: Float32Array, second: Float32Array, { wide, high }: Size): [number, number] {
  let [di, dj] = [0, 0];
  const moved = new Float32Array(wide * high);
  for (let round = 0; round < ROUNDS; round++) {
    readAt(second, { wide, high }, di, dj, moved);
    let [xx, xy, yy, xt, yt] = [0, 0, 0, 0, 0];
    for (let y = RIM; y < high - RIM; y++)
      for (let x = RIM; x < wide - RIM; x++) {
        const at = x + wide * y;
        const gx = (first[at + 1]! + moved[at + 1]! - first[at - 1]! - moved[at - 1]!) / 4;
        const gy = (first[at + wide]! + moved[at + wide]! - first[at - wide]! - moved[at - wide]!) / 4;
        const gt = moved[at]! - first[at]!;
        xx += gx * gx;
        xy += gx * gy;
        yy += gy * gy;
        xt += gx * gt;
        yt += gy * gt;
      }
    const det = xx * yy - xy * xy;
    if (!(det > 1e-6 * xx * yy) || det < 1e-3) break;
    const [stepI, stepJ] = [(yy * xt - xy * yt) / det, (xx * yt - xy * xt) / det];
    di -= stepI;
    dj -= stepJ;
    if (Math.abs(di) > wide / 4 || Math.abs(dj) > high / 4) return [0, 0];
    // A hundredth of a pixel more is 0.02 mm: nobody asks for that.
    if (Math.abs(stepI) + Math.abs(stepJ) < 0.01) break;
  }
  return [di, dj];
}

/** Sum of squares around the mean. */
function contrastOf(slice: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (let v = 0; v < slice.length; v++) {
    sum += slice[v]!;
    squares += slice[v]! * slice[v]!;
  }
  return squares - (sum * sum) / slice.length;
}

/** Sum of squares between the first image and the second, read at a shift; never 0, so that it may divide. */
function differenceAt(first: Float32Array, second: Float32Array, { wide, high }: Size, di: number, dj: number): number {
  const moved = new Float32Array(wide * high);
  readAt(second, { wide, high }, di, dj, moved);
  let sum = 1;
  for (let y = RIM; y < high - RIM; y++)
    for (let x = RIM; x < wide - RIM; x++) {
      const off = moved[x + wide * y]! - first[x + wide * y]!;
      sum += off * off;
    }
  return sum;
}

function readAt(image: Float32Array, { wide, high }: Size, di: number, dj: number, out: Float32Array): void {
  const [fi, fj] = [Math.floor(di), Math.floor(dj)];
  const [ti, tj] = [di - fi, dj - fj];
  for (let y = 0; y < high; y++) {
    const y0 = wide * Math.min(high - 1, Math.max(0, y + fj));
    const y1 = wide * Math.min(high - 1, Math.max(0, y + fj + 1));
    for (let x = 0; x < wide; x++) {
      const x0 = Math.min(wide - 1, Math.max(0, x + fi));
      const x1 = Math.min(wide - 1, Math.max(0, x + fi + 1));
      const upper = image[x0 + y0]! + ti * (image[x1 + y0]! - image[x0 + y0]!);
      const lower = image[x0 + y1]! + ti * (image[x1 + y1]! - image[x0 + y1]!);
      out[x + wide * y] = upper + tj * (lower - upper);
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}
