import { TISSUE_BANDS } from '@specola/facts';
import { ballElement, combineMasks, components, countComponentsIn, dilateMask, thresholdMask } from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { rimOf } from './keep-anatomy.ts';
import { MaskScope, type Segmenting } from './segmenting.ts';

/** Soft tissue over a bone is thicker than this, but at the shin and over a lung; a dry bone has none. */
const COVER_MM = 2;

/** A scan with less than this share of its dense pieces in soft tissue shows a dry bone or a phantom, and its table. */
const LEAST_COVERED_SHARE = 0.05;

/** Whether dense pieces stand in air: hardly any of them has soft tissue around most of its surface. */
export async function standsInAir(job: Segmenting, dense: BitMask): Promise<boolean> {
  const { volume, crew, spacingMm, voxelMm3, params } = job;
  using masks = new MaskScope(crew);
  const air = masks.hold(await thresholdMask(volume, { from: -Infinity, to: TISSUE_BANDS.body.value.fromHu }, crew));
  const nearAir = masks.hold(await dilateMask(air, ballElement(COVER_MM, spacingMm), crew));
  const rim = masks.hold(await rimOf(dense, crew));
  using pieces = await components(dense, 6, crew);
  const rims = await countComponentsIn(pieces, rim, crew);
  await combineMasks('and', rim, nearAir, crew, { out: rim });
  const airy = await countComponentsIn(pieces, rim, crew);
  let [covered, all] = [0, 0];
  for (let c = 0; c < pieces.count; c++) {
    if (pieces.voxels[c]! * voxelMm3 < params.islandMm3) continue;
    all += pieces.voxels[c]!;
    if (airy[c]! < 0.5 * rims[c]!) covered += pieces.voxels[c]!;
  }
  return covered < LEAST_COVERED_SHARE * all;
}
