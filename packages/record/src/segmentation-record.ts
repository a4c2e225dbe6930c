import { SEGMENT_STATUSES, SIDES } from '@specola/space';
import { z } from 'zod';
import { AutomaticFacts } from './automatic.ts';
import { Finding } from './finding.ts';
import { Artifact, RunFacts, Source } from './model-record.ts';
import { Recipe } from './recipe.ts';
import { Origin } from './taken-in.ts';
import { Uncertainty } from './uncertainty.ts';

const pointLpsMm = z.tuple([z.number(), z.number(), z.number()]);

/** What is measured of one segment. Null for what a record from before it was measured does not hold. */
export const SegmentMeasures = z.strictObject({
  segment: z.string(),
  voxels: z.int().nonnegative(),
  volumeMm3: z.number().nonnegative().describe('Voxels times the volume of one'),
  surface: z
    .strictObject({
      areaMm2: z.number().nonnegative(),
      volumeMm3: z.number().describe('Enclosed by the surface'),
      roundness: z.number().describe('Area of a ball of the same volume over the area: 1 for a ball'),
    })
    .nullable()
    .default(null)
    .describe('The grey-value surface where a threshold made the segment, else that of its blurred voxels'),
  centroidLpsMm: pointLpsMm.nullable().describe('Mean of the voxel centers; null for an empty segment'),
  boxLpsMm: z
    .strictObject({ min: pointLpsMm, max: pointLpsMm })
    .nullable()
    .describe('Along the axes of the patient, around the voxel centers'),
  feret: z
    .strictObject({ lengthMm: z.number().nonnegative(), fromLpsMm: pointLpsMm, toLpsMm: pointLpsMm })
    .nullable()
    .default(null)
    .describe('The two voxel centers that lie furthest apart'),
  principal: z
    .strictObject({
      axesLps: z.tuple([pointLpsMm, pointLpsMm, pointLpsMm]).describe('Unit directions, of the largest spread first'),
      variancesMm2: pointLpsMm.describe('Of the voxel centers along each, mm²'),
      elongation: z.number().nullable().describe('Spread along the first over the second'),
      flatness: z.number().nullable().describe('Spread along the second over the third'),
    })
    .nullable()
    .default(null),
  orientedBox: z
    .strictObject({ centerLpsMm: pointLpsMm, sidesMm: pointLpsMm.describe('Along the principal axes') })
    .nullable()
    .default(null)
    .describe('Around the voxel centers, along the principal axes'),
  valueHu: z
    .strictObject({ min: z.number(), max: z.number(), mean: z.number(), median: z.number(), sd: z.number() })
    .nullable()
    .describe('Of the grey values, HU (the unit of the image for MR)'),
});
export type SegmentMeasures = z.infer<typeof SegmentMeasures>;

export const OneWayDistances = z.strictObject({ meanMm: z.number(), p95Mm: z.number(), maxMm: z.number() });
export type OneWayDistances = z.infer<typeof OneWayDistances>;

/** How two segments agree. */
export const SegmentComparison = z.strictObject({
  segment: z.string(),
  with: z.string(),
  dice: z.number().nullable().describe('Twice the voxels of both over the voxels of each; null when both are empty'),
  volumesMm3: z.tuple([z.number(), z.number()]),
  volumeDifferencePercent: z.number().nullable(),
  distances: z
    .strictObject({ there: OneWayDistances, back: OneWayDistances })
    .nullable()
    .describe('From the surface of the one to that of the other, and back'),
});
export type SegmentComparison = z.infer<typeof SegmentComparison>;

/** How well the surface of a segment is known. */
export const SegmentUncertainty = z.strictObject({ segment: z.string(), ...Uncertainty.shape });
export type SegmentUncertainty = z.infer<typeof SegmentUncertainty>;

/** What a segment in the files is. */
export const SegmentFacts = z.strictObject({
  id: z.string(),
  name: z.string(),
  color: z.tuple([z.int(), z.int(), z.int()]),
  anatomy: z.string().nullable(),
  side: z.enum(SIDES).nullable(),
  status: z.enum(SEGMENT_STATUSES),
  locked: z.boolean(),
  isoHu: z.number().nullable(),
  layer: z.int().nonnegative().describe('Layer of the segmentation file'),
  label: z.int().positive().describe('Value in that layer'),
});
export type SegmentFacts = z.infer<typeof SegmentFacts>;

/** record.json of a segmentation: what was made, from what, and how. */
export const SegmentationRecord = z.strictObject({
  schema: z.literal('specola/segmentation-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  notice: z.string(),
  source: Source,
  origin: Origin.optional().describe('Where the segments came from, when another program made them'),
  automatic: AutomaticFacts.optional().describe('The model that made segments before the recipe, where one did'),
  findings: z.array(Finding),
  recipe: Recipe,
  segments: z.array(SegmentFacts),
  measures: z.array(SegmentMeasures),
  comparisons: z.array(SegmentComparison).default([]),
  uncertainties: z
    .array(SegmentUncertainty)
    .default([])
    .describe('How well each surface is known, and the segmentation error for the budget; empty where nobody asked'),
  artifacts: z.array(Artifact),
  run: RunFacts,
});
export type SegmentationRecord = z.infer<typeof SegmentationRecord>;
