import type { FrameStack, SpecolaError } from '@specola/space';
import {
  DuplicateSlicesError,
  GantryTiltError,
  plural,
  ScatteredSlicesError,
  TooFewSlicesError,
  UnevenSpacingError,
} from '../errors.ts';
import { dot, normalOf, tiltOf } from './stack-frames.ts';

/** Fewer slices than this have no depth to speak of. */
const FEWEST_SLICES = 3;
/** Steps below this are one place (see stack-frames). */
const SAME_PLACE_MM = 0.01;

/** Why a stack makes no volume, in numbers; null if it does. */
export function refusalOf({ frames, geometry }: FrameStack): SpecolaError | null {
  if (frames.length < FEWEST_SLICES) return new TooFewSlicesError(frames.length);
  switch (geometry.kind) {
    case 'regular':
      return null;
    case 'sheared':
      return new GantryTiltError(geometry.tiltDeg, geometry.largestShiftMm);
    case 'scattered':
      return new ScatteredSlicesError(
        geometry.orientations > 1
          ? `The ${frames.length} images lie in ${geometry.orientations} different orientations or sizes.`
          : `The ${frames.length} slices are parallel, but not above each other.`,
      );
    case 'uneven': {
      const shared = geometry.gapsMm.filter((gap) => gap < SAME_PLACE_MM).length;
      if (shared > 0) return new DuplicateSlicesError(shared, frames.length);
      return new UnevenSpacingError(unevenSentence(frames, geometry));
    }
  }
}

function unevenSentence(
  frames: FrameStack['frames'],
  { gapsMm, commonestGapMm }: { gapsMm: readonly number[]; commonestGapMm: number },
): string {
  const { tiltDeg } = tiltOf(frames);
  const tilted = tiltDeg > 1 ? ` The slices are also sheared by ${tiltDeg.toFixed(1)}° (gantry tilt).` : '';
  const odd = gapsMm
    .map((gap, n) => ({ gap, n, missing: gap / commonestGapMm - 1 }))
    .filter(({ missing }) => Math.abs(missing) > 0.02);
  const holes = odd.filter(({ missing }) => missing > 0.5 && Math.abs(missing - Math.round(missing)) < 0.05);
  const normal = normalOf(frames[0]!.place);
  const at = (n: number) => dot(normal, frames[n]!.place.positionLps).toFixed(2);
  if (odd.length > 0 && holes.length === odd.length) {
    const count = holes.reduce((sum, { missing }) => sum + Math.round(missing), 0);
    const places = holes
      .slice(0, 5)
      .map(({ n }) => `between slices ${n + 1} and ${n + 2} (at ${at(n)} and ${at(n + 1)} mm)`);
    const more = holes.length > 5 ? ` and in ${holes.length - 5} more places` : '';
    return `${plural(count, 'slice')} of the series ${count === 1 ? 'is' : 'are'} missing: ${places.join(', ')}${more}; the others lie ${commonestGapMm.toFixed(3)} mm apart.${tilted}`;
  }
  const sizes = [...new Set(gapsMm.map((gap) => gap.toFixed(2)))].sort((a, b) => Number(a) - Number(b));
  const list = sizes.length <= 4 ? sizes.join(', ') : `${sizes[0]} to ${sizes.at(-1)}`;
  return `The slices lie unevenly: the gaps between them are ${list} mm.${tilted}`;
}
