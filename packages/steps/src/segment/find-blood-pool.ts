import {
  ballElement,
  combineMasks,
  components,
  componentValues,
  countComponentsIn,
  dilateMask,
  enclosedCavities,
  erodeMask,
  keepComponents,
  openMask,
  shareMask,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { chooseComponents, MaskScope, type Segmenting } from './segmenting.ts';

/** Chambers and the aorta hold a ball of this radius at every enhancement; ribs, processes and cortex do not. */
const POOL_RADIUS_MM = 4;

/** A blob below this is a bolus, a clip or a dense piece of bone. */
const SMALLEST_BLOB_MM3 = 2000;

/**
 * Enhanced blood spreads by noise and mixing only. Thorax with a sharp kernel: aorta and heart 0.16 to 0.21 of their
 * mean, vertebrae and humeral heads above 0.45.
 */
const LARGEST_SPREAD = 0.32;

/** How thick a rim is compared with the core: bone is brighter there (cortex), a vessel darker (partial volume). */
const RIM_MM = 2.5;

/** Hollows that noise leaves in a blob. */
const NOISE_HOLLOW_MM3 = 65;

/** Steps of growth from the blobs into branches and cusps; at a voxel a step this reaches segmental branches. */
const GROWTH_STEPS = 60;

/** What enhanced blood looks like in this image, and where it is. */
export interface BloodPool {
  /** Voxels within the territory that belong to blood, lent from the arena. */
  readonly mask: BitMask;
  readonly levelHu: number;
  readonly spreadHu: number;
  /** What touches it and was taken for bone, mm³. */
  readonly touchingBoneMm3: number;
}

/**
 * Finds enhanced blood among bright voxels: large homogeneous blobs without a cortical rim are its seeds, what is much
 * brighter than these is bone, and both grow until they meet.
 *
 * @param territory  bright voxels inside the body
 * @returns null when no blob looks like blood
 */
export async function findBloodPool(job: Segmenting, territory: BitMask): Promise<BloodPool | null> {
  const { volume, crew, spacingMm, voxelMm3 } = job;
  using masks = new MaskScope(crew);
  const whole = masks.hold(await withoutNoiseHollows(job, territory));
  const thick = masks.hold(await openMask(whole, ballElement(POOL_RADIUS_MM, spacingMm), crew));
  const core = masks.hold(await erodeMask(thick, ballElement(RIM_MM, spacingMm), crew));
  using blobs = await components(thick, 6, crew);
  const values = await componentValues(blobs, volume, crew);
  const inCore = await componentValues(blobs, volume, crew, { within: core });
  const isBlood = (c: number) => {
    const { voxels, mean, standardDeviation } = values[c]!;
    const rim = (voxels * mean - inCore[c]!.voxels * inCore[c]!.mean) / (voxels - inCore[c]!.voxels);
    return (
      voxels * voxelMm3 >= SMALLEST_BLOB_MM3 && standardDeviation <= LARGEST_SPREAD * mean && inCore[c]!.mean > rim
    );
  };
  const blood = chooseComponents(blobs, isBlood);
  if (blood.length === 0) return null;
  const total = blood.reduce((sum, c) => sum + values[c]!.voxels, 0);
  const average = (of: 'mean' | 'standardDeviation') =>
    blood.reduce((sum, c) => sum + values[c]![of] * values[c]!.voxels, 0) / total;
  const [levelHu, spreadHu] = [average('mean'), average('standardDeviation')];

  const seeds = masks.hold(await keepComponents(blobs, isBlood, crew));
  const bone = masks.hold(await boneSeeds(job, territory, seeds, levelHu + 3 * spreadHu));
  const [mask, held] = await shareMask(territory, seeds, bone, crew, { most: GROWTH_STEPS });
  await combineMasks('and', mask, territory, crew, { out: mask });
  masks.hold(held);
  const near = masks.hold(await dilateMask(mask, ballElement(Math.max(...spacingMm), spacingMm), crew));
  using bones = await components(held, 6, crew);
  const touching = await countComponentsIn(bones, near, crew);
  const touchingBoneMm3 = chooseComponents(bones, (c) => touching[c]! > 0).reduce(
    (sum, c) => sum + bones.voxels[c]! * voxelMm3,
    0,
  );
  return { mask, levelHu, spreadHu, touchingBoneMm3 };
}

/** What is far brighter than blood, away from it: cortex, metal, undiluted contrast. */
async function boneSeeds(
  { volume, crew, spacingMm, voxelMm3 }: Segmenting,
  territory: BitMask,
  blood: BitMask,
  aboveHu: number,
): Promise<BitMask> {
  using masks = new MaskScope(crew);
  const bright = masks.hold(await thresholdMask(volume, { from: aboveHu, to: Infinity }, crew));
  await combineMasks('and', bright, territory, crew, { out: bright });
  const halo = masks.hold(await dilateMask(blood, ballElement(RIM_MM, spacingMm), crew));
  await combineMasks('andNot', bright, halo, crew, { out: bright });
  using pieces = await components(bright, 6, crew);
  // Single bright voxels are noise.
  return keepComponents(pieces, (c) => pieces.voxels[c]! * voxelMm3 >= NOISE_HOLLOW_MM3, crew);
}

async function withoutNoiseHollows({ crew, voxelMm3 }: Segmenting, mask: BitMask): Promise<BitMask> {
  const { background } = await enclosedCavities(mask, crew);
  using _ = background;
  const small = (c: number) => background.touchedSides[c] === 0 && background.voxels[c]! * voxelMm3 < NOISE_HOLLOW_MM3;
  const hollows = await keepComponents(background, small, crew);
  return combineMasks('or', hollows, mask, crew, { out: hollows });
}
