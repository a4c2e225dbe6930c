import { z } from 'zod';
import { declareCommand } from './declare.ts';

export const writeMesh = declareCommand({
  name: 'mesh.write',
  does: 'Writes the model as STL and 3MF, millimetres, LPS',
  takes: { mesh: 'mesh' },
  params: z.strictObject({
    name: z.string().min(1).default('bone').describe('Name of the object in the 3MF; never a patient’s'),
  }),
  gives: { written: 'written' },
});
