import { z } from 'zod';

const lengthMm = z.number().nonnegative();
const percent = z.number().min(0).max(100).describe('Of the area that has an edge of the image beside it');

/** How far the surface moves when the threshold moves, over its area. */
export const ThresholdShift = z.strictObject({
  shiftHu: z
    .number()
    .nonnegative()
    .describe('Median shift of the threshold, each way, HU (the unit of the image for MR)'),
  inwardMeanMm: lengthMm.describe('Where the shift has moved it inward, over the places with a number'),
  outwardMeanMm: lengthMm,
  meanMm: lengthMm.describe('The larger of both ways, over the places with a number for both'),
  p95Mm: lengthMm,
  maxMm: lengthMm,
  vanishesPercent: percent.describe('Where the part itself is gone before the shifted threshold is met'),
  mergesPercent: percent.describe('Where it has met its neighbor before'),
  furtherPercent: percent.describe('Where it moves further than was looked; counted with the limit'),
});
export type ThresholdShift = z.infer<typeof ThresholdShift>;

/** What the image itself says of how well the surface is known, and the segmentation error that a budget takes. */
export const Uncertainty = z.strictObject({
  limitMm: lengthMm.describe('Moves were sought up to this far'),
  riseHu: z
    .number()
    .nonnegative()
    .nullable()
    .describe(
      'Median rise of the grey value from the lowest just outside to the highest just inside; null without edges',
    ),
  noiseHu: z
    .strictObject({ median: z.number().nonnegative(), p95: z.number().nonnegative() })
    .nullable()
    .describe('Noise beside the surface, read from the image; null where too little of it is even enough'),
  byNoise: ThresholdShift.nullable().describe('The threshold moved by the noise at each place'),
  byTenth: ThresholdShift.nullable().describe('The threshold moved by a tenth of the rise'),
  withoutEdgePercent: z
    .number()
    .min(0)
    .max(100)
    .describe("Share of the whole surface's area where the image has no edge"),
  p95Mm: lengthMm.nullable().describe('At each place the largest of both shifts and ways; 95 % of the area lie within'),
  floor: z.strictObject({
    mm: lengthMm,
    source: z.string(),
    checkedOn: z.iso.date(),
    setBy: z.enum(['table', 'site', 'user']),
  }),
  byHand: z
    .strictObject({ percent: z.number().min(0).max(100), floorMm: lengthMm, source: z.string() })
    .nullable()
    .describe(
      'Share of the area that was drawn by hand or by another program, and the larger floor that holds there; null where none was',
    ),
  segmentationErrorMm: lengthMm.describe(
    'What an error budget takes for segmentation: the largest of p95Mm, the floor, and the floor for what a hand or another program drew, where there is any',
  ),
});
export type Uncertainty = z.infer<typeof Uncertainty>;
