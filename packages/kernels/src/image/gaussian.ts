import { type BitMask, type Dimensions, type Triple, voxelCountOf } from '@specola/space';
import { Scope } from '../native/arena.ts';
import { type Crew, piecesOf } from '../native/crew.ts';
import { lentMask } from './mask-memory.ts';

/** Rows of one piece: the rows beyond them that a piece reads again cost a third at a sigma of one voxel. */
const ROWS = 16;
/** Weights beyond this many sigmas are left out, as SciPy does. */
const REACH_SIGMAS = 4;

const KINDS = { grey: 0, bits: 1, real: 2 } as const;

/**
 * Blurs grey values with a Gaussian.
 *
 * @param values   Int16, nx·ny·nz, i fastest, in the crew's memory
 * @param sigmaMm  standard deviation in mm; along an axis where it is below a tenth of the spacing nothing is blurred
 * @returns Int16, rounded, lent from the arena
 */
export async function gaussianGrey(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  sigmaMm: number,
  spacingMm: Triple,
  crew: Crew,
): Promise<Int16Array> {
  const out = crew.arena.int16(voxelCountOf(dimensions));
  await blur({ at: crew.arena.pointer(values), kind: 'grey', wordsPerRow: 0 }, out.byteOffset, 'grey', {
    dimensions,
    sigmaMm,
    spacingMm,
    level: 0,
    crew,
  });
  return out;
}

/** As `gaussianGrey`, not rounded: Float32 lent from the arena. */
export async function gaussianReal(
  { values, dimensions }: { values: Int16Array; dimensions: Dimensions },
  sigmaMm: number,
  spacingMm: Triple,
  crew: Crew,
): Promise<Float32Array> {
  const out = crew.arena.float32(voxelCountOf(dimensions));
  await blur({ at: crew.arena.pointer(values), kind: 'grey', wordsPerRow: 0 }, out.byteOffset, 'real', {
    dimensions,
    sigmaMm,
    spacingMm,
    level: 0,
    crew,
  });
  return out;
}

/** A mask blurred: how much of each voxel's surroundings it fills, 0 to 1; Float32 lent from the arena. */
export async function gaussianShare(
  mask: BitMask,
  sigmaMm: number,
  spacingMm: Triple,
  crew: Crew,
): Promise<Float32Array> {
  const out = crew.arena.float32(voxelCountOf(mask.dimensions));
  await blur(
    { at: crew.arena.pointer(mask.words), kind: 'bits', wordsPerRow: mask.wordsPerRow },
    out.byteOffset,
    'real',
    { dimensions: mask.dimensions, sigmaMm, spacingMm, level: 0, crew },
  );
  return out;
}

/** Blurs a mask (1 inside, 0 outside) and keeps what is at least `level`; lent from the arena. */
export async function gaussianMask(
  mask: BitMask,
  sigmaMm: number,
  spacingMm: Triple,
  crew: Crew,
  { level = 0.5 }: { level?: number } = {},
): Promise<BitMask> {
  const out = lentMask(mask.dimensions, crew.arena);
  await blur(
    { at: crew.arena.pointer(mask.words), kind: 'bits', wordsPerRow: mask.wordsPerRow },
    out.words.byteOffset,
    'bits',
    { dimensions: mask.dimensions, sigmaMm, spacingMm, level, crew },
  );
  return out;
}

async function blur(
  source: { at: number; kind: keyof typeof KINDS; wordsPerRow: number },
  outAt: number,
  outKind: keyof typeof KINDS,
  job: { dimensions: Dimensions; sigmaMm: number; spacingMm: Triple; level: number; crew: Crew },
): Promise<void> {
  const { crew, sigmaMm, spacingMm, level } = job;
  const [nx, ny, nz] = job.dimensions;
  using scope = new Scope(crew.arena);
  const lists = spacingMm.map((stepMm) => gaussianTaps(sigmaMm / stepMm));
  const [ri, rj, rk] = lists.map((list) => list.length - 1) as [number, number, number];
  const taps = scope.float32(ri + rj + rk + 3);
  taps.set(lists.flat());
  await crew.run(
    'filters.gaussTile',
    piecesOf(ny, ROWS).map(({ from, to }) => {
      const height = to - from;
      const floats = nx + 2 * ri + (height + 2 * rj + (2 * rk + 1) * height + 1) * nx;
      return [
        source.at,
        KINDS[source.kind],
        outAt,
        KINDS[outKind],
        nx,
        ny,
        nz,
        4 * source.wordsPerRow,
        from,
        to,
        ri,
        rj,
        rk,
        taps.byteOffset,
        level,
        scope.float32(floats).byteOffset,
      ];
    }),
  );
}

/**
 * Weights of a Gaussian at 0, 1, 2, … steps, which add up to 1 with both sides.
 *
 * @param sigma  in steps
 */
export function gaussianTaps(sigma: number): number[] {
  if (sigma < 0.1) return [1];
  const reach = Math.floor(REACH_SIGMAS * sigma + 0.5);
  const weights = Array.from({ length: reach + 1 }, (_, n) => expOfMinus((n * n) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight, n) => total + (n === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

/** e^−x for x from 0 on, by arithmetic alone, so that every engine gives the same bytes (Math.exp may differ by a bit). */
function expOfMinus(x: number): number {
  // e^−x = (e^(−x/1024))^1024; eight terms of the series leave 1e-19 of what is below 0.03.
  const part = -x / 1024;
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 8; n++) {
    term *= part / n;
    sum += term;
  }
  for (let squared = 0; squared < 10; squared++) sum *= sum;
  return sum;
}
