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
