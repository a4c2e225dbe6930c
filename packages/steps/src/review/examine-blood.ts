import { type Crew, components, componentValues, marginMask, thresholdMask } from '@specola/kernels';
import type { Finding } from '@specola/record';
import { spacingMmOf, type Volume } from '@specola/space';

/** Blood in an arterial phase; without contrast agent it has 40 to 60 HU, muscle 50 to 70. Bone and metal lie above. */
const BRIGHT_BLOOD_HU = { from: 180, to: 700 };
/** What is left of a vessel or chamber of more than twice this width, once its rim is taken off. */
const RIM_MM = 6;
/** Blood with contrast agent, as the grey values show it. */
export interface BrightBlood {
  readonly meanHu: number;
  readonly coreMm3: number;
}

/** The largest pool of enhanced blood, of at least a volume: spongy bone has such values too. Null where there is none. */
export async function brightBlood(
  volume: Volume,
  { leastMm3 }: { readonly leastMm3: number },
  crew: Crew,
): Promise<BrightBlood | null> {
  const spacingMm = spacingMmOf(volume.ijkToLps);
  const [si, sj, sk] = spacingMm;
  const bright = await thresholdMask(volume, BRIGHT_BLOOD_HU, crew);
  try {
    const core = await marginMask(bright, -RIM_MM, spacingMm, crew);
    try {
      using pools = await components(core, 6, crew);
      const values = await componentValues(pools, volume, crew);
      const largest = values.reduce((most, one) => (one.voxels > most.voxels ? one : most), {
        voxels: 0,
        mean: 0,
        standardDeviation: 0,
      });
      const coreMm3 = largest.voxels * si * sj * sk;
      return coreMm3 < leastMm3 ? null : { meanHu: largest.mean, coreMm3 };
    } finally {
      crew.arena.release(core.words);
    }
  } finally {
    crew.arena.release(bright.words);
  }
}

/** Whether the grey values bear out what the headers say of a contrast agent; a header that is not there says nothing. */
export function contrastFinding(blood: BrightBlood | null, named: boolean | null): Finding | null {
  const seen = blood && `${blood.meanHu.toFixed(0)} HU in the largest pool of blood (muscle has 50 to 70)`;
  if (seen && named === true)
    return {
      code: 'image/contrast-seen',
      severity: 'info',
      what: `The contrast agent that the headers name is seen: ${seen}.`,
      why: 'Headers are filled in before the injection, and stay when it fails; grey values do not.',
      mend: 'Nothing needs to be done.',
    };
  if (seen)
    return {
      code: 'image/contrast-seen',
      severity: 'warning',
      what: `${named === false ? 'The headers name no contrast agent, and there is one' : 'There is contrast agent'}: ${seen}.`,
      why: 'Vessels with contrast agent are as bright as spongy bone: a threshold for bone takes them along.',
      mend: 'For vessels take this series; for bone check that no vessel hangs on it, or take a series without contrast agent.',
    };
  if (named === true)
    return {
      code: 'image/contrast-not-seen',
      severity: 'warning',
      what: `The headers name a contrast agent, and no vessel or chamber wider than ${2 * RIM_MM} mm is brighter than ${BRIGHT_BLOOD_HU.from} HU.`,
      why: 'The series was taken before the injection, late after it, or shows small vessels only: a model of them at a usual threshold would be empty or broken.',
      mend: 'Look at the slices; take the arterial phase of the study if there is one.',
    };
  return null;
}
