import { ISO_LIMITS_HU, TISSUE_BANDS } from '@specola/facts';
import {
  ballElement,
  closeMask,
  combineMasks,
  components,
  countMask,
  type EdgePlateaus,
  edgePlateaus,
  erodeMask,
  evenEdges,
  sampleMask,
  thresholdMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { findBloodSeeds, growBlood } from './find-blood-pool.ts';
import { fillEnclosed } from './find-body.ts';
import { keepAnatomy, rimOf } from './keep-anatomy.ts';
import { GROW_IN_AIR_MM, keepNear } from './keep-near.ts';
import {
  betweenValues,
  chooseComponents,
  type FoundSegment,
  litersOrMm3,
  MaskScope,
  noteRegions,
  type Segmenting,
} from './segmenting.ts';
import { standsInAir } from './stands-in-air.ts';
import { dropIslands, fillBone } from './tidy-mask.ts';

/** Cortex peaks within this of its outer edge; further in lies marrow, and other bones. */
const CORTEX_MM = 2.5;

/** Far enough for the point spread to have died away, near enough to miss the next bone. */
const OUTSIDE_MM = [1.5, 3] as const;

/** Up to this voxel size (the side of a cube of the same volume) the reaches above hold. */
const COARSE_MM = 1.3;

/** Softer edges are noise, cartilage or contrast in small vessels. */
const LEAST_RISE_HU = 100;

/** Profiles: beyond this the medians of the three real scans move by less than 3 HU. */
const PROFILES = 30_000;

/** Edges that are fitted, and how many of them must be even on both sides to be believed: a twelfth of a thick cortex. */
const FITTED = 600;
const EVEN = 200;
const FEWEST_EVEN = 50;

/**
 * A quarter of the cortex does not reach the lower quartile of the peaks; a surface above this share of it tears thin
 * shells open. On the ankle (quartile 429 HU, halfway 314) the walls of the calcaneus have holes of a centimetre at
 * 314 HU, pinholes at 266 (0.62), and joints begin to bridge at 226. Thick cortex is then 0.1 to 0.2 mm too large.
 */
const THIN_CORTEX_SHARE = 0.62;

/** Where enhanced blood is sought among bone, and how large it must be: bone must never be taken for it. */
const BLOOD = {
  bands: [
    { fromHu: 226, toHu: 600 },
    { fromHu: 320, toHu: 600 },
  ],
  smallestMm3: 10_000,
};

/** Bone, from 226 HU on; its surface at the half-maximum between cortex and what surrounds it, found in the image. */
export async function segmentBone(job: Segmenting): Promise<FoundSegment> {
  const { volume, params, crew } = job;
  using masks = new MaskScope(crew);
  const [low, high] = params.thresholdHu ?? [TISSUE_BANDS.bone.value.fromHu, Infinity];
  const sought = `values from ${low} ${high === Infinity ? 'HU on' : `to ${high} HU`}`;
  const seeds = masks.hold(await thresholdMask(volume, { from: low, to: high }, crew));
  job.pace.report(0.1);
  const inAir = await standsInAir(job, seeds);
  const bone = params.removeTable
    ? masks.hold(await keepAnatomy(job, seeds, { inAir, least: params.islandMm3 }))
    : seeds;
  if (!inAir) await removeBlood(job, bone);
  job.pace.report(0.4);

  if (params.thresholdHu) {
    const kept = masks.hold(await dropIslands(job, bone));
    await fillBone(job, kept);
    return { mask: masks.keep(kept), isoHu: betweenValues(low - 1), brighterInside: true, sought };
  }
  const { isoHu, outsideHu } = await findBoneIso(job, bone, inAir);
  job.pace.report(0.6);
  const above = masks.hold(await thresholdMask(volume, { from: isoHu, to: Infinity }, crew));
  if (isoHu >= low) await combineMasks('and', above, bone, crew, { out: above });
  else await keepNear(job, above, bone, { from: isoHu, to: low });
  const kept = masks.hold(await dropIslands(job, above));
  masks.drop(above);
  await fillBone(job, kept, { levels: inAir || outsideHu === null ? null : { isoHu, outsideHu } });
  return { mask: masks.keep(kept), isoHu, brighterInside: true, sought };
}

/** Takes enhanced vessels and heart chambers out of the bones, in place. */
async function removeBlood(job: Segmenting, bone: BitMask): Promise<void> {
  const { crew } = job;
  using masks = new MaskScope(crew);
  const seeds = await findBloodSeeds(job, bone, BLOOD);
  if (!seeds) return;
  masks.hold(seeds.mask);
  const pool = await growBlood(job, seeds, bone);
  masks.hold(pool.mask);
  using vessels = await components(pool.mask, 6, crew);
  const mm3 = noteRegions(
    job,
    vessels,
    chooseComponents(vessels, () => true),
    { change: 'removed', reason: 'contrast-agent' },
  );
  await combineMasks('andNot', bone, pool.mask, crew, { out: bone });
  job.findings.push({
    code: 'segment/contrast-removed',
    severity: 'warning',
    what: `Vessels and heart chambers with contrast, ${litersOrMm3(mm3)} at ${Math.round(pool.levelHu)} HU, were taken out of the bones.`,
    why: 'Enhanced blood is as bright as bone. It was told by being thick, even and without a cortex; where a vessel touches bone the border is a guess, and branches that are thin or undiluted may stay.',
    mend: 'Compare the contour with the slices, or choose a series without contrast.',
  });
}

/** The value halfway between cortex and what surrounds it, met along the outer edges of the bones. */
async function findBoneIso(
  job: Segmenting,
  bone: BitMask,
  inAir: boolean,
): Promise<{ isoHu: number; outsideHu: number | null }> {
  const { crew, spacingMm } = job;
  using masks = new MaskScope(crew);
  // The outer edge: walls of marrow spaces have other plateaus, and more of them.
  const around = ballElement(Math.max(2, 1.01 * Math.max(...spacingMm)), spacingMm);
  const solid = masks.hold(await closeMask(bone, around, crew));
  await fillEnclosed(solid, crew);
  const deep = masks.hold(await erodeMask(solid, around, crew));
  const rim = masks.hold(await rimOf(bone, crew));
  await combineMasks('andNot', rim, deep, crew, { out: rim });
  const edges = await readEdges(job, rim);
  const level = await levelOfEvenEdges(job, rim);
  const start = TISSUE_BANDS.bone.value.fromHu;
  if (!edges) {
    job.findings.push({
      code: 'segment/threshold-not-found',
      severity: 'warning',
      what: `No clear edge of bone was found, so the surface runs through ${start} HU.`,
      why: 'The threshold is read from grey values across bone edges, and these rise by too little.',
      mend: 'Look at the segmentation, and give a threshold with --threshold-hu if it does not fit.',
    });
    return { isoHu: betweenValues(start - 1), outsideHu: null };
  }
  const limits = (inAir ? ISO_LIMITS_HU.boneInAir : ISO_LIMITS_HU.bone).value;
  const half = level ?? (edges.inside + edges.outside) / 2;
  const thin = THIN_CORTEX_SHARE * edges.insideQuartiles[0];
  const isoHu = betweenValues(Math.min(Math.max(Math.min(half, thin), limits.fromHu), limits.toHu));
  tellIso(job, { edges, half, isoHu, inAir });
  return { isoHu, outsideHu: edges.outside };
}

/**
 * Halfway up the edges of cortex thick enough to be even, in the median; null where there are few. A cortex of three or
 * four times the blur peaks lower than it is: on the phantom patient (1200 HU) at 1118, so that halfway between what the
 * profiles show is 50 HU, or 0.04 mm, too low.
 */
async function levelOfEvenEdges(job: Segmenting, rim: BitMask): Promise<number | null> {
  const places = sampleMask(rim, await countMask(rim, job.crew), { most: FITTED });
  const levels = evenEdges(job.volume, places, { most: EVEN })
    .map(({ low, rise }) => low + rise / 2)
    .sort((a, b) => a - b);
  return levels.length < FEWEST_EVEN ? null : levels[levels.length >> 1]!;
}

async function readEdges(job: Segmenting, rim: BitMask): Promise<EdgePlateaus | null> {
  const places = sampleMask(rim, await countMask(rim, job.crew), { most: PROFILES });
  // Coarse voxels blur further: reach in proportion.
  const coarse = Math.max(1, Math.cbrt(job.voxelMm3) / COARSE_MM);
  return edgePlateaus(job.volume, places, {
    insideMm: CORTEX_MM * coarse,
    outsideMm: [OUTSIDE_MM[0] * coarse, OUTSIDE_MM[1] * coarse],
    leastRise: LEAST_RISE_HU,
  });
}

function tellIso(
  job: Segmenting,
  { edges, half, isoHu, inAir }: { edges: EdgePlateaus; half: number; isoHu: number; inAir: boolean },
): void {
  const [q1, q3] = edges.insideQuartiles.map(Math.round) as [number, number];
  job.findings.push({
    code: 'segment/threshold-found',
    severity: 'info',
    what: `The surface runs through ${isoHu} HU: over ${edges.profiles} profiles cortex peaks at ${Math.round(edges.inside)} HU (half of them between ${q1} and ${q3}), what surrounds it lies at ${Math.round(edges.outside)} HU, halfway is ${Math.round(half)} HU.`,
    why:
      half > isoHu + 1
        ? 'Halfway would tear thin cortex open, so the surface runs lower; thick cortex comes out larger by a fraction of a voxel.'
        : 'Halfway between both is where a blurred edge truly lies; cortex thinner than the blur peaks lower.',
    mend: 'Give another threshold with --threshold-hu LOW,HIGH if thin bone is missing or joints are bridged.',
  });
  if (inAir)
    job.findings.push({
      code: 'segment/bone-in-air',
      severity: 'warning',
      what: 'The bone stands in air: this is a dry bone or a phantom, not a patient.',
      why: `The surface lies halfway between material and air, below other materials that touch it; the segment reaches at most ${GROW_IN_AIR_MM} mm beyond ${TISSUE_BANDS.bone.value.fromHu} HU.`,
      mend: 'Give a threshold with --threshold-hu LOW,HIGH if parts of a stand or table come along.',
    });
}
