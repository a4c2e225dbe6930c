import { type Dimensions, type IjkToLps, pointIjk, toLps } from '@specola/space';
import type { ChosenSeries } from '../read/choose-series.ts';
import type { ImageObject } from '../read/read-object.ts';
import type { InstanceReference } from './common-modules.ts';
import { imageGridOf } from './image-grid.ts';

/** Frames nearer than this to a slice of the grid are that slice: a tenth of the thinnest CT slice that is made. */
const SAME_PLACE_MM = 0.03;
const SAME_COSINE = 1e-4;

const referenceTo = ({ sopClassUid, sopInstanceUid }: ImageObject): InstanceReference => ({
  sopClassUid,
  sopInstanceUid,
});

type Stack = Pick<ChosenSeries, 'series' | 'stack'>;

/** Every instance that a stack was made of, in its order. */
export const instancesOf = ({ series, stack }: Stack): InstanceReference[] =>
  [...new Set(stack.frames.map(({ object }) => series.objects[object]!))].map(referenceTo);

/**
 * For each slice of a grid the frame of a stack that lies exactly there: same place, directions, spacing and size. Null
 * where none does, as after a tilt was corrected: then only the series as a whole can be referred to.
 */
export function sourceFramesOf(
  { series, stack }: Stack,
  { dimensions, ijkToLps }: { readonly dimensions: Dimensions; readonly ijkToLps: IjkToLps },
): (InstanceReference | null)[] {
  const { spacingMm, rowDirection, columnDirection } = imageGridOf(ijkToLps);
  const alike = (u: readonly number[], v: readonly number[], within: number) =>
    u.every((part, n) => Math.abs(part - v[n]!) <= within);
  const frames = stack.frames.flatMap(({ place, object: at, frameInObject }) => {
    const object = series.objects[at]!;
    const fits =
      object.format.columns === dimensions[0] &&
      object.format.rows === dimensions[1] &&
      alike(place.rowDirection, rowDirection, SAME_COSINE) &&
      alike(place.columnDirection, columnDirection, SAME_COSINE) &&
      alike([place.pixelSpacingMm.i, place.pixelSpacingMm.j], spacingMm.slice(0, 2), SAME_COSINE);
    const reference = { ...referenceTo(object), frame: object.frames.length > 1 ? frameInObject + 1 : null };
    return fits ? [{ positionLps: place.positionLps, reference }] : [];
  });
  return Array.from({ length: dimensions[2] }, (_, k) => {
    const here = toLps(pointIjk(0, 0, k), ijkToLps);
    return frames.find(({ positionLps }) => alike(positionLps, here, SAME_PLACE_MM))?.reference ?? null;
  });
}
