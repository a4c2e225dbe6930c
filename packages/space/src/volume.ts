import type { IjkToLps, Triple } from './frames.ts';

/** Voxels along i, j, k. */
export type Dimensions = readonly [nx: number, ny: number, nz: number];

export type Modality = 'CT' | 'MR' | 'other';

/**
 * A regular grid of grey values, placed in the patient.
 *
 * values     Int16, nx·ny·nz, i fastest, then j, then k; in the runner's shared memory when a runner made it
 * valueScale what a stored value means: slope · value + intercept, in `unit`. A CT is always stored as HU (slope 1, intercept 0)
 * ijkToLps   from Image Orientation and Image Position, never from Slice Thickness; may be oblique, is never sheared
 */
export interface Volume {
  readonly dimensions: Dimensions;
  readonly values: Int16Array;
  readonly valueScale: { readonly slope: number; readonly intercept: number; readonly unit: 'HU' | 'arbitrary' };
  readonly ijkToLps: IjkToLps;
  readonly modality: Modality;
}

/** What a stored value means. */
export const valueOfStored = ({ slope, intercept }: Volume['valueScale'], stored: number): number =>
  slope * stored + intercept;

/** Stored values are whole; a bound that meets one takes it in, whatever the last digit of the division. */
const STORED_SLACK = 1e-6;

/** Which stored values mean one in a range, both ends included. */
export function storedRange(
  { slope, intercept }: Volume['valueScale'],
  { from, to }: { readonly from: number; readonly to: number },
): { from: number; to: number } {
  if (slope === 1 && intercept === 0) return { from, to };
  const [a, b] = [(from - intercept) / slope, (to - intercept) / slope];
  return { from: Math.min(a, b) - STORED_SLACK, to: Math.max(a, b) + STORED_SLACK };
}

/** One bit for each voxel of a grid: which voxels belong to one segment.
 *
 * words  Uint32, wordsPerRow·ny·nz; bit b of word w of a row is voxel i = 32·w + b. Bits at i ≥ nx are 0.
 * wordsPerRow  even (rows start on 8 bytes), at least one bit wider than nx
 */
export interface BitMask {
  readonly dimensions: Dimensions;
  readonly wordsPerRow: number;
  readonly words: Uint32Array;
}

/** Words in one row of a bit mask: room for nx bits and one more that stays 0, rounded up to 8 bytes. */
export const wordsPerRowFor = (nx: number): number => 2 * Math.ceil((nx + 1) / 64);

export const voxelCountOf = ([nx, ny, nz]: Dimensions): number => nx * ny * nz;

/** A position range of voxels, both ends included. */
export interface IndexBox {
  readonly from: Triple;
  readonly to: Triple;
}
