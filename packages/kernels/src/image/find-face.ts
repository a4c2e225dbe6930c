import { invertIjkToLps, type Volume } from '@specola/space';

/** What the surface of a volume shows: a head with a face, a head without one, or neither. */
export type HeadSurface = 'face' | 'head' | 'none';

/** A coarse look is enough: a nose is 20 mm deep. */
const GRID_MM = 2;
const MOST_CELLS = 200;
/** Heads of children from two years on and of adults, skin to skin, with room for hair and a chin rest. */
const HEAD_WIDTH_MM = { from: 105, to: 200 } as const;
const HEAD_DEPTH_MM = { from: 130, to: 270 } as const;
const HEAD_HEIGHT_MM = 50;
/** Halfway between air and fat. */
const CT_BODY_HU = -400;
/** A nose stands out from the brow above and the lip below by this much, and is this narrow behind its tip. */
const NOSE = {
  aboveMm: 34,
  belowMm: 18,
  outOfBrowMm: { from: 9, to: 45 },
  outOfLipMm: { from: 6, to: 36 },
  behindTipMm: 6,
  widestMm: 46,
} as const;
/** Nothing up to the top of the forehead reaches further to the front than the nose: a cut that stops below it does. */
const FOREHEAD_MM = 90;
/** Behind the nose the face is at least this wide. */
const FACE = { behindTipMm: 30, leastWidthMm: 70 } as const;

/**
 * Looks for a head and for a face on its surface: cross-sections of the size of a head, closed at the top; and in the
 * middle a nose that stands out from brow and lip. It errs towards seeing a face, since a missed one is given away.
 */
export function findFace(volume: Volume): HeadSurface {
  const grid = coarseMask(volume);
  const rows = sectionsOf(grid);
  const headRows = rows.map(
    (row) => row !== null && within(row.widthMm, HEAD_WIDTH_MM) && within(row.depthMm, HEAD_DEPTH_MM),
  );
  const longest = longestRun(headRows);
  if (longest.count * GRID_MM < HEAD_HEIGHT_MM) return 'none';
  // A trunk tapers through the size of a head; a head stands on a neck.
  for (const beside of [rows[longest.from - 1], rows[longest.from + longest.count]])
    if (beside && (beside.widthMm > HEAD_WIDTH_MM.to || beside.depthMm > HEAD_DEPTH_MM.to)) return 'none';
  if (noseIn(grid, rows)) return 'face';
  const top = rows.findLastIndex((row) => row !== null);
  const largest = Math.max(...rows.map((row) => row?.cells ?? 0));
  const closes = top < grid.nz - 1 && (rows[top]?.cells ?? 0) < 0.3 * largest;
  return closes ? 'head' : 'none';
}

const within = (value: number, { from, to }: { from: number; to: number }): boolean => value >= from && value <= to;

/** Body or not on a grid along the axes of the patient: x to the left, y to the back, z to the head. */
interface CoarseMask {
  readonly cells: Uint8Array;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
}

interface Section {
  readonly widthMm: number;
  readonly depthMm: number;
  readonly cells: number;
  /** Column of the middle, in cells. */
  readonly middle: number;
}

function coarseMask(volume: Volume): CoarseMask {
  const [ni, nj, nk] = volume.dimensions;
  const m = volume.ijkToLps;
  const low = [0, 0, 0];
  const high = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    const along = [ni - 1, nj - 1, nk - 1].map((last, c) => m[4 * axis + c]! * last);
    low[axis] = m[4 * axis + 3]! + along.reduce((sum, step) => sum + Math.min(0, step), 0);
    high[axis] = m[4 * axis + 3]! + along.reduce((sum, step) => sum + Math.max(0, step), 0);
  }
  const [nx, ny, nz] = [0, 1, 2].map((a) => Math.min(MOST_CELLS, 1 + Math.floor((high[a]! - low[a]!) / GRID_MM))) as [
    number,
    number,
    number,
  ];
  const inverse = invertIjkToLps(m);
  const values = new Float32Array(nx * ny * nz);
  for (let z = 0, v = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, v++) {
        const [px, py, pz] = [low[0]! + x * GRID_MM, low[1]! + y * GRID_MM, low[2]! + z * GRID_MM];
        const at = (r: number) =>
          Math.round(inverse[r]! * px + inverse[r + 1]! * py + inverse[r + 2]! * pz + inverse[r + 3]!);
        const [i, j, k] = [at(0), at(4), at(8)];
        const inside = i >= 0 && j >= 0 && k >= 0 && i < ni && j < nj && k < nk;
        values[v] = inside ? volume.values[(k * nj + j) * ni + i]! : Number.NEGATIVE_INFINITY;
      }
  const limit = volume.modality === 'CT' ? CT_BODY_HU : bodyLevel(values);
  return { cells: largestPart(values, limit, nx, ny, nz), nx, ny, nz };
}

