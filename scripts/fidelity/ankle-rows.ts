import { ANKLE_DATA, ankleAgreement, type BoneAgreement, needsData } from '@specola/test-kit';
import { crew, unblurredFrom } from './bench-of-fidelity.ts';

/** The real ankle's bones against cryosections of the same woman. */
export async function ankleRows(): Promise<string[]> {
  const { skip } = needsData(...ANKLE_DATA);
  if (skip) throw new Error(skip);
  const before = await ankleAgreement(crew);
  const rows = await ankleAgreement(crew, unblurredFrom);
  const cell = (value: number | null) => value?.toFixed(2) ?? '';
  return rows.map(({ side, bone, inScanPercent, medianMm, p90Mm, otherFootMedianMm, mirroredMedianMm }, n) => {
    const cells = [before[n]!.medianMm, before[n]!.p90Mm, medianMm, p90Mm, otherFootMedianMm, mirroredMedianMm];
    return `| ${side} ${BONE_NAMES[bone]} | ${inScanPercent.toFixed(0)} % | ${cells.map(cell).join(' | ')} |`;
  });
}

const BONE_NAMES = {
  Calcaneous: 'calcaneus',
  Talus: 'talus',
  Navicular: 'navicular',
  Cuboid: 'cuboid',
  MedialCuneiform: 'medial cuneiform',
  IntermediateCuneiform: 'intermediate cuneiform',
  LateralCuneiform: 'lateral cuneiform',
  Phalanges: 'metatarsals and phalanges',
  Fibula: 'fibula',
  Tibia: 'tibia',
} as const satisfies Record<BoneAgreement['bone'], string>;
