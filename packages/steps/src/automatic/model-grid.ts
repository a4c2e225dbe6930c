import { type IjkToLps, spacingMmOf, type Triple, tripleOf, type Volume } from '@specola/space';

/** One axis of the model's grid: along which axis of the scan it runs, and how its voxels lie there. */
export interface GridAxis {
  readonly scanAxis: 0 | 1 | 2;
  readonly voxels: number;
  /** Index along the scan's axis of the model's voxel 0. */
  readonly start: number;
  /** Voxels of the scan from one of the model to the next; negative when it runs the other way. */
  readonly step: number;
  readonly scanVoxels: number;
}

/** The grid that a model sees, in the order of its tensor's axes (the last one fastest). */
export type ModelGrid = readonly [GridAxis, GridAxis, GridAxis];

/** Letter: axis of the patient (x left, y back, z head), and whether it grows along it. */
const LETTERS: Readonly<Record<string, readonly [axis: 0 | 1 | 2, sign: 1 | -1]>> = {
  L: [0, 1],
  R: [0, -1],
  P: [1, 1],
  A: [1, -1],
  S: [2, 1],
  I: [2, -1],
};

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const satisfies readonly (readonly (0 | 1 | 2)[])[];

/**
 * Lays the model's grid on a scan: the scan's own axes, sorted and turned as its orientation asks, at its spacing, with
 * the two centers in one place. An oblique scan stays oblique: no grey value is turned in space, as in nnU-Net, MONAI
 * and TotalSegmentator, whose models learnt from scans that were treated so.
 *
 * @param orientation  three letters of R L A P S I: where the index grows along each axis of the tensor
 * @param spacingMm    along the axes of the tensor; null takes the scan's own
 */
export function modelGrid(
  { dimensions, ijkToLps }: Pick<Volume, 'dimensions' | 'ijkToLps'>,
  orientation: string,
  spacingMm: Triple | null,
): ModelGrid {
  const scanMm = spacingMmOf(ijkToLps);
  const wanted = [...orientation].map((letter) => LETTERS[letter]!);
  const order = nearestOrder(ijkToLps, scanMm, wanted);
  const [a, b, c] = wanted.map(([patientAxis, sign], t): GridAxis => {
    const scanAxis = order[t]!;
    const along = ijkToLps[4 * patientAxis + scanAxis]! * sign >= 0 ? 1 : -1;
    const scanVoxels = dimensions[scanAxis];
    const mm = spacingMm?.[t] ?? scanMm[scanAxis];
    const voxels = Math.max(1, Math.round((scanVoxels * scanMm[scanAxis]) / mm));
    const step = (along * mm) / scanMm[scanAxis];
    return { scanAxis, voxels, step, start: (scanVoxels - 1) / 2 - ((voxels - 1) / 2) * step, scanVoxels };
  });
  return [a!, b!, c!];
}

/** For each axis of the tensor the axis of the scan that runs most nearly along its direction, each taken once. */
function nearestOrder(
  m: IjkToLps,
  scanMm: Triple,
  wanted: readonly (readonly [axis: 0 | 1 | 2, sign: number])[],
): readonly [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2] {
  const along = (patientAxis: number, scanAxis: number) => Math.abs(m[4 * patientAxis + scanAxis]!) / scanMm[scanAxis]!;
  let best: (typeof ORDERS)[number] = ORDERS[0];
  let most = -1;
  for (const order of ORDERS) {
    const sum = wanted.reduce((total, [axis], t) => total + along(axis, order[t]!), 0);
    if (sum > most + 1e-9) {
      most = sum;
      best = order;
    }
  }
  return best;
}

/** Voxels along the axes of the tensor. */
export const gridSize = (grid: ModelGrid): Triple => tripleOf(grid.map(({ voxels }) => voxels));

/** For each place of a line, the lower of its two neighbors on another line, and how far it lies towards the upper. */
export interface LinePlaces {
  readonly lower: Int32Array;
  readonly share: Float32Array;
}

/** Where the model's voxels lie on the scan's axis; beyond its ends the end counts. */
export const placesOnScan = ({ voxels, start, step, scanVoxels }: GridAxis): LinePlaces =>
  places(voxels, (x) => start + x * step, scanVoxels);

/** Where the scan's voxels lie on the model's axis; beyond its ends the end counts. */
export const placesOnModel = ({ voxels, start, step, scanVoxels }: GridAxis): LinePlaces =>
  places(scanVoxels, (a) => (a - start) / step, voxels);

function places(count: number, at: (n: number) => number, others: number): LinePlaces {
  const lower = new Int32Array(count);
  const share = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    // Rounded so that grids that meet voxel for voxel meet exactly, whatever the last bit of their spacing.
    const place = Math.min(Math.max(Math.round(at(n) * 1e7) / 1e7, 0), others - 1);
    lower[n] = Math.min(Math.floor(place), Math.max(others - 2, 0));
    share[n] = place - lower[n]!;
  }
  return { lower, share };
}
