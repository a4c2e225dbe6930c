import {
  type Dimensions,
  type IjkToLps,
  ijkToLpsFrom,
  spacingMmOf,
  type Triple,
  toLps,
  tripleOf,
} from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';

const SLICES_PER_PIECE = 16;
/** Voxels of an axis may come out this share larger than was asked, for rounding's sake, before they count as coarser. */
const SAME = 1 + 1e-9;

export interface PlacedGrid {
  readonly dimensions: Dimensions;
  readonly ijkToLps: IjkToLps;
}

/**
 * The grid that fills the same room with finer voxels: along each axis as many as make them no larger than asked. Its outer faces are those of
 * the grid; where a whole number of voxels does not fit they come out a little finer.
 */
export function finerGrid({ dimensions, ijkToLps }: PlacedGrid, atMostMm: Triple): PlacedGrid {
  const spacing = spacingMmOf(ijkToLps);
  const finer = tripleOf(
    dimensions.map((length, axis) => {
      const asked = Math.ceil((length * spacing[axis]!) / atMostMm[axis]! / SAME - 1e-6);
      return Math.max(length, asked);
    }),
  );
  const shrunk = finer.map((length, axis) => dimensions[axis]! / length);
  const column = (axis: number): Triple => tripleOf([0, 4, 8].map((row) => ijkToLps[row + axis]! * shrunk[axis]!));
  // The first voxel's outer corner stays.
  const first = tripleOf(shrunk.map((share) => share / 2 - 0.5));
  return { dimensions: finer, ijkToLps: ijkToLpsFrom(column(0), column(1), column(2), toLps(first, ijkToLps)) };
}

/** Part of a grid: where it starts, and how many voxels. */
export interface GridPart {
  readonly origin: Triple;
  readonly dimensions: Dimensions;
}

/**
 * Values on a finer grid, between voxels by straight lines or by cubics through them; beyond the outermost voxels the outermost counts.
 *
 * @param values  Int16 of `from.part`, in the crew's memory
 * @param from    whole grid's dimensions, and the part of it that is given
 * @param to      the same of the finer grid, and the part of it that is wanted
 * @returns Int16 of `to.part`, lent from the arena, rounded
 * @source Keys, Cubic convolution interpolation for digital image processing, IEEE Trans. ASSP 29 (1981) 1153, with a = −1/2
 */
export async function valuesOnFinerGrid(
  values: Int16Array,
  from: { readonly whole: Dimensions; readonly part: GridPart },
  to: { readonly whole: Dimensions; readonly part: GridPart },
  { crew, interpolation }: { readonly crew: Crew; readonly interpolation: 'linear' | 'cubic' },
): Promise<Int16Array> {
  const { arena } = crew;
  const [mx, my, mz] = to.part.dimensions;
  const [nx, ny] = from.part.dimensions;
  const out = arena.int16(mx * my * mz);
  using scope = new Scope(arena);
  scope.hold(out);
  const places = ([0, 1, 2] as const).map((axis) => {
    const length = to.part.dimensions[axis];
    const at = scope.uint8(32 * length).byteOffset;
    fillPlaces(new DataView(arena.memory.buffer, at, 32 * length), axis, { from, to, interpolation });
    return at;
  }) as [number, number, number];
  const pieces = piecesOf(mz, SLICES_PER_PIECE);
  const slices = scope.float32((nx * ny + nx) * pieces.length);
  await crew.run(
    'align.finerSlices',
    pieces.map(({ from: kFrom, to: kTo }, n) => {
      const slice = slices.byteOffset + 4 * (nx * ny + nx) * n;
      return [
        arena.pointer(values),
        nx,
        ny,
        places[0],
        mx,
        places[1],
        my,
        places[2],
        kFrom,
        kTo,
        slice,
        slice + 4 * nx * ny,
        out.byteOffset,
      ];
    }),
  );
  return scope.keep(out);
}

/** For each place along an axis the four voxels that it lies between, within the part, and their weights. */
function fillPlaces(
  view: DataView,
  axis: 0 | 1 | 2,
  {
    from,
    to,
    interpolation,
  }: {
    from: { whole: Dimensions; part: GridPart };
    to: { whole: Dimensions; part: GridPart };
    interpolation: 'linear' | 'cubic';
  },
): void {
  const share = from.whole[axis] / to.whole[axis];
  const last = from.part.dimensions[axis] - 1;
  for (let n = 0; n < to.part.dimensions[axis]; n++) {
    const at = (n + to.part.origin[axis] + 0.5) * share - 0.5 - from.part.origin[axis];
    const held = Math.max(0, Math.min(last, at));
    const low = Math.min(Math.floor(held), Math.max(0, last - 1));
    const weights = interpolation === 'linear' ? straight(held - low) : cubic(held - low);
    for (let w = 0; w < 4; w++) {
      view.setInt32(32 * n + 4 * w, Math.max(0, Math.min(last, low - 1 + w)), true);
      view.setFloat32(32 * n + 16 + 4 * w, weights[w]!, true);
    }
  }
}

type Weights = readonly [number, number, number, number];
const straight = (t: number): Weights => [0, 1 - t, t, 0];
const cubic = (t: number): Weights => [
  t * (-0.5 + t * (1 - 0.5 * t)),
  1 + t * t * (-2.5 + 1.5 * t),
  t * (0.5 + t * (2 - 1.5 * t)),
  t * t * (-0.5 + 0.5 * t),
];
