import type { segmentAnatomy } from '@specola/commands';
import { countMask } from '@specola/kernels';
import type { Volume } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { EmptySegmentError, NeedsHuError, ThresholdOrderError } from './errors.ts';
import { segmentAirway } from './segment-airway.ts';
import { segmentBone } from './segment-bone.ts';
import { segmentContrast } from './segment-contrast.ts';
import { segmentSkin } from './segment-skin.ts';
import { type FoundSegment, openSegmenting, type Segmenting } from './segmenting.ts';

const PRESETS: Readonly<
  Record<Parameters<Run<typeof segmentAnatomy>>[1]['anatomy'], (job: Segmenting) => Promise<FoundSegment>>
> = { bone: segmentBone, skin: segmentSkin, contrast: segmentContrast, airway: segmentAirway };

/**
 * Finds the voxels of one anatomy by its grey values, and removes what does not belong to it.
 *
 * @throws NeedsHuError when the image has no HU and no threshold is given
 * @throws ThresholdOrderError, EmptySegmentError
 */
export const runSegmentAnatomy: Run<typeof segmentAnatomy> = async ({ volume }, params, { crew, pace }) => {
  if (volume.valueScale.unit !== 'HU' && !params.thresholdHu) throw new NeedsHuError(params.anatomy, volume.modality);
  if (params.thresholdHu && params.thresholdHu[0] > params.thresholdHu[1])
    throw new ThresholdOrderError(...params.thresholdHu);
  const job = openSegmenting(volume, params, crew, pace);
  const found = await PRESETS[params.anatomy](job);
  if ((await countMask(found.mask, crew)) === 0) {
    crew.arena.release(found.mask.words);
    throw new EmptySegmentError(params.anatomy, found.sought, ...rangeOf(volume));
  }
  pace.report(1);
  const { changedRegions, findings } = job;
  return {
    segment: {
      name: params.anatomy,
      mask: found.mask,
      isoHu: found.isoHu,
      brighterInside: found.brighterInside,
      changedRegions,
    },
    findings,
  };
};

function rangeOf({ values }: Volume): [number, number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return [lowest, highest];
}
