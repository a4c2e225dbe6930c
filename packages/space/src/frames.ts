import { BrokenPromiseError } from './errors.ts';

declare const frame: unique symbol;
export type Triple = readonly [number, number, number];

/** Voxel index, fractions allowed; (0,0,0) is the centre of the first voxel. */
export type PointIjk = Triple & { readonly [frame]: 'ijk' };

/** Patient position in mm: +x left, +y back, +z head. Source: DICOM PS3.3 C.7.6.2.1.1. */
export type PointLps = Triple & { readonly [frame]: 'lps-mm' };

/** A direction in patient space; unit length unless its name says otherwise. */
export type DirectionLps = Triple & { readonly [frame]: 'lps-direction' };

/** 3×4, row-major, 12 numbers: the rows give x, y, z in mm; the columns i, j, k and the origin. */
export type IjkToLps = readonly number[] & { readonly [frame]: 'ijk→lps-mm' };

/** 3×4, row-major, 12 numbers: from patient mm to voxel index. */
export type LpsToIjk = readonly number[] & { readonly [frame]: 'lps-mm→ijk' };

/** Three numbers out of a list of just three: what a `map` over three gives back, or a view of a typed array. */
export function tripleOf(list: ArrayLike<number>): Triple {
  const { 0: a, 1: b, 2: c } = list;
  if (a === undefined || b === undefined || c === undefined || list.length !== 3)
    throw new BrokenPromiseError(`Three numbers were expected, and ${list.length} came.`);
  return [a, b, c];
}

export const pointIjk = (i: number, j: number, k: number): PointIjk => [i, j, k] as Triple as PointIjk;
export const pointLps = (x: number, y: number, z: number): PointLps => [x, y, z] as Triple as PointLps;
export const directionLps = (x: number, y: number, z: number): DirectionLps => [x, y, z] as Triple as DirectionLps;

/**
 * The affine of a regular grid.
 *
 * @param columnI  step in mm when i grows by one (along a row of the image); likewise J (down the rows), K (slices)
 * @param origin   centre of voxel (0,0,0)
 */
export function ijkToLpsFrom(columnI: Triple, columnJ: Triple, columnK: Triple, origin: PointLps): IjkToLps {
  const m: number[] = [];
  for (let r = 0; r < 3; r++) m.push(columnI[r]!, columnJ[r]!, columnK[r]!, origin[r]!);
  return m as readonly number[] as IjkToLps;
}

/** Twelve numbers read from a record or file, row-major, taken as an affine. */
export function ijkToLpsOf(twelve: readonly number[]): IjkToLps {
  if (twelve.length !== 12 || !twelve.every(Number.isFinite))
    throw new BrokenPromiseError('An affine needs twelve finite numbers.');
  return twelve as IjkToLps;
}

export function toLps([i, j, k]: Triple, m: IjkToLps): PointLps {
  const row = (r: number) => m[r]! * i + m[r + 1]! * j + m[r + 2]! * k + m[r + 3]!;
  return pointLps(row(0), row(4), row(8));
}

export function toIjk([x, y, z]: PointLps, m: LpsToIjk): PointIjk {
  const row = (r: number) => m[r]! * x + m[r + 1]! * y + m[r + 2]! * z + m[r + 3]!;
  return pointIjk(row(0), row(4), row(8));
}

/** The determinant of the 3×3 part, mm³ per voxel with its sign: negative when (i,j,k) is left-handed in LPS. */
export function signedVoxelVolumeMm3(m: IjkToLps): number {
  return (
    m[0]! * (m[5]! * m[10]! - m[6]! * m[9]!) -
    m[1]! * (m[4]! * m[10]! - m[6]! * m[8]!) +
    m[2]! * (m[4]! * m[9]! - m[5]! * m[8]!)
  );
}

/** The inverse of a regular affine. */
export function invertIjkToLps(m: IjkToLps): LpsToIjk {
  const det = signedVoxelVolumeMm3(m);
  if (!(Math.abs(det) > 1e-12)) throw new BrokenPromiseError('The affine of the volume has no inverse.');
  const [a, b, c, , d, e, f, , g, h, i] = m as readonly number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const inv = [
    (e * i - f * h) / det,
    (c * h - b * i) / det,
    (b * f - c * e) / det,
    0,
    (f * g - d * i) / det,
    (a * i - c * g) / det,
    (c * d - a * f) / det,
    0,
    (d * h - e * g) / det,
    (b * g - a * h) / det,
    (a * e - b * d) / det,
    0,
  ];
  for (let r = 0; r < 12; r += 4) inv[r + 3] = -(inv[r]! * m[3]! + inv[r + 1]! * m[7]! + inv[r + 2]! * m[11]!);
  return inv as readonly number[] as LpsToIjk;
}

/** Length of the affine's columns: the distance in mm between neighbouring voxel centres along i, j, k. */
export function spacingMmOf(m: IjkToLps): Triple {
  const length = (c: number) => Math.sqrt(m[c]! ** 2 + m[c + 4]! ** 2 + m[c + 8]! ** 2);
  return [length(0), length(1), length(2)];
}
