import { type FrameStack, type IjkToLps, ijkToLpsFrom, type Triple } from '@specola/space';

/**
 * The affine of a regular stack: rows and columns by Image Orientation and Pixel Spacing, slices by the first and the
 * last Image Position. Slice Thickness, Spacing Between Slices and the tilt tag are not looked at.
 */
export function affineOfStack({ frames }: FrameStack): IjkToLps {
  const { rowDirection, columnDirection, pixelSpacingMm, positionLps: first } = frames[0]!.place;
  const last = frames.at(-1)!.place.positionLps;
  const steps = frames.length - 1;
  const times = (v: Triple, f: number): Triple => [v[0] * f, v[1] * f, v[2] * f];
  const step: Triple = [(last[0] - first[0]) / steps, (last[1] - first[1]) / steps, (last[2] - first[2]) / steps];
  return ijkToLpsFrom(times(rowDirection, pixelSpacingMm.i), times(columnDirection, pixelSpacingMm.j), step, first);
}
