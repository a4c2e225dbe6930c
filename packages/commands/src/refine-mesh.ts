import { z } from 'zod';
import { declareCommand } from './declare.ts';

/** Smoothing, simplifying and taking back what made triangles meet are one command: each bound holds for the result. */
export const refineMesh = declareCommand({
  name: 'mesh.refine',
  does: 'Smooths and simplifies a surface within bounds, and leaves it closed, manifold and free of self-intersections',
  takes: { surface: 'surface' },
  params: z.strictObject({
    smoothMm: z
      .number()
      .min(0)
      .default(0.2)
      .describe('No vertex moves further than this when smoothed, mm; 0 switches it off'),
    smoothIterations: z.int().min(0).max(100).default(10).describe('Passes of non-shrinking smoothing'),
    // Relative unless given: at one bound in mm a fine scan would lose what it shows, and a coarse one keep its noise as
    // triangles. A fifth of a voxel adds 0.02 mm to the mean error of a ball at 0.5 mm voxels, and 0.006 mm on an ankle at 1 mm.
    simplifyMm: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .describe(
        'No point of the surface moves further than this when simplified, mm; 0 switches it off; if not given, a fifth of the raw surface’s mean triangle side (about a voxel), 0.25 mm at most',
      ),
    targetTriangles: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('Stop simplifying at this many triangles; if not given, go as far as the bound lets it'),
    smallestShellMm3: z.number().min(0).default(100).describe('Shells that enclose less than this are removed, mm³'),
  }),
  gives: { mesh: 'mesh' },
});
