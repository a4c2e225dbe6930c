import type { FrameStack, SpecolaError } from '@specola/space';
import { GantryTiltError, ScatteredSlicesError, TooFewSlicesError, UnevenSpacingError } from '../errors.ts';

/** Fewer slices than this have no depth to speak of. */
const FEWEST_SLICES = 3;
/** No gantry tilts further than 30°, and no MR stack leans more: positions that say so belong to another kind of image. */
const MOST_TILT_DEG = 45;
/** A hole of more than this many steps parts two blocks of slices; nobody can say what lies between them. */
const MOST_STEPS_IN_GAP = 20;

/** Why a stack makes no volume, in numbers; null if it does, as it stands or laid on a regular grid. */
export function refusalOf({ frames, geometry }: FrameStack): SpecolaError | null {
  if (frames.length < FEWEST_SLICES) return new TooFewSlicesError(frames.length);
  switch (geometry.kind) {
    case 'regular':
      return null;
    case 'scattered':
      return new ScatteredSlicesError(
        geometry.orientations > 1
          ? `The ${frames.length} images lie in ${geometry.orientations} different orientations or sizes.`
          : `The ${frames.length} slices are parallel, but not above each other.`,
      );
    case 'sheared':
      return Math.abs(geometry.tiltDeg) > MOST_TILT_DEG
        ? new GantryTiltError(geometry.tiltDeg, geometry.largestShiftMm)
        : null;
    case 'uneven': {
      if (Math.abs(geometry.tiltDeg) > MOST_TILT_DEG)
        return new GantryTiltError(geometry.tiltDeg, geometry.largestShiftMm);
      const { largestGapMm, commonestGapMm } = geometry;
      return largestGapMm > MOST_STEPS_IN_GAP * commonestGapMm
        ? new UnevenSpacingError(
            `Between two slices lie ${largestGapMm.toFixed(2)} mm, where the others lie ${commonestGapMm.toFixed(2)} mm apart.`,
          )
        : null;
    }
  }
}
