import { thresholdSegment } from '@specola/commands';
import { TISSUE_BANDS } from '@specola/facts';
import {
  combineMasks,
  countMask,
  edgePlateaus,
  erodeMask,
  FACE_NEIGHBORS,
  gaussianGrey,
  maskToBricks,
  otsuThreshold,
  Scope,
  sampleMask,
  thresholdMask,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import { spacingMmOf, storedRange, valueOfStored } from '@specola/space';
import { becoming } from '../edit/change-segment.ts';
import { NoThresholdError, RangeNeededError, RangeOrderError } from '../edit/edit-errors.ts';
import { type EditJob, editStep } from '../edit/edit-step.ts';
import { NeedsHuError } from '../errors.ts';

type Range = readonly [low: number, high: number];
const ALL: Range = [-Infinity, Infinity];

/** Half-maximum: how far a profile looks for the level inside and outside, mm: beyond the blur, short of the next organ. */
const INSIDE_MM = 2.5;
const OUTSIDE_MM = [2, 4] as const;
const LEAST_RISE_HU = 60;
const PROFILES = 30_000;
const MOST_ROUNDS = 5;

/**
 * @throws RangeOrderError when the range is the wrong way round; RangeNeededError where the method needs one;
 *   NeedsHuError for the band of a tissue in an image without HU; NoThresholdError when the image shows none
 */
export const runThresholdSegment = editStep(thresholdSegment, async (job, params) => {
  const { volume, target, crew, scope } = job;
  const { method, rangeHu, tissue, surroundingsMm, aboveHu } = params;
  if (rangeHu && rangeHu[0] > rangeHu[1]) throw new RangeOrderError(...rangeHu);
  if ((method === 'range' || method === 'half-maximum') && !rangeHu) throw new RangeNeededError(method, 'rangeHu');
  if (method === 'tissue' && !tissue) throw new RangeNeededError(method, 'tissue');
  if (method === 'tissue' && volume.valueScale.unit !== 'HU') throw new NeedsHuError(tissue!, volume.modality);
  if (method === 'local') {
    const [from, to] = rangeHu ?? ALL;
    const within = scope.hold((await thresholdMask(volume, { from, to }, crew)).words);
    const around = scope.hold(await gaussianGrey(volume, surroundingsMm, spacingMmOf(volume.ijkToLps), crew));
    for (let v = 0; v < around.length; v++)
      around[v] = Math.max(-32768, Math.min(32767, volume.values[v]! - around[v]!));
    // Differences have no intercept.
    const differences = { ...volume, values: around, valueScale: { ...volume.valueScale, intercept: 0 } };
    const above = await thresholdMask(differences, { from: aboveHu, to: Infinity }, crew);
    scope.hold(above.words);
    await combineMasks('and', above, { ...above, words: within }, crew, { out: above });
    return becoming(target, maskToBricks(above, { like: target.voxels }), null);
  }
  const { range, findings } = await rangeOf(job, params);
  const mask = await thresholdMask(volume, { from: range[0], to: range[1] }, crew);
  scope.hold(mask.words);
  return { ...becoming(target, maskToBricks(mask, { like: target.voxels }), range[0]), findings };
});

async function rangeOf(
  job: EditJob,
  { method, rangeHu, tissue }: { method: string; rangeHu: Range | null; tissue: keyof typeof TISSUE_BANDS | null },
): Promise<{ range: Range; findings: Finding[] }> {
  switch (method) {
    case 'tissue': {
      const { fromHu, toHu } = TISSUE_BANDS[tissue!].value;
      return { range: [fromHu, toHu], findings: [] };
    }
    case 'otsu': {
      const [from, to] = rangeHu ?? ALL;
      const { values, valueScale } = job.volume;
      const parted = otsuThreshold(values, storedRange(valueScale, { from, to }));
      if (parted === null) throw new NoThresholdError('All values that count are one.');
      const found = valueOfStored(valueScale, parted);
      return { range: [found, to], findings: [told(`Otsu's method parts the values at ${tidy(found)}.`)] };
    }
    case 'half-maximum': {
      const [first, high] = rangeHu!;
      const half = await halfMaximum(job, first);
      return {
        range: [half, high],
        findings: [
          told(`Halfway between both sides of the edges at ${first} lies ${tidy(half)}; the surface runs there.`),
        ],
      };
    }
    default:
      return { range: rangeHu!, findings: [] };
  }
}

/** The edges at one guess show where halfway is; from there it is looked for again until it stays. */
async function halfMaximum({ volume, crew }: EditJob, first: number): Promise<number> {
  const stepHu = Math.abs(volume.valueScale.slope);
  let guess = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    using scope = new Scope(crew.arena);
    const inside = await thresholdMask(volume, { from: guess, to: Infinity }, crew);
    scope.hold(inside.words);
    const deep = await erodeMask(inside, FACE_NEIGHBORS, crew);
    scope.hold(deep.words);
    const rim = await combineMasks('andNot', inside, deep, crew, { out: deep });
    const places = sampleMask(rim, await countMask(rim, crew), { most: PROFILES });
    const edges = edgePlateaus(volume, places, {
      insideMm: INSIDE_MM,
      outsideMm: OUTSIDE_MM,
      leastRise: LEAST_RISE_HU / stepHu,
    });
    if (!edges) throw new NoThresholdError(`No edge of ${LEAST_RISE_HU} or more runs through ${guess}.`);
    // Half a step off a stored value, so that no voxel lies on the surface.
    const half = valueOfStored(volume.valueScale, Math.floor((edges.inside + edges.outside) / 2) + 0.5);
    if (Math.abs(half - guess) <= stepHu) return half;
    guess = half;
  }
  return guess;
}

/** A value as a person reads it. */
const tidy = (value: number): number => Number(value.toPrecision(6));

const told = (what: string): Finding => ({
  code: 'segment/threshold-chosen',
  severity: 'info',
  what,
  why: 'The threshold was found in the image, not given.',
  mend: 'Give a range instead if it is not where the anatomy ends.',
});
