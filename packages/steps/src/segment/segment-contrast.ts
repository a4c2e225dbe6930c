import { ISO_LIMITS_HU } from '@specola/facts';
import { ballElement, combineMasks, erodeMask, thresholdMask } from '@specola/kernels';
import { type BloodPool, findBloodSeeds, growBlood } from './find-blood-pool.ts';
import { findBody } from './find-body.ts';
import { BELOW_SKIN_MM } from './keep-anatomy.ts';
import { betweenValues, type FoundSegment, litersOrMm3, MaskScope, type Segmenting } from './segmenting.ts';
import { dropIslands, fillPores } from './tidy-mask.ts';

/** Muscle and unenhanced blood. */
const MUSCLE_HU = 50;

/** Weak, common, strong and very strong enhancement. */
const BLOOD = {
  bands: [
    { fromHu: 140, toHu: 450 },
    { fromHu: 226, toHu: 600 },
    { fromHu: 320, toHu: 600 },
    { fromHu: 450, toHu: 1000 },
  ],
  smallestMm3: 2000,
};

/** Vessels and heart chambers filled with contrast; their surface halfway between muscle and enhanced blood. */
export async function segmentContrast(job: Segmenting): Promise<FoundSegment> {
  const { volume, params, crew, spacingMm } = job;
  using masks = new MaskScope(crew);
  const body = masks.hold(await findBody(job));
  const core = masks.hold(await erodeMask(body, ballElement(BELOW_SKIN_MM, spacingMm), crew));
  masks.drop(body);
  const brightFrom = async (from: number, to: number) => {
    const bright = masks.hold(await thresholdMask(volume, { from, to }, crew));
    return params.removeTable ? await combineMasks('and', bright, core, crew, { out: bright }) : bright;
  };
  job.pace.report(0.2);

  const [low, high] = params.thresholdHu ?? [undefined, Infinity];
  const start = low ?? BLOOD.bands[0]!.fromHu;
  const seeds = await findBloodSeeds(job, await brightFrom(start, high), BLOOD);
  job.pace.report(0.5);
  if (!seeds) {
    const none = masks.hold(await brightFrom(1, 0));
    const sought = `no large even region brighter than ${start} HU without a rim of cortex`;
    return { mask: masks.keep(none), isoHu: low ?? ISO_LIMITS_HU.contrast.value.fromHu, brighterInside: true, sought };
  }
  masks.hold(seeds.mask);
  const { fromHu, toHu } = ISO_LIMITS_HU.contrast.value;
  const half = Math.min(Math.max((MUSCLE_HU + seeds.levelHu) / 2, fromHu), toHu);
  const isoHu = low === undefined ? betweenValues(half) : betweenValues(low - 1);
  const pool = await growBlood(job, seeds, await brightFrom(isoHu, high));
  masks.hold(pool.mask);
  job.pace.report(0.8);
  const kept = masks.hold(await dropIslands(job, pool.mask));
  await fillPores(job, kept);
  tellPool(job, pool, isoHu);
  return { mask: masks.keep(kept), isoHu, brighterInside: true, sought: 'enhanced blood' };
}

function tellPool(job: Segmenting, { levelHu, spreadHu, touchingBoneMm3 }: BloodPool, isoHu: number): void {
  job.findings.push(
    {
      code: 'segment/threshold-found',
      severity: 'info',
      what: `Enhanced blood lies at ${Math.round(levelHu)} HU (spread ${Math.round(spreadHu)}), the surface runs through ${isoHu} HU.`,
      why: `Halfway between muscle (${MUSCLE_HU} HU) and blood is where a blurred wall truly lies.`,
      mend: 'Give another threshold with --threshold-hu LOW,HIGH if vessels are cut short or run together.',
    },
    {
      code: 'segment/contrast-limits',
      severity: 'warning',
      what: `Vessels were told from bone by brightness, evenness and shape alone; ${litersOrMm3(touchingBoneMm3)} of bone or undiluted contrast touch them.`,
      why: 'Where a vessel touches bone, calcification or metal the border is a guess; thin vessels end where they fade into muscle, and undiluted contrast in the feeding vein may be left out.',
      mend: 'Compare the contour with the slices before the model is used, above all along the spine and the ribs.',
    },
  );
}
