import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const verifyMesh = declareCommand({
  name: 'verify.mesh',
  does: 'Measures the written file, read again: print-ready or not, and how far from the image',
  takes: { written: 'written', volume: 'volume', surface: 'surface' },
  params: z.strictObject({
    thinWallMm: z.number().min(0).default(1).describe('Walls thinner than this are named with their places, mm'),
    smallestShellMm3: z.number().min(0).default(100).describe('A shell that encloses less than this is loose, mm³'),
  }),
  gives: { measures: 'measures' },
});
