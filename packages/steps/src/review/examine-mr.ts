import { otsuThreshold, type RimContact, rimContact, tissueSignal } from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { Volume } from '@specola/space';
import type { RuleTable } from './scan-facts.ts';

/** What an MR shows without a scale of its own: its tissue by Otsu's threshold, noise, shading, and where it leaves the field. */
export function examineMr(
  volume: Volume,
  rules: Pick<RuleTable, 'signal-to-noise' | 'shading'>,
): {
  readonly signalToNoise: number | null;
  readonly shading: number | null;
  readonly tissueFrom: number | null;
  readonly rim: RimContact | null;
  readonly findings: readonly Finding[];
} {
  const tissueFrom = otsuThreshold(volume.values);
  if (tissueFrom === null) return { tissueFrom, signalToNoise: null, shading: null, rim: null, findings: [] };
  const findings: Finding[] = [];
  const leastSignal = rules['signal-to-noise'].model.limited;
  const mostShading = rules.shading.model.limited;
  const { slope, intercept } = volume.valueScale;
  // Where a coil is far, tissue is darker than the threshold that holds for the whole: half of it, still above air.
  const darkest = Math.round(((slope * tissueFrom + intercept) / 2 - intercept) / slope);
  const signal = tissueSignal(volume, darkest);
  if (signal && leastSignal !== null && signal.signalToNoise < leastSignal)
    findings.push({
      code: 'image/low-signal',
      severity: 'warning',
      what: `The tissue is only ${signal.signalToNoise.toFixed(1)} times as bright as the noise in it; a sound image has more than ${leastSignal}.`,
      why: 'A threshold cuts through specks instead of an edge: the surface comes out rough or with holes.',
      mend: 'Ask for more averages, a better coil or larger voxels.',
    });
  if (signal && mostShading !== null && signal.shading > mostShading)
    findings.push({
      code: 'image/shading',
      severity: 'warning',
      what: `The same tissue is up to ${signal.shading.toFixed(1)} times as bright in one part of the image as in another (intensity inhomogeneity).`,
      why: 'No single threshold holds for the whole image: what is fat near the coil is muscle far from it.',
      mend: 'Ask for the images with the scanner’s intensity correction, or correct them (N4) before they are segmented.',
    });
  return {
    tissueFrom,
    signalToNoise: signal?.signalToNoise ?? null,
    shading: signal?.shading ?? null,
    rim: rimContact(volume, { aboveHu: tissueFrom, depthMm: 12, stretchMm: 12 }),
    findings,
  };
}
