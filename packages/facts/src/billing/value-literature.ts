import type { Provenance } from '../fact.ts';

/** A figure that has been published about what models and guides are worth. */
export interface LiteratureFigure extends Provenance {
  readonly says: string;
}

const stated = (says: string, source: string): LiteratureFigure => ({
  says,
  source,
  checkedOn: '2026-11-25',
  confidence: 'stated',
});

/** What appeals, packets and reports of value quote; each as its source gives it. */
export const VALUE_LITERATURE: readonly LiteratureFigure[] = [
  stated(
    'Models saved 62 minutes in the operating room on average, about $3,720 a case, at $62 a minute (range $22 to $133).',
    'Ballard et al. 2020, PMC7078060',
  ),
  stated('Guides saved 23 minutes on average, about $1,488 a case.', 'Ballard et al. 2020, PMC7078060'),
  stated('A program breaks even at about 63 models or guides a year.', 'Ballard et al. 2020, PMC7078060'),
  stated(
    'Surgeons of 111 cases in the ACR-RSNA registry put the time saved at 38.5 minutes on average.',
    'ACR-RSNA registry, interim report, AuntMinnie 15632401',
  ),
  stated(
    'In 2,637 cases of 20 sites (June 2020 to June 2023) the confidence in the plan rose (p < 0.001); clinicians spent 92.4 minutes a case and others 335.0.',
    'Wang et al., JACR 2024 (ACR-RSNA registry)',
  ),
  stated(
    'Median of the largest mean deviation of printed models: segmentation 0.80 mm, printing 0.26 mm, together 0.825 mm.',
    'Schulze et al. 2024, PMC10967057',
  ),
];
