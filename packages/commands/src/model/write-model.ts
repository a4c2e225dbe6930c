import { z } from 'zod';
import { declareCommand } from '../declare.ts';
import { MODEL_TAKES } from './targets.ts';

export const MODEL_FORMATS = ['3mf', 'stl', 'obj', 'ply', 'glb'] as const;

export const writeModel = declareCommand({
  name: 'model.write',
  does: 'Writes the components: 3MF with names and colors, an STL for each, OBJ with MTL, PLY with colors, GLB for viewing',
  takes: MODEL_TAKES,
  params: z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes and underscores, 64 at most')
      .default('model')
      .describe('Name of the files and of the whole in them; never a patient’s'),
    formats: z
      .array(z.enum(MODEL_FORMATS))
      .min(1)
      .default([...MODEL_FORMATS]),
  }),
  gives: { files: 'files' },
});
