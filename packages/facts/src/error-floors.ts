import type { Fact } from './fact.ts';

/**
 * What segmentation errs by at least, mm. What an image tells of its own doubt (noise, threshold) knows nothing of bias, so
 * no error budget takes less than this. A site that measured its own may set another (docs/site-rules.schema.json).
 */
export const SEGMENTATION_FLOOR_MM = {
  value: 0.8,
  source:
    'Schulze et al. 2024 (PMC10967057), 139 papers on anatomic models: median of the largest mean deviation that segmentation causes',
  checkedOn: '2026-11-25',
  confidence: 'stated',
} as const satisfies Fact<number>;

/** What a surface errs by at least where a hand drew it, mm: two trained people do not draw the same. */
export const HAND_EDIT_FLOOR_MM = {
  value: 1.1,
  source:
    'Eight mandibles, each drawn by an oncologist and a radiographer: median of the p95 distance, rounded up (docs/uncertainty.md)',
  checkedOn: '2026-11-25',
  confidence: 'measured',
} as const satisfies Fact<number>;
