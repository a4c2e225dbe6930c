import { VESSEL_WALLS } from '@specola/facts';
import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { PointLpsMm } from '../segment/editing.ts';
import { ComponentId, MODEL_GIVES, MODEL_TAKES, TARGETS } from './targets.ts';

const resolutionMm = z
  .number()
  .min(0.05)
  .max(5)
  .default(0.4)
  .describe('Spacing of the grid that distances are measured on, mm; coarser where a part would take too much memory');

const Direction = z
  .tuple([z.number(), z.number(), z.number()])
  .refine((v) => v.some((c) => c !== 0), 'it has no length');

export const rebuildComponents = declareCommand({
  name: 'model.rebuild',
  does: 'Makes the surface of components anew from distances, at a stated resolution: always closed, whatever it was before',
  takes: MODEL_TAKES,
  params: z.strictObject({ ...TARGETS, resolutionMm }),
  gives: MODEL_GIVES,
});

export const repairComponents = declareCommand({
  name: 'model.repair',
  does: 'Makes solids of components that are not: welds, drops empty triangles, turns all alike, closes holes, joins shells that lie in each other, and rebuilds where nothing else helps',
  takes: MODEL_TAKES,
  params: z.strictObject({ ...TARGETS, resolutionMm }),
  gives: MODEL_GIVES,
});

export const offsetComponents = declareCommand({
  name: 'model.offset',
  does: 'Grows components by a distance on all sides, or shrinks them',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    byMm: z
      .number()
      .min(-50)
      .max(50)
      .refine((mm) => mm !== 0, 'it is zero')
      .describe('Outward where positive, inward where negative, mm'),
    resolutionMm,
  }),
  gives: MODEL_GIVES,
});

export const hollowComponents = declareCommand({
  name: 'model.hollow',
  does: 'Hollows components to a wall of one thickness, with drain holes at the lowest points of each cavity',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    wallMm: z.number().min(0.3).max(50).describe('Wall left standing, mm'),
    drainHoles: z.int().min(0).max(8).default(2).describe('Holes for each cavity'),
    drainDiameterMm: z.number().min(0.5).max(30).default(3.5).describe('Diameter of a drain hole, mm'),
    up: Direction.default([0, 0, 1]).describe('Away from the build plate, LPS: holes go where the cavity is lowest'),
    smallestCavityMm3: z.number().min(0).default(50).describe('Cavities smaller than this stay filled, mm³'),
    resolutionMm,
  }),
  gives: MODEL_GIVES,
});

export const thickenComponents = declareCommand({
  name: 'model.thicken',
  does: 'Thickens walls of components where they are thinner than a printer makes them, and there alone; tells where',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    minimumMm: z.number().min(0.2).max(10).describe('The thinnest wall that the printer makes of the material, mm'),
    smallestPlaceMm2: z
      .number()
      .min(0)
      .default(0.5)
      .describe('Thin places with less surface than this stay as they are, mm²'),
    resolutionMm,
  }),
  gives: MODEL_GIVES,
});

export const wallComponents = declareCommand({
  name: 'model.wall',
  does: 'Makes the wall of vessels around their blood pools, as a component of its own that touches them without a gap',
  takes: MODEL_TAKES,
  params: z.strictObject({
    ...TARGETS,
    component: ComponentId.describe('Id of the wall'),
    name: z.string().min(1).max(64).optional().describe('Name to show'),
    vessel: z
      .enum(['aorta', 'carotid', 'coronary'])
      .default('aorta')
      .describe(
        `Sets the thickness where none is given: ${Object.entries(VESSEL_WALLS.value)
          .map(([vessel, mm]) => `${vessel} ${mm} mm`)
          .join(', ')}`,
      ),
    wallMm: z.number().min(0.3).max(20).nullable().default(null).describe('Thickness, mm; if not given, by the vessel'),
    openings: z
      .array(
        z.strictObject({
          atLpsMm: PointLpsMm.describe('A point in the cut across the vessel'),
          direction: Direction.describe('Out of the vessel'),
          radiusMm: z.number().positive().max(100).describe('The wall is cut away this far around the point'),
        }),
      )
      .max(50)
      .default([])
      .describe('Where the wall ends flat and open, instead of closing over the end of the blood pool'),
    keepPools: z.boolean().default(true).describe('Whether the blood pools stay in the model'),
    resolutionMm,
  }),
  gives: MODEL_GIVES,
});
