import { z } from 'zod';
import { PlaceLpsMm } from './check.ts';

const count = z.int().nonnegative();
const lengthMm = z.number().nonnegative();

/** What was measured on the written file, read again. */
export const MeshMeasures = z.strictObject({
  triangles: count,
  vertices: count,
  volumeMm3: z.number(),
  areaMm2: z.number().nonnegative(),
  boundsLpsMm: z.strictObject({ min: PlaceLpsMm, max: PlaceLpsMm }),
  shells: count,
  openEdges: count,
  nonManifoldEdges: count,
  selfIntersections: count.describe('Pairs of triangles that cut each other'),
  thinnestWallMm: z
    .strictObject({ thicknessMm: lengthMm, atLpsMm: PlaceLpsMm })
    .nullable()
    .describe('Thinnest wall met, and where; null when the surface has none'),
});
export type MeshMeasures = z.infer<typeof MeshMeasures>;

/** A part of the surface or volume that the final model leaves out or adds, listed apart from the distances. */
export const ChangedRegion = z.strictObject({
  change: z.enum(['filled', 'removed']),
  reason: z.enum([
    'pore',
    'open-pore',
    'thin-cortex',
    'cavity',
    'loose-island',
    'scanner-table',
    'outside-body',
    'contrast-agent',
    'small-shell',
    'repair',
  ]),
  count,
  volumeMm3: z.number().nonnegative(),
  largestMm3: z.number().nonnegative(),
  atLpsMm: PlaceLpsMm.describe('A point in the largest of them'),
});
export type ChangedRegion = z.infer<typeof ChangedRegion>;

export const Distances = z.strictObject({ meanMm: lengthMm, p95Mm: lengthMm, maxMm: lengthMm });
export type Distances = z.infer<typeof Distances>;

/** How far the final mesh is from the grey-value surface of the kept segment, surface to surface. */
export const Fidelity = z.strictObject({
  meanMm: lengthMm,
  p95Mm: lengthMm,
  maxMm: lengthMm.describe('Both ways: the larger of the two directions'),
  modelToImage: Distances,
  imageToModel: Distances,
  samples: count,
  withoutImagePercent: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .describe(
      "Share of the model's area with no edge of the image beside it: cuts at the border of the scan, closed pores, places where something was cut off. The distances say nothing about it. Null in records from before it was measured",
    ),
  changedRegions: z.array(ChangedRegion),
});
export type Fidelity = z.infer<typeof Fidelity>;

/** How far the image is blurred, and what was done about it: curved surfaces look smaller in a blurred image. */
export const Blur = z.strictObject({
  sigmaMm: z
    .tuple([lengthMm, lengthMm, lengthMm])
    .nullable()
    .describe('Sigma of point spread and voxel together along i, j, k; null where the image has too few even edges'),
  spreadMm: lengthMm.nullable().describe('Half of the edges lie within this of it'),
  edges: count.describe('Edges that it was read from'),
  corrected: z.boolean().describe('Whether the surface was moved'),
  boundMm: lengthMm.describe('No vertex moved further'),
  largestMoveMm: lengthMm,
  meanMoveMm: z.number().describe('Outward where positive, over all vertices of the grey-value surface'),
  meanSizeMm: lengthMm.describe('The same without the sign'),
});
export type Blur = z.infer<typeof Blur>;

/** Where the surface of segments that somebody made comes from: from the scan's grey values, or from their voxels alone. */
export const SurfaceSource = z.strictObject({
  from: z.enum(['grey', 'mask']),
  asked: z.enum(['auto', 'grey', 'mask']).describe('What the recipe asked for'),
  followedPercent: z
    .number()
    .min(0)
    .max(100)
    .describe('Share of the faces between a voxel inside and one outside that the best grey value parts'),
  level: z.number().describe('That grey value, in the unit of the source'),
  facesCompared: count,
  voxelsMm3: z.number().nonnegative().describe('Volume of the voxels of the segment, to compare that of the mesh with'),
  smoothedMm: lengthMm.describe('Sigma by which the voxels were blurred; 0 where grey values were taken'),
  boundMm: lengthMm.describe('No vertex lies further than this from the middle between the two voxels that it parts'),
});
export type SurfaceSource = z.infer<typeof SurfaceSource>;
