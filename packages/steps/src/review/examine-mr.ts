import { otsuThreshold, type RimContact, rimContact, tissueSignal } from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { Volume } from '@specola/space';

/**
 * Below this the noise is a tenth of the tissue: a threshold between fat, muscle and the dark of cortical bone cuts through
 * specks. Real T1 heads have 11 (7 T, 0.7 mm) to 24 (1 × 1 × 4.8 mm).
 */
const LEAST_SIGNAL_TO_NOISE = 10;
/** Above this no single threshold holds for the whole image. Of the same heads those of 1 × 1 × 4.8 mm have 1.2 and 1.4, that of 7 T has 2.9. */
const MOST_SHADING = 2;

/** What an MR shows without a scale of its own: its tissue by Otsu's threshold, noise, shading, and where it leaves the field. */
export function examineMr(volume: Volume): {
  readonly tissueFrom: number | null;
  readonly rim: RimContact | null;
  readonly findings: readonly Finding[];
} {
  const tissueFrom = otsuThreshold(volume.values);
  if (tissueFrom === null) return { tissueFrom, rim: null, findings: [] };
  const findings: Finding[] = [];
  const { slope, intercept } = volume.valueScale;
  // Where a coil is far, tissue is darker than the threshold that holds for the whole: half of it, still above air.
  const darkest = Math.round(((slope * tissueFrom + intercept) / 2 - intercept) / slope);
  const signal = tissueSignal(volume, darkest);
  if (signal && signal.signalToNoise < LEAST_SIGNAL_TO_NOISE)
    findings.push({
      code: 'image/low-signal',
      severity: 'warning',
      what: `The tissue is only ${signal.signalToNoise.toFixed(1)} times as bright as the noise in it; a sound image has more than ${LEAST_SIGNAL_TO_NOISE}.`,
      why: 'A threshold cuts through specks instead of an edge: the surface comes out rough or with holes.',
      mend: 'Ask for more averages, a better coil or larger voxels.',
    });
  if (signal && signal.shading > MOST_SHADING)
    findings.push({
      code: 'image/shading',
      severity: 'warning',
      what: `The same tissue is up to ${signal.shading.toFixed(1)} times as bright in one part of the image as in another (intensity inhomogeneity).`,
      why: 'No single threshold holds for the whole image: what is fat near the coil is muscle far from it.',
      mend: 'Ask for the images with the scanner’s intensity correction, or correct them (N4) before they are segmented.',
    });
  return { tissueFrom, rim: rimContact(volume, { aboveHu: tissueFrom, depthMm: 12, stretchMm: 12 }), findings };
}
