import { invertIjkToLps, pointLps, spacingMmOf, type Triple, toIjk, tripleOf, type Volume } from '@specola/space';

/** Side of a cell of the map, and of the patches in it, mm: a patch is smaller than a muscle and larger than the noise's grain. */
const CELL_MM = 10;
const PATCH_MM = 5;
/** Slices of a cell that are looked at. */
const SLICES_PER_CELL = 2;
/**
 * Most patches hold a vessel, a fascia or a trabecula; the evenest quarter around a place shows the noise alone, its upper end a little
 * too little of it: those that differ from it by no more than patches of noise do from each other are counted too.
 */
const EVENEST_SHARE = 0.25;
const ALIKE = 1.4;
/** Fewer patches around a place say nothing about it. */
const FEWEST_PATCHES = 12;
/** A patch that holds more of the lowest value of all is cut off by the scanner's scale: it looks quieter than it is. */
const CUT_OFF_SHARE = 0.02;

/**
 * The noise of the image at each place, as stored: the spread within small flat patches of a slice, less the slope of the patch, in the
 * evenest of all patches within some 15 mm. It is read from the image, never from the header: a header knows dose and
 * kernel, not the patient.
 *
 * Noise that is as coarse as a patch goes unseen, and so does everything that does not differ from voxel to voxel.
 *
 * @param places   Float32, LPS mm, three each
 * @param band     means of the patches that count, as stored: what stands at the surface, air left out where it is not
 * @returns Float32, one for each place; where too few patches lie around, the median of the other places; null where no place has enough
 */
export function localNoise(
  volume: Volume,
  places: Float32Array,
  band: { readonly from: number; readonly to: number },
): Float32Array | null {
  const cells = openCells(volume);
  const toGrid = invertIjkToLps(volume.ijkToLps);
  const cellOf = new Int32Array(places.length / 3);
  for (let n = 0; n < cellOf.length; n++) {
    const at = toIjk(pointLps(places[3 * n]!, places[3 * n + 1]!, places[3 * n + 2]!), toGrid);
    cellOf[n] = cells.holding(at);
  }
  const spreads = new Map<number, readonly number[]>();
  const noises = new Map<number, number>();
  const lowest = lowestOf(volume.values);
  const noiseAt = (cell: number): number => {
    const around: number[] = [];
    for (const next of cells.around(cell)) {
      let own = spreads.get(next);
      if (!own) {
        own = cells.spreadsIn(next, band, lowest);
        spreads.set(next, own);
      }
      around.push(...own);
    }
    if (around.length < FEWEST_PATCHES) return Number.NaN;
    around.sort((a, b) => a - b);
    const limit = ALIKE * around[Math.floor(EVENEST_SHARE * around.length)]!;
    let alike = around.length;
    while (around[alike - 1]! > limit) alike--;
    return around[alike >> 1]!;
  };
  const known: number[] = [];
  const found = Float32Array.from(cellOf, (cell) => {
    let noise = noises.get(cell);
    if (noise === undefined) {
      noise = noiseAt(cell);
      noises.set(cell, noise);
    }
    if (!Number.isNaN(noise)) known.push(noise);
    return noise;
  });
  if (known.length === 0) return null;
  if (known.length < found.length) {
    const usual = known.sort((p, q) => p - q)[known.length >> 1]!;
    for (let n = 0; n < found.length; n++) if (Number.isNaN(found[n])) found[n] = usual;
  }
  return found;
}

interface Cells {
  /** The cell that holds a place of the grid; the nearest for places outside. */
  holding(at: Triple): number;
  /** A cell and those that touch it. */
  around(cell: number): number[];
  /** Spreads of the patches of a cell that count. */
  spreadsIn(cell: number, band: { readonly from: number; readonly to: number }, lowest: number): number[];
}

function openCells({ values, dimensions, ijkToLps }: Volume): Cells {
  const spacing = spacingMmOf(ijkToLps);
  const [nx, ny] = dimensions;
  const side = tripleOf(spacing.map((mm) => Math.max(1, Math.round(CELL_MM / mm))));
  const counts = tripleOf(dimensions.map((length, axis) => Math.max(1, Math.ceil(length / side[axis]!))));
  const [wide, high] = spacing.map((mm) => Math.max(3, Math.round(PATCH_MM / mm))) as [number, number, number];
  const split = (cell: number): Triple => [
    cell % counts[0],
    Math.floor(cell / counts[0]) % counts[1],
    Math.floor(cell / (counts[0] * counts[1])),
  ];
  const join = ([i, j, k]: Triple): number => i + counts[0] * (j + counts[1] * k);
  const clamped = (index: number, axis: number) => Math.max(0, Math.min(counts[axis]! - 1, index));
  return {
    holding: (at) => join(tripleOf(at.map((c, axis) => clamped(Math.floor((c + 0.5) / side[axis]!), axis)))),
    around(cell) {
      const [ci, cj, ck] = split(cell);
      const found: number[] = [];
      for (let k = Math.max(0, ck - 1); k <= Math.min(counts[2] - 1, ck + 1); k++)
        for (let j = Math.max(0, cj - 1); j <= Math.min(counts[1] - 1, cj + 1); j++)
          for (let i = Math.max(0, ci - 1); i <= Math.min(counts[0] - 1, ci + 1); i++) found.push(join([i, j, k]));
      return found;
    },
    spreadsIn(cell, { from, to }, lowest) {
      const start = split(cell).map((index, axis) => index * side[axis]!) as [number, number, number];
      const end = start.map((first, axis) => Math.min(dimensions[axis]!, first + side[axis]!));
      const slices = Math.min(SLICES_PER_CELL, end[2]! - start[2]);
      const found: number[] = [];
      for (let s = 0; s < slices; s++) {
        const k = start[2] + Math.floor(((s + 0.5) * (end[2]! - start[2])) / slices);
        for (let j = start[1]; j + high <= end[1]!; j += high)
          for (let i = start[0]; i + wide <= end[0]!; i += wide) {
            const patch = spreadOf(values, i + nx * (j + ny * k), { wide, high, nx, lowest });
            if (patch && patch.mean >= from && patch.mean <= to) found.push(patch.spread);
          }
      }
      return found;
    },
  };
}

/** Mean of a patch, and its spread about the plane that fits it best. */
function spreadOf(
  values: Int16Array,
  first: number,
  { wide, high, nx, lowest }: { wide: number; high: number; nx: number; lowest: number },
): { mean: number; spread: number } | null {
  const [midX, midY] = [(wide - 1) / 2, (high - 1) / 2];
  let [sum, squares, alongX, alongY, cut] = [0, 0, 0, 0, 0];
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const value = values[first + x + nx * y]!;
      sum += value;
      squares += value * value;
      alongX += (x - midX) * value;
      alongY += (y - midY) * value;
      if (value <= lowest) cut++;
    }
  const count = wide * high;
  if (cut > CUT_OFF_SHARE * count) return null;
  const mean = sum / count;
  // Sums of squares of the steps from the middle, of which a fitted slope takes its share.
  const spanX = (count * (wide * wide - 1)) / 12;
  const spanY = (count * (high * high - 1)) / 12;
  const left = squares - count * mean * mean - alongX ** 2 / spanX - alongY ** 2 / spanY;
  return { mean, spread: Math.sqrt(Math.max(0, left) / (count - 3)) };
}

/** Every few values are enough: a scale that cuts off does so often. */
function lowestOf(values: Int16Array): number {
  let lowest = 32767;
  for (let v = 0; v < values.length; v += 5) if (values[v]! < lowest) lowest = values[v]!;
  return lowest;
}
