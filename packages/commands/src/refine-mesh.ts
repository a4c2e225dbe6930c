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
    simplifyMm: z
      .number()
      .min(0)
      .default(0.1)
      .describe('No point of the surface moves further than this when simplified, mm; 0 switches it off'),
    targetTriangles: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('Stop simplifying at this many triangles; null goes as far as the bound lets it'),
    smallestShellMm3: z.number().min(0).default(100).describe('Shells that enclose less than this are removed, mm³'),
  }),
  gives: { mesh: 'mesh' },
});
