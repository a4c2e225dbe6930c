import {
  ballElement,
  combineMasks,
  components,
  componentValues,
  countComponentsIn,
  countMask,
  dilateMask,
  emptyMask,
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

/**
 * Enhanced blood spreads by noise and mixing only. Thorax with a sharp kernel and CTA: aorta and heart 0.13 to 0.24 of
 * their mean; vertebrae, femoral and humeral heads, tarsal bones 0.36 and more.
 */
const LARGEST_SPREAD = 0.28;

/** Chambers and arteries share one level; parenchyma (spleen, kidney) stays below this share of it. */
const SAME_LEVEL_SHARE = 0.7;

/** A blob that sets the level: a chamber or a stretch of aorta, not a speck. */
const LEADING_BLOB_MM3 = 10_000;

/** How thick a rim is compared with the core: bone is brighter there (cortex), a vessel darker (partial volume). */
const RIM_MM = 2.5;

/**
 * Around bone lies cortex, brighter than its core: the share of voxels within 4 mm that exceed the mean by 150 HU is
 * 0.03 to 0.1 around bones of the pelvis, thorax and foot, and below 0.016 around aorta and heart.
 */
const HALO_MM = 4;
const BRIGHTER_HU = 150;
const LARGEST_BRIGHT_SHARE = 0.02;

/**
 * No bone holds an even blob of this size (the largest met: 24 cm³, a tarsus), while a heart lies against undiluted
 * contrast, a stent or the spine: it may have more bright voxels around it. CTA at 1.5 mm: 0.021.
 */
const HEART_MM3 = 100_000;
const LARGEST_BRIGHT_SHARE_OF_HEART = 0.05;

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

/** Large even blobs of enhanced blood: a mask lent from the arena, and what their values are. */
export interface BloodSeeds {
  readonly mask: BitMask;
  readonly voxels: number;
  readonly levelHu: number;
  readonly spreadHu: number;
}

/** A band of values in which blood is sought, both ends included; its top keeps cortex and undiluted contrast out. */
export interface BloodBand {
  readonly fromHu: number;
  readonly toHu: number;
}

/**
 * Seeks large homogeneous blobs without cortex among bright voxels.
 *
 * @param territory  bright voxels inside the body
 * @param bands      enhancement differs from scan to scan: blobs are sought in each, and those of the highest level kept
 * @returns null when no blob looks like blood
 */
export async function findBloodSeeds(
  job: Segmenting,
  territory: BitMask,
  { bands, smallestMm3 }: { readonly bands: readonly BloodBand[]; readonly smallestMm3: number },
): Promise<BloodSeeds | null> {
  const { volume, crew, voxelMm3 } = job;
  using masks = new MaskScope(crew);
  const blobs: Blob[] = [];
  for (const band of bands) blobs.push(...(await bloodBlobs(job, territory, band, smallestMm3)));
  for (const { mask } of blobs) masks.hold(mask);
  if (blobs.length === 0) return null;
  const leading = blobs.filter(({ voxels }) => voxels * voxelMm3 >= LEADING_BLOB_MM3);
  const topHu = Math.max(...(leading.length > 0 ? leading : blobs).map(({ mean }) => mean));
  const all = emptyMask(volume.dimensions, crew.arena);
  for (const { mask, mean } of blobs)
    if (mean >= SAME_LEVEL_SHARE * topHu) await combineMasks('or', all, mask, crew, { out: all });
  using pieces = await components(all, 6, crew);
  const values = await componentValues(pieces, volume, crew);
  const voxels = values.reduce((sum, one) => sum + one.voxels, 0);
  const average = (of: 'mean' | 'standardDeviation') =>
    values.reduce((sum, one) => sum + one[of] * one.voxels, 0) / voxels;
  return { mask: all, voxels, levelHu: average('mean'), spreadHu: average('standardDeviation') };
}

/** Grows blood from its seeds into branches, while what is much brighter grows as bone, until they meet. */
export async function growBlood(
  job: Segmenting,
  { mask: seeds, levelHu, spreadHu }: BloodSeeds,
  territory: BitMask,
): Promise<BloodPool> {
  const { crew, spacingMm, voxelMm3 } = job;
  using masks = new MaskScope(crew);
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

interface Blob {
  readonly mask: BitMask;
  readonly voxels: number;
  readonly mean: number;
}

/** The blobs within a band that look like blood, each a mask lent from the arena. */
async function bloodBlobs(
  job: Segmenting,
  territory: BitMask,
  { fromHu, toHu }: BloodBand,
  smallestMm3: number,
): Promise<Blob[]> {
  const { volume, crew, spacingMm, voxelMm3 } = job;
  using masks = new MaskScope(crew);
  const bright = masks.hold(await thresholdMask(volume, { from: fromHu, to: toHu }, crew));
  await combineMasks('and', bright, territory, crew, { out: bright });
  const whole = masks.hold(await withoutNoiseHollows(job, bright));
  const thick = masks.hold(await openMask(whole, ballElement(POOL_RADIUS_MM, spacingMm), crew));
  const core = masks.hold(await erodeMask(thick, ballElement(RIM_MM, spacingMm), crew));
  using pieces = await components(thick, 6, crew);
  const values = await componentValues(pieces, volume, crew);
  const inCore = await componentValues(pieces, volume, crew, { within: core });
  const isEven = (c: number) => {
    const { voxels, mean, standardDeviation } = values[c]!;
    const rim = (voxels * mean - inCore[c]!.voxels * inCore[c]!.mean) / (voxels - inCore[c]!.voxels);
    return voxels * voxelMm3 >= smallestMm3 && standardDeviation <= LARGEST_SPREAD * mean && !(inCore[c]!.mean < rim);
  };
  const blood: Blob[] = [];
  for (const c of chooseComponents(pieces, isEven)) {
    const { voxels, mean } = values[c]!;
    const mask = await keepComponents(pieces, (other) => other === c, crew);
    const most = voxels * voxelMm3 >= HEART_MM3 ? LARGEST_BRIGHT_SHARE_OF_HEART : LARGEST_BRIGHT_SHARE;
    if ((await brightShareAround(job, mask, mean + BRIGHTER_HU)) <= most) blood.push({ mask, voxels, mean });
    else crew.arena.release(mask.words);
  }
  return blood;
}

/** How much of what lies close around a blob is brighter than a value. */
async function brightShareAround({ volume, crew, spacingMm }: Segmenting, blob: BitMask, hu: number): Promise<number> {
  using masks = new MaskScope(crew);
  const halo = masks.hold(await dilateMask(blob, ballElement(HALO_MM, spacingMm), crew));
  await combineMasks('andNot', halo, blob, crew, { out: halo });
  const around = await countMask(halo, crew);
  const bright = masks.hold(await thresholdMask(volume, { from: hu, to: Infinity }, crew));
  await combineMasks('and', halo, bright, crew, { out: halo });
  return around === 0 ? 0 : (await countMask(halo, crew)) / around;
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
  return await keepComponents(pieces, (c) => pieces.voxels[c]! * voxelMm3 >= NOISE_HOLLOW_MM3, crew);
}

async function withoutNoiseHollows({ crew, voxelMm3 }: Segmenting, mask: BitMask): Promise<BitMask> {
  const { background } = await enclosedCavities(mask, crew);
  using _ = background;
  const small = (c: number) => background.touchedSides[c] === 0 && background.voxels[c]! * voxelMm3 < NOISE_HOLLOW_MM3;
  const hollows = await keepComponents(background, small, crew);
  return await combineMasks('or', hollows, mask, crew, { out: hollows });
}
