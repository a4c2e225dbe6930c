import {
  BrokenPromiseError,
  type DirectionLps,
  directionLps,
  type IjkToLps,
  spacingMmOf,
  type Triple,
} from '@specola/space';

export interface ImageGrid {
  readonly spacingMm: Triple;
  readonly rowDirection: DirectionLps;
  readonly columnDirection: DirectionLps;
}

/** Cosine between rows and columns that is still rounding. */
const PERPENDICULAR = 1e-6;

/** The affine as Pixel Spacing and Image Orientation. @throws BrokenPromiseError when rows and columns lean */
export function imageGridOf(m: IjkToLps): ImageGrid {
  const spacingMm = spacingMmOf(m);
  const along = (c: 0 | 1): DirectionLps =>
    directionLps(m[c]! / spacingMm[c], m[c + 4]! / spacingMm[c], m[c + 8]! / spacingMm[c]);
  const [rowDirection, columnDirection] = [along(0), along(1)];
  const cosine = rowDirection.reduce((sum, part, r) => sum + part * columnDirection[r]!, 0);
  if (Math.abs(cosine) > PERPENDICULAR)
    throw new BrokenPromiseError('A sheared grid cannot be written as DICOM slices.');
  return { spacingMm, rowDirection, columnDirection };
}
