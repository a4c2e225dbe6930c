import type { Fact } from './fact.ts';

/** What the authors of TotalSegmentator say of it. */
export const TOTAL_SEGMENTATOR: Fact<{
  readonly name: string;
  readonly author: string;
  readonly status: 'not-cleared';
  readonly statement: string;
}> = {
  value: {
    name: 'TotalSegmentator',
    author: 'University Hospital Basel',
    status: 'not-cleared',
    statement: 'Its authors: not a medical device, not intended for clinical usage',
  },
  source: 'README of github.com/wasserth/TotalSegmentator',
  checkedOn: '2026-11-25',
  confidence: 'stated',
};
