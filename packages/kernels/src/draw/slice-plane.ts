import { spacingMmOf, type Triple, type Volume } from '@specola/space';

export type SliceName = 'axial' | 'coronal' | 'sagittal';

/** Which way a picture of a slice lies on a volume's own grid. */
export interface SliceFrame {
  readonly name: SliceName;
  /** Grid axes (0 i, 1 j, 2 k): across the picture, down the picture, and through it. */
  readonly across: number;
  readonly down: number;
  readonly through: number;
  /** True where the picture runs against the grid's axis. */
  readonly acrossTurned: boolean;
  readonly downTurned: boolean;
  /** Patient directions at the picture's edges, by the nearest one. */
  readonly edges: readonly [left: string, right: string, top: string, bottom: string];
  /** Largest angle between the picture's axes and the patient's, in degrees, rounded; above a few it is oblique. */
  readonly obliqueDeg: number;
}

/** What lies to the right, downward and through, in LPS: an axial slice is seen from the feet, as radiologists do. */
const WANTED: Readonly<Record<SliceName, readonly [across: number, down: Triple, through: number]>> = {
  axial: [0, [0, 1, 0], 2],
  coronal: [0, [0, 0, -1], 1],
  sagittal: [1, [0, 0, -1], 0],
};

const LETTERS = [
  ['R', 'L'],
  ['A', 'P'],
  ['I', 'S'],
] as const;

/**
 * The plane of a volume's grid that is nearest to axial, coronal or sagittal, turned as radiologists read it: the
 * patient's right at the picture's left, the head or the front at the top.
 */
export function sliceFrameOf(volume: Volume, name: SliceName): SliceFrame {
  const columns = unitColumns(volume);
  const byPatient = gridAxisByPatientAxis(columns);
  const [acrossPatient, downWanted, throughPatient] = WANTED[name];
  const downPatient = downWanted.findIndex((part) => part !== 0);
  const [across, down, through] = [byPatient[acrossPatient]!, byPatient[downPatient]!, byPatient[throughPatient]!];
  const acrossTurned = columns[across]![acrossPatient]! < 0;
  const downTurned = columns[down]![downPatient]! * downWanted[downPatient]! < 0;
  const smallest = Math.min(Math.abs(columns[across]![acrossPatient]!), Math.abs(columns[down]![downPatient]!));
  const [low, high] = LETTERS[acrossPatient]!;
  const headDown = downWanted[downPatient]! > 0;
  const [top, bottom] = headDown ? LETTERS[downPatient]! : [LETTERS[downPatient]![1], LETTERS[downPatient]![0]];
  return {
    name,
    across,
    down,
    through,
    acrossTurned,
    downTurned,
    edges: [low, high, top, bottom],
    obliqueDeg: Math.round((Math.acos(Math.min(1, smallest)) * 180) / Math.PI),
  };
}

/** Unit vectors of the grid's axes in LPS. */
export function unitColumns({ ijkToLps: m }: Volume): readonly Triple[] {
  const spacing = spacingMmOf(m);
  return [0, 1, 2].map((c) => [m[c]! / spacing[c]!, m[c + 4]! / spacing[c]!, m[c + 8]! / spacing[c]!] as const);
}

/** For each patient axis (x, y, z) its own grid axis: of the six ways to pair them, the one that fits best. */
function gridAxisByPatientAxis(columns: readonly Triple[]): readonly number[] {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const fit = (order: readonly number[]) =>
    order.reduce((sum, grid, patient) => sum + Math.abs(columns[grid]![patient]!), 0);
  return orders.reduce((best, order) => (fit(order) > fit(best) + 1e-9 ? order : best));
}
