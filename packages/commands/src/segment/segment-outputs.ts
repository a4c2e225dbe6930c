import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { verifyUncertainty } from '../verify-uncertainty.ts';
import { EDIT_TAKES, SegmentId } from './editing.ts';

export const writeSegments = declareCommand({
  name: 'segments.write',
  does: 'Writes all segments as one NRRD in LPS that 3D Slicer opens, overlapping ones in layers',
  takes: EDIT_TAKES,
  params: z.strictObject({}),
  gives: { segmentation: 'file' },
});

export const measureSegments = declareCommand({
  name: 'segments.measure',
  does: 'Measures every segment',
  takes: EDIT_TAKES,
  params: z.strictObject({}),
  gives: { table: 'table' },
});

export const doubtSegments = declareCommand({
  name: 'segments.uncertainty',
  does: 'Says of every segment how far its surface would lie elsewhere with another threshold, and how much of it a hand drew',
  takes: EDIT_TAKES,
  params: verifyUncertainty.params,
  gives: { uncertainties: 'uncertainties' },
});

export const compareSegments = declareCommand({
  name: 'segments.compare',
  does: 'Compares two segments: overlap, volumes, distances of their surfaces both ways',
  takes: { ...EDIT_TAKES, comparisons: 'comparisons' },
  params: z.strictObject({ segment: SegmentId, with: SegmentId.describe('The segment to compare with') }),
  gives: { comparisons: 'comparisons' },
});

export const previewSegments = declareCommand({
  name: 'segments.preview',
  does: 'Draws nine slices with the segments in their colors',
  takes: EDIT_TAKES,
  params: z.strictObject({
    widthPx: z.int().min(300).max(6000).default(1800).describe('Width of the picture in pixels'),
  }),
  gives: { picture: 'picture' },
});