/** Otsu's threshold between background and body, halved: fat and skin at the rim of a coil are dim. */
function bodyLevel(values: Float32Array): number {
  const real = values.filter(Number.isFinite);
  const low = real.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const sorted = Float32Array.from(real).sort();
  const high = sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 0;
  if (!(high > low)) return Number.POSITIVE_INFINITY;
  const bins = new Float64Array(128);
  for (const value of real) bins[Math.min(127, Math.floor((127 * (value - low)) / (high - low)))]!++;
  let [best, at, weight, sum] = [-1, 0, 0, 0];
  const total = real.length;
  const whole = bins.reduce((all, count, n) => all + n * count, 0);
  for (let n = 0; n < 127; n++) {
    weight += bins[n]!;
    sum += n * bins[n]!;
    if (weight === 0 || weight === total) continue;
    const between = weight * (total - weight) * (sum / weight - (whole - sum) / (total - weight)) ** 2;
    if (between > best) [best, at] = [between, n];
  }
  return low + (0.5 * (at + 1) * (high - low)) / 127;
}

/** The largest connected part above the limit, by six neighbors: table and cushions stay out where a gap shows. */
function largestPart(values: Float32Array, limit: number, nx: number, ny: number, nz: number): Uint8Array {
  const label = new Int32Array(values.length);
  const stack = new Int32Array(values.length);
  let [parts, best, bestCells] = [0, 0, 0];
  for (let seed = 0; seed < values.length; seed++) {
    if (label[seed] !== 0 || !(values[seed]! > limit)) continue;
    parts++;
    let [depth, cells] = [0, 0];
    stack[depth++] = seed;
    label[seed] = parts;
    while (depth > 0) {
      const v = stack[--depth]!;
      cells++;
      const [x, y] = [v % nx, Math.floor(v / nx) % ny];
      const visit = (ok: boolean, to: number) => {
        if (!ok || label[to] !== 0 || !(values[to]! > limit)) return;
        label[to] = parts;
        stack[depth++] = to;
      };
      visit(x > 0, v - 1);
      visit(x < nx - 1, v + 1);
      visit(y > 0, v - nx);
      visit(y < ny - 1, v + nx);
      visit(v >= nx * ny, v - nx * ny);
      visit(v < nx * ny * (nz - 1), v + nx * ny);
    }
    if (cells > bestCells) [best, bestCells] = [parts, cells];
  }
  return Uint8Array.from(label, (part) => (best > 0 && part === best ? 1 : 0));
}

function sectionsOf({ cells, nx, ny, nz }: CoarseMask): (Section | null)[] {
  return Array.from({ length: nz }, (_, z) => {
    let [x0, x1, y0, y1, count, sum] = [nx, -1, ny, -1, 0, 0];
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++)
        if (cells[(z * ny + y) * nx + x]) {
          [x0, x1] = [Math.min(x0, x), Math.max(x1, x)];
          [y0, y1] = [Math.min(y0, y), Math.max(y1, y)];
          count++;
          sum += x;
        }
    if (count === 0) return null;
    return { widthMm: (x1 - x0 + 1) * GRID_MM, depthMm: (y1 - y0 + 1) * GRID_MM, cells: count, middle: sum / count };
  });
}

function longestRun(flags: readonly boolean[]): { from: number; count: number } {
  let best = { from: 0, count: 0 };
  let run = 0;
  for (const [at, flag] of flags.entries()) {
    run = flag ? run + 1 : 0;
    if (run > best.count) best = { from: at - run + 1, count: run };
  }
  return best;
}

/** Whether some height has a tip in the middle that stands out from what lies above and below, and is narrow. */
function noseIn(grid: CoarseMask, rows: readonly (Section | null)[]): boolean {
  const { cells, nx, ny, nz } = grid;
  /** Front-most body in the middle three centimeters. */
  const tips = rows.map((row, z) => {
    if (!row) return null;
    for (let y = 0; y < ny; y++)
      for (let x = Math.max(0, Math.round(row.middle) - 7); x <= Math.min(nx - 1, Math.round(row.middle) + 7); x++)
        if (cells[(z * ny + y) * nx + x]) return { x, y };
    return null;
  });
  const widthAt = (z: number, y: number, about: number): number => {
    if (y >= ny) return 0;
    const on = (x: number) => x >= 0 && x < nx && cells[(z * ny + y) * nx + x] === 1;
    if (!on(about)) return 0;
    let [left, right] = [about, about];
    while (on(left - 1)) left--;
    while (on(right + 1)) right++;
    return (right - left + 1) * GRID_MM;
  };
  const [above, below] = [NOSE.aboveMm / GRID_MM, NOSE.belowMm / GRID_MM];
  for (let z = below; z < nz - above; z++) {
    const [tip, brow, lip, row] = [tips[z], tips[z + above], tips[z - below], rows[z]];
    // A tip at the front rim of the field may be cut.
    if (!tip || !brow || !lip || !row || !within(row.depthMm, HEAD_DEPTH_MM)) continue;
    if (!within((brow.y - tip.y) * GRID_MM, NOSE.outOfBrowMm)) continue;
    if (!within((lip.y - tip.y) * GRID_MM, NOSE.outOfLipMm)) continue;
    if (tips.slice(z, z + FOREHEAD_MM / GRID_MM).some((other) => other && other.y < tip.y)) continue;
    if (widthAt(z, tip.y + NOSE.behindTipMm / GRID_MM, tip.x) > NOSE.widestMm) continue;
    if (widthAt(z, tip.y + FACE.behindTipMm / GRID_MM, tip.x) < FACE.leastWidthMm) continue;
    return true;
  }
  return false;
}
