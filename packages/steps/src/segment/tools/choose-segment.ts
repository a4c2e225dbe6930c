import type { chooseSegment } from '@specola/commands';
import { bricksToMask, combineBricks, countBricks, followedLevel, gaussianShare, Scope } from '@specola/kernels';
import type { Finding, SurfaceSource } from '@specola/record';
import { emptyBrickMask, type SegmentState, signedVoxelVolumeMm3, spacingMmOf, type Volume } from '@specola/space';
import type { Run, SegmentImage, SegmentValue, Workbench } from '../../runner/values.ts';
import { segmentOf } from '../edit/change-segment.ts';
import { EmptyTargetError } from '../edit/edit-errors.ts';
import { boxedVolume } from '../edit/segment-surface.ts';
import { openWorkBox } from '../edit/work-box.ts';

/** The share of a blurred segment as whole numbers; its surface runs through half. */
const WHOLE = 1000;
const HALF = WHOLE / 2 + 0.5;
/** Takes the steps off, and leaves a ball of 5 voxels within 1 % of its volume. */
const BLUR_VOXELS = 0.8;

/**
 * Joins segments to what a model is made of. Whether the scan's grey values say where its surface runs is asked of the
 * scan: at a border that was drawn through one tissue, or by a coarse model, no one value parts inside from outside, and
 * a surface through it would be ragged and wrong.
 *
 * @throws NoSuchSegmentError; EmptyTargetError when there is no voxel
 */
export const runChooseSegment: Run<typeof chooseSegment> = async ({ volume, segments: { now } }, params, bench) => {
  const chosen = params.segments?.map((id) => segmentOf(now, id)) ?? now.segments;
  const name = nameOf(chosen);
  const voxels = chosen.reduce((sum, one) => combineBricks('or', sum, one.voxels), emptyBrickMask(now.dimensions));
  if (voxels.bricks.every((brick) => brick === 0)) throw new EmptyTargetError(name, 'make a model of');
  const { crew, pace } = bench;
  const mask = bricksToMask(voxels, crew.arena);
  const followed = followedLevel(mask, volume);
  pace.report(0.5);
  const followedPercent = 100 * followed.share;
  const from =
    params.surfaceFrom === 'auto' ? (followedPercent >= params.followedPercent ? 'grey' : 'mask') : params.surfaceFrom;
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const source: SurfaceSource = {
    from,
    asked: params.surfaceFrom,
    followedPercent: Math.round(10 * followedPercent) / 10,
    level: followed.level,
    facesCompared: followed.pairs,
    voxelsMm3: countBricks(voxels) * Math.abs(signedVoxelVolumeMm3(volume.ijkToLps)),
    smoothedMm: from === 'mask' ? tidy(BLUR_VOXELS * Math.min(...spacingMm)) : 0,
    boundMm: tidy(Math.max(...spacingMm) / 2),
  };
  const segment: SegmentValue = {
    name,
    mask,
    isoHu: from === 'grey' ? followed.level : HALF,
    brighterInside: from === 'grey' ? followed.brighterInside : true,
    changedRegions: [],
    surfaceSource: source,
    byHand: chosen.reduce((sum, one) => combineBricks('or', sum, one.byHand), emptyBrickMask(now.dimensions)),
    ...(from === 'mask' && {
      image: {
        ...(await imageOf(voxels, volume, bench)),
        inScan: { isoHu: followed.level, brighterInside: followed.brighterInside },
      },
    }),
  };
  pace.report(1);
  return { segment, findings: [told(source)] };
};

/** Spacings are read from an affine, and carry its last digits. */
const tidy = (mm: number): number => Math.round(mm * 1e6) / 1e6;

/** One segment keeps its id, which holds nothing of the patient; several have none in common. */
const nameOf = (chosen: readonly SegmentState[]): string => (chosen.length === 1 ? chosen[0]!.id : 'segments');

/** The blurred voxels around the segment: kept, since the surface and its check are both drawn from them. */
async function imageOf(
  voxels: SegmentState['voxels'],
  volume: Volume,
  { crew }: Workbench,
): Promise<Pick<SegmentImage, 'volume' | 'mask'>> {
  using scope = new Scope(crew.arena);
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const work = openWorkBox(voxels, 4 * Math.max(...spacingMm), { spacingMm, crew, scope });
  const mask = work.maskOf(voxels);
  const share = scope.hold(await gaussianShare(mask, BLUR_VOXELS * Math.min(...spacingMm), spacingMm, crew));
  const values = scope.int16(share.length);
  for (let v = 0; v < share.length; v++) values[v] = Math.round(WHOLE * share[v]!);
  scope.keep(values);
  scope.keep(mask.words);
  const boxed = boxedVolume(volume, work.box.origin, work.box.dimensions, values);
  return { volume: { ...boxed, valueScale: { ...boxed.valueScale, slope: 1, intercept: 0 } }, mask };
}

function told({ from, asked, followedPercent, level, smoothedMm, boundMm }: SurfaceSource): Finding {
  const parts = `the grey value ${level} parts ${followedPercent} % of its border`;
  const bound = `no further than ${boundMm.toFixed(2)} mm from the middle between two voxels`;
  if (from === 'grey')
    return {
      code: 'surface/from-grey',
      severity: 'info',
      what: `The segment follows an edge of the scan: ${parts}. The surface runs where the scan has that value, and halfway between voxels elsewhere, ${bound}.`,
      why: 'A surface through grey values is finer than voxels.',
      mend: 'Ask for the voxels alone (surfaceFrom "mask", --surface-from mask) if the segment was drawn beside the edge on purpose.',
    };
  return {
    code: 'surface/from-mask',
    severity: asked === 'mask' ? 'info' : 'warning',
    what: `The surface is drawn from the voxels of the segment, not from the scan: ${parts}. They were blurred by ${smoothedMm.toFixed(2)} mm (sigma), and the surface lies ${bound}.`,
    why: 'Distances in the record are distances from this surface. How far the segment is from the anatomy, only its maker can say.',
    mend: 'Look at the contour on the slices. Ask for grey values (surfaceFrom "grey", --surface-from grey) if the border should follow the scan.',
  };
}
